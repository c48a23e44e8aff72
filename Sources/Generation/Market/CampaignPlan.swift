internal import Model

/// The store's marketing campaigns: the same rhythm every year, up to the end of the history.
struct CampaignPlan: Sendable {
    struct Campaign: Sendable {
        let name: String
        let kind: String
        let channel: String
        /// Days since 1970-01-01.
        let startDay: Int
        let endDay: Int
        /// Minor units.
        let budget: Int
        /// Share of the customers who may be written to that are.
        let reach: Double
        /// Share of what is delivered that is opened.
        let appeal: Double
    }

    /// In order of their start; the key of a campaign is its index + 1.
    let campaigns: [Campaign]

    init(seed: UInt64, calendar: BusinessCalendar) {
        var random = RandomStream(seed: seed, customer: -1, purpose: .market)
        var campaigns: [Campaign] = []
        let firstYear = CivilDate(daysSinceEpoch: Int32(calendar.firstDay)).components.year
        let lastYear = CivilDate(daysSinceEpoch: Int32(calendar.lastDay)).components.year
        for year in firstYear...lastYear {
            for idea in CampaignPlan.ideas {
                guard let start = CivilDate(year: year, month: idea.month, day: idea.day) else { continue }
                let startDay = Int(start.daysSinceEpoch) + random.below(3)
                guard startDay <= calendar.lastDay else { continue }
                campaigns.append(Campaign(
                    name: "\(idea.name) \(year)", kind: idea.kind, channel: idea.channel, startDay: startDay,
                    endDay: startDay + idea.days - 1, budget: random.within(20...400) * 50_000,
                    reach: idea.reach, appeal: 0.2 + 0.2 * random.uniform()))
            }
        }
        self.campaigns = campaigns
    }

    private struct Idea {
        let name: String, kind: String, channel: String
        let month: Int, day: Int, days: Int
        let reach: Double
    }

    private static let ideas = [
        Idea(name: "New year news", kind: "newsletter", channel: "email", month: 1, day: 8, days: 7, reach: 0.3),
        Idea(name: "新春特惠", kind: "seasonal", channel: "wechat", month: 1, day: 25, days: 14, reach: 0.4),
        Idea(name: "Spring arrivals", kind: "promotion", channel: "email", month: 3, day: 12, days: 21, reach: 0.25),
        Idea(name: "We miss you", kind: "winback", channel: "email", month: 4, day: 15, days: 30, reach: 0.2),
        Idea(name: "Mid-year sale", kind: "seasonal", channel: "app", month: 6, day: 10, days: 12, reach: 0.4),
        Idea(name: "Bring a friend", kind: "acquisition", channel: "ads", month: 8, day: 20, days: 30, reach: 0),
        Idea(name: "Member days", kind: "loyalty", channel: "sms", month: 9, day: 14, days: 5, reach: 0.3),
        Idea(name: "Singles' Day", kind: "seasonal", channel: "wechat", month: 11, day: 1, days: 11, reach: 0.5),
        Idea(name: "Black week", kind: "promotion", channel: "email", month: 11, day: 20, days: 10, reach: 0.5),
        Idea(name: "Gift finder", kind: "seasonal", channel: "app", month: 12, day: 5, days: 18, reach: 0.3),
    ]
}

enum CampaignColumn: Int, GeneratedColumn {
    case id, name, kind, channel, startsAt, endsAt, budget

    static let entity = "campaigns"

    var field: (name: String, kind: ValueKind) {
        switch self {
        case .id: ("id", .int)
        case .name: ("name", .text)
        case .kind: ("kind", .text)
        case .channel: ("channel", .text)
        case .startsAt: ("starts_at", .date)
        case .endsAt: ("ends_at", .date)
        case .budget: ("budget", .money)
        }
    }
}

extension RowBuffer<CampaignColumn> {
    mutating func emitAll(_ plan: CampaignPlan, _ emit: Emit) rethrows {
        for (index, campaign) in plan.campaigns.enumerated() {
            set(.id, int: index + 1)
            set(.name, text: campaign.name)
            set(.kind, text: campaign.kind)
            set(.channel, text: campaign.channel)
            set(.startsAt, day: campaign.startDay)
            set(.endsAt, day: campaign.endDay)
            set(.budget, money: campaign.budget)
            try self.emit(to: emit)
        }
    }
}
