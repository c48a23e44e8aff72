internal import Model

enum InteractionColumn: Int, GeneratedColumn {
    case id, customer, happenedAt, kind, channel, campaign, product, page, subject, duration

    static let entity = "interactions"

    var field: (name: String, kind: ValueKind) {
        switch self {
        case .id: ("id", .int)
        case .customer: ("customer_id", .int)
        case .happenedAt: ("happened_at", .time)
        case .kind: ("kind", .text)
        case .channel: ("channel", .text)
        case .campaign: ("campaign", .int)
        case .product: ("product", .int)
        case .page: ("page", .text)
        case .subject: ("subject", .text)
        case .duration: ("duration", .duration)
        }
    }
}

/// An interaction of the customer at hand; seconds since the epoch, indices into the plan and the catalogue.
struct InteractionDraft: Sendable {
    var second: Int
    var kind: String
    var channel: String
    var campaign: Int?
    var product: Int?
    var page: String?
    var subject: String?
    var durationSeconds: Int?
}

extension StoreSimulation {
    /// The way to an order: a visit, a look at the product, the cart. Nothing lies before joining.
    mutating func draftTrail(before second: Int, product: Int, _ profile: CustomerProfile) {
        let channel = browsingChannel(profile)
        let length = random.within(180...2400)
        let start = max(profile.joined, second - length)
        let campaign = clickedCampaign(before: second)
        let page = market.catalogue.categories[market.catalogue.products[product].category].page
        interactionDrafts.append(
            InteractionDraft(
                second: start, kind: "visit", channel: channel, campaign: campaign, page: "/",
                durationSeconds: second - start))
        interactionDrafts.append(InteractionDraft(second: start + (second - start) / 3, kind: "view", channel: channel,
                                                  product: product, page: page))
        interactionDrafts.append(InteractionDraft(second: start + (second - start) / 2, kind: "cart", channel: channel,
                                                  product: product, page: "/cart"))
    }

    /// Visits without a purchase. They thin out before the customer leaves, and hardly any come after.
    mutating func draftBrowsing(_ profile: CustomerProfile) {
        let gap = 260_000 / profile.engagement
        let start = Double(market.calendar.position(ofSecond: profile.joined))
        let end = start + profile.lifetime
        let total = Double(market.calendar.days.total)
        var position = start + gap * random.exponential()
        while position < total {
            let interest = position > end ? 0.08 : end - position < 60_000 ? 0.4 : 1.0
            if random.chance(interest) {
                draftVisit(at: max(profile.joined, market.calendar.shoppingSecond(at: Int(position), &random)), profile)
            }
            position += gap * random.exponential()
        }
    }

    private mutating func draftVisit(at second: Int, _ profile: CustomerProfile) {
        let channel = browsingChannel(profile)
        let end = market.calendar.endSecond
        // Those who agreed to personalised ads come through them now and then.
        let campaign = profile.consent.ads && random.chance(0.2) ? runningCampaign(at: second) : nil
        interactionDrafts.append(InteractionDraft(second: second, kind: "visit", channel: channel, campaign: campaign,
                                                  page: random.chance(0.7) ? "/" : "/sale",
                                                  durationSeconds: Int(random.logNormal(median: 140, spread: 1.1))))
        guard random.chance(0.45), second + 120 <= end else { return }
        let category = random.chance(0.6) ? profile.identity.interest : market.catalogue.categoryWeights.pick(&random)
        let product = market.catalogue.pick(category: category, day: second / BusinessCalendar.secondsPerDay, &random)
        interactionDrafts.append(InteractionDraft(second: second + 30, kind: "view", channel: channel, product: product,
                                                  page: market.catalogue.categories[category].page))
        if random.chance(0.3) {
            interactionDrafts.append(
                InteractionDraft(second: second + 90, kind: "cart", channel: channel, product: product, page: "/cart"))
        } else if random.chance(0.08) {
            interactionDrafts.append(
                InteractionDraft(
                    second: second + 120, kind: "chat", channel: channel, product: product,
                    subject: "Question about a product",
                    durationSeconds: random.within(60...1500)))
        }
    }

    private mutating func browsingChannel(_ profile: CustomerProfile) -> String {
        switch profile.preferredOrderChannel {
        case "app", "wechat": random.chance(0.8) ? profile.preferredOrderChannel : "web"
        case "store": random.chance(0.3) ? "store" : "web"
        default: "web"
        }
    }

    /// In order of time.
    mutating func emitInteractions(_ profile: CustomerProfile, _ emit: Emit) rethrows {
        // Sorting need not keep the order of equals, so it is part of what is compared.
        let order = interactionDrafts.indices.sorted {
            (interactionDrafts[$0].second, $0) < (interactionDrafts[$1].second, $1)
        }
        for index in order {
            let draft = interactionDrafts[index]
            interactionCount += 1
            interactions.set(.id, int: interactionCount)
            interactions.set(.customer, int: profile.id)
            interactions.set(.happenedAt, second: draft.second)
            interactions.set(.kind, text: draft.kind)
            interactions.set(.channel, text: draft.channel)
            interactions.set(.campaign, int: draft.campaign.map { $0 + 1 })
            interactions.set(.product, int: draft.product.map { $0 + 1 })
            interactions.set(.page, text: draft.page)
            interactions.set(.subject, text: draft.subject)
            interactions.set(.duration, durationSeconds: draft.durationSeconds)
            try interactions.emit(to: emit)
        }
    }
}
