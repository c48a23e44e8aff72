internal import Model

enum MessageColumn: Int, GeneratedColumn {
    case id, customer, campaign, channel, sentAt, bounced, openedAt, clickedAt, unsubscribedAt

    static let entity = "messages"

    var field: (name: String, kind: ValueKind) {
        switch self {
        case .id: ("id", .int)
        case .customer: ("customer_id", .int)
        case .campaign: ("campaign", .int)
        case .channel: ("channel", .text)
        case .sentAt: ("sent_at", .time)
        case .bounced: ("bounced", .bool)
        case .openedAt: ("opened_at", .time)
        case .clickedAt: ("clicked_at", .time)
        case .unsubscribedAt: ("unsubscribed_at", .time)
        }
    }
}

/// A message of a campaign to the customer at hand; seconds since the epoch.
struct MessageDraft: Sendable {
    /// Index into the plan's campaigns.
    var campaign: Int
    var sent: Int
    var bounced: Bool
    var opened: Int?
    var clicked: Int?
    var unsubscribed: Int?
}

extension StoreSimulation {
    /// Which campaigns reached the customer, in order of their start, and the coupons that came with them.
    mutating func draftMessages(_ profile: CustomerProfile) {
        messageDrafts.removeAll(keepingCapacity: true)
        for index in market.campaigns.campaigns.indices {
            let campaign = market.campaigns.campaigns[index]
            guard (campaign.startDay - 1) * BusinessCalendar.secondsPerDay > profile.joined, campaign.reach > 0,
                  random.chance(campaign.reach) else { continue }
            let sent = market.calendar.officeSecond(onDay: campaign.startDay, &random)
            guard accepts(campaign, at: sent, profile) else { continue }
            var draft = MessageDraft(campaign: index, sent: sent, bounced: random.chance(0.02))
            let interest = profile.engagement * (sent <= activeUntil ? 1 : 0.3)
            if !draft.bounced, random.chance(min(0.9, campaign.appeal * interest)) {
                draft.opened = market.calendar.past(sent + Int(random.logNormal(median: 14_000, spread: 1.3)))
                if let opened = draft.opened, random.chance(0.3) {
                    draft.clicked = market.calendar.past(opened + random.within(5...240))
                }
            }
            if draft.clicked != nil, campaign.kind != "newsletter", random.chance(0.4) {
                issueCoupon(
                    "campaign", value: 1500, at: sent, days: campaign.endDay - campaign.startDay + 7, campaign: index)
            }
            messageDrafts.append(draft)
        }
        // Consent to e-mail is withdrawn through the last e-mail that arrived.
        if profile.consent.withdrawn,
            let last = messageDrafts.lastIndex(where: {
                market.campaigns.campaigns[$0.campaign].channel == "email" && !$0.bounced
            })
        {
            messageDrafts[last].opened =
                messageDrafts[last].opened.map { min($0, profile.consent.changed) } ?? profile.consent.changed
            messageDrafts[last].clicked = messageDrafts[last].clicked.map { max($0, profile.consent.changed) }
            messageDrafts[last].unsubscribed = profile.consent.changed
        }
    }

    private func accepts(_ campaign: CampaignPlan.Campaign, at second: Int, _ profile: CustomerProfile) -> Bool {
        if campaign.kind == "loyalty", (profile.memberSince ?? .max) > second { return false }
        return switch campaign.channel {
        case "email": profile.consent.withdrawn ? second < profile.consent.changed : profile.consent.email
        case "sms": profile.consent.sms
        case "wechat": profile.preferredOrderChannel == "wechat"
        default: profile.preferredOrderChannel == "app" || profile.preferredOrderChannel == "wechat"
        }
    }

    /// The campaign that was clicked in the five days before `second`.
    func clickedCampaign(before second: Int) -> Int? {
        let window = 5 * BusinessCalendar.secondsPerDay
        for draft in messageDrafts.reversed() {
            if let clicked = draft.clicked, clicked <= second, clicked > second - window { return draft.campaign }
        }
        return nil
    }

    /// The latest campaign to have started by `second`, where it is still running.
    func runningCampaign(at second: Int) -> Int? {
        let day = second / BusinessCalendar.secondsPerDay
        guard let index = market.campaigns.campaigns.lastIndex(where: { $0.startDay <= day }),
              day <= market.campaigns.campaigns[index].endDay else { return nil }
        return index
    }

    mutating func emitMessages(_ profile: CustomerProfile, _ emit: Emit) rethrows {
        for index in messageDrafts.indices {
            let draft = messageDrafts[index]
            let channel = market.campaigns.campaigns[draft.campaign].channel
            messageCount += 1
            messages.set(.id, int: messageCount)
            messages.set(.customer, int: profile.id)
            messages.set(.campaign, int: draft.campaign + 1)
            messages.set(.channel, text: channel)
            messages.set(.sentAt, second: draft.sent)
            messages.set(.bounced, bool: draft.bounced)
            messages.set(.openedAt, second: draft.opened)
            messages.set(.clickedAt, second: draft.clicked)
            messages.set(.unsubscribedAt, second: draft.unsubscribed)
            try messages.emit(to: emit)
            if let clicked = draft.clicked {
                interactionDrafts.append(
                    InteractionDraft(
                        second: clicked, kind: "click", channel: channel, campaign: draft.campaign,
                        page: "/campaign"))
            }
        }
    }
}
