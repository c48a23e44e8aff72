internal import Model

enum TicketColumn: Int, GeneratedColumn {
    case id, customer, kind, subject, status, priority, channel, openedAt, firstResponseAt, resolvedAt, reopened, order,
        product, agent

    static let entity = "tickets"

    var field: (name: String, kind: ValueKind) {
        switch self {
        case .id: ("id", .int)
        case .customer: ("customer_id", .int)
        case .kind: ("kind", .text)
        case .subject: ("subject", .text)
        case .status: ("status", .text)
        case .priority: ("priority", .text)
        case .channel: ("channel", .text)
        case .openedAt: ("opened_at", .time)
        case .firstResponseAt: ("first_response_at", .time)
        case .resolvedAt: ("resolved_at", .time)
        case .reopened: ("reopened", .int)
        case .order: ("order_id", .int)
        case .product: ("product", .int)
        case .agent: ("agent", .text)
        }
    }
}

extension StoreSimulation {
    private static let kindWeights = WeightTable(Phrases.ticketKinds.map(\.weight))
    /// The median wait for a first response, in seconds.
    private static let priorities: [(name: String, wait: Double)] = [
        ("urgent", 1200), ("high", 5400), ("normal", 14_000), ("low", 36_000),
    ]

    /// Emits the consequences of an order: a ticket, a survey response, a review.
    /// - Returns: whether the customer turned away after it.
    mutating func emitAftermath(order: Int, at second: Int, delivered: Int?, refunded: Int?, _ profile: CustomerProfile,
                                _ emit: Emit) rethrows -> Bool {
        var turnsAway = false
        let isUnhappy = profile.satisfaction < -1
        if random.chance(refunded != nil ? 0.5 : isUnhappy ? 0.09 : 0.03) {
            let kind =
                refunded != nil && random.chance(0.7) ? Phrases.goodsReturn : StoreSimulation.kindWeights.pick(&random)
            let arrival = delivered ?? second
            let opened =
                refunded.map { self.second(after: arrival, upTo: $0) } ?? arrival + random.within(3600...700_000)
            if opened <= market.calendar.endSecond {
                try emitTicket(kind: kind, opened: opened, order: order, product: itemDrafts[0].product, profile, emit)
                if kind == Phrases.complaint {
                    turnsAway = random.chance(isUnhappy ? 0.45 : 0.15)
                    if random.chance(0.35), let issued = market.calendar.past(opened + BusinessCalendar.secondsPerDay) {
                        issueCoupon("apology", value: 1000, at: issued, days: 90)
                    }
                }
            }
        }
        if let delivered { try emitOrderFeedback(order: order, delivered: delivered, profile, emit) }
        return turnsAway
    }

    /// Requests that have nothing to do with an order.
    mutating func emitStrayTickets(_ profile: CustomerProfile, _ emit: Emit) rethrows {
        for _ in 0..<random.runLength(0.1, limit: 5) {
            let kind = random.chance(0.6) ? Phrases.question : Phrases.technical
            let opened = second(after: profile.joined, upTo: activeUntil)
            try emitTicket(kind: kind, opened: opened, order: nil, product: nil, profile, emit)
        }
    }

    private mutating func emitTicket(kind: Int, opened: Int, order: Int?, product: Int?, _ profile: CustomerProfile,
                                     _ emit: Emit) rethrows {
        let calendar = market.calendar
        let what = Phrases.ticketKinds[kind]
        let language = market.geography.countries[profile.identity.country].language
        let draw = random.below(100)
        let isComplaint = kind == Phrases.complaint
        let priority = StoreSimulation.priorities[
            draw < (isComplaint ? 12 : 3) ? 0 : draw < (isComplaint ? 45 : 14) ? 1 : draw < 80 ? 2 : 3]
        // A few are never looked at.
        let response = random.chance(0.985)
            ? calendar.past(opened + 60 + Int(random.logNormal(median: priority.wait, spread: 1.1))) : nil
        let work = Int(min(random.logNormal(median: isComplaint ? 150_000 : 70_000, spread: 1.2), 10_000_000))
        let resolved = random.chance(0.97) ? response.flatMap { calendar.past($0 + 300 + work) } : nil
        let channel = ticketChannel(profile)
        ticketCount += 1
        tickets.set(.id, int: ticketCount)
        tickets.set(.customer, int: profile.id)
        tickets.set(.kind, text: what.name)
        tickets.set(
            .subject, text: random.chance(0.97) ? random.pick(language == "zh" ? what.chinese : what.english) : nil)
        tickets.set(
            .status,
            text: resolved != nil ? (random.chance(0.8) ? "closed" : "resolved") : response != nil ? "pending" : "open")
        tickets.set(.priority, text: priority.name)
        tickets.set(.channel, text: channel)
        tickets.set(.openedAt, second: opened)
        tickets.set(.firstResponseAt, second: response)
        tickets.set(.resolvedAt, second: resolved)
        tickets.set(.reopened, int: resolved == nil ? 0 : random.runLength(isComplaint ? 0.15 : 0.05, limit: 4))
        tickets.set(.order, int: order)
        tickets.set(.product, int: product.map { $0 + 1 })
        tickets.set(.agent, text: response != nil ? random.pick(Phrases.agents) : nil)
        try tickets.emit(to: emit)
        if channel == "phone" || channel == "wechat" {
            interactionDrafts.append(
                InteractionDraft(
                    second: opened, kind: channel == "phone" ? "call" : "chat", channel: channel,
                    product: product, subject: what.name,
                    durationSeconds: random.within(90...1800)))
        }
        if let resolved {
            try emitTicketFeedback(
                ticket: ticketCount, opened: opened, resolved: resolved, channel: channel, profile, emit)
        }
    }

    private mutating func ticketChannel(_ profile: CustomerProfile) -> String {
        random.chance(0.5) ? profile.preferredOrderChannel : random.pick(["email", "phone", "web"])
    }
}
