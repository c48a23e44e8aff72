internal import Model

enum LeadColumn: Int, GeneratedColumn {
    case id, customer, source, campaign, status, score, createdAt, qualifiedAt, salesRepresentative

    static let entity = "leads"

    var field: (name: String, kind: ValueKind) {
        switch self {
        case .id: ("id", .int)
        case .customer: ("customer_id", .int)
        case .source: ("source", .text)
        case .campaign: ("campaign", .int)
        case .status: ("status", .text)
        case .score: ("score", .int)
        case .createdAt: ("created_at", .time)
        case .qualifiedAt: ("qualified_at", .time)
        case .salesRepresentative: ("sales_rep", .text)
        }
    }
}

enum OpportunityColumn: Int, GeneratedColumn {
    case id, customer, lead, name, product, stage, status, amount, probability, expectedClose, createdAt, closedAt
    case lostReason, salesRepresentative

    static let entity = "opportunities"

    var field: (name: String, kind: ValueKind) {
        switch self {
        case .id: ("id", .int)
        case .customer: ("customer_id", .int)
        case .lead: ("lead_id", .int)
        case .name: ("name", .text)
        case .product: ("product", .int)
        case .stage: ("stage", .text)
        case .status: ("status", .text)
        case .amount: ("amount", .money)
        case .probability: ("probability", .number)
        case .expectedClose: ("expected_close", .date)
        case .createdAt: ("created_at", .time)
        case .closedAt: ("closed_at", .time)
        case .lostReason: ("lost_reason", .text)
        case .salesRepresentative: ("sales_rep", .text)
        }
    }
}

extension StoreSimulation {
    /// Per cent of the deals at a stage that are won in the end.
    private static let stages: [(name: String, chance: Int)] = [
        ("prospecting", 10), ("qualification", 25), ("proposal", 50), ("negotiation", 70), ("contract", 90),
    ]

    /// Companies are sold to: leads first, deals from the good ones, further deals later. Of persons, few are.
    mutating func emitSales(_ profile: CustomerProfile, _ emit: Emit) rethrows {
        let isBusiness = profile.identity.isBusiness
        guard random.chance(isBusiness ? 0.8 : 0.03) else { return }
        let representative = random.pick(Phrases.salesRepresentatives)
        for number in 0...random.runLength(0.25, limit: 4) {
            // The first comes soon after joining.
            let soon = profile.joined + 20 * BusinessCalendar.secondsPerDay
            let created = second(after: profile.joined, upTo: number == 0 ? min(activeUntil, soon) : activeUntil)
            if let qualified = try emitLead(created: created, representative, profile, emit) {
                try emitOpportunity(lead: leadCount, created: qualified, representative, profile, emit)
            }
        }
        guard isBusiness else { return }
        for _ in 0..<random.runLength(0.5, limit: 8) {
            try emitOpportunity(
                lead: nil, created: second(after: profile.joined, upTo: activeUntil), representative, profile, emit)
        }
    }

    /// - Returns: when it was qualified.
    private mutating func emitLead(created: Int, _ representative: String, _ profile: CustomerProfile, _ emit: Emit)
        rethrows -> Int?
    {
        let age = market.calendar.endSecond - created
        let decision = created + random.within(20_000...2_000_000)
        let isDecided = random.chance(0.95) && decision <= market.calendar.endSecond
        let isGood = random.chance(0.55)
        leadCount += 1
        leads.set(.id, int: leadCount)
        leads.set(.customer, int: profile.id)
        leads.set(
            .source,
            text: random.chance(0.95) ? random.pick(["web", "event", "ads", "referral", "phone", "partner"]) : nil)
        leads.set(.campaign, int: random.chance(0.3) ? runningCampaign(at: created).map { $0 + 1 } : nil)
        leads.set(.status, text: isDecided ? (isGood ? "qualified" : "disqualified")
            : age < 5 * BusinessCalendar.secondsPerDay ? "new" : "working")
        leads.set(.score, int: random.chance(0.8) ? min(99, (isGood ? 45 : 10) + random.below(55)) : nil)
        leads.set(.createdAt, second: created)
        leads.set(.qualifiedAt, second: isDecided && isGood ? decision : nil)
        leads.set(.salesRepresentative, text: representative)
        try leads.emit(to: emit)
        return isDecided && isGood ? decision : nil
    }

    private mutating func emitOpportunity(
        lead: Int?, created: Int, _ representative: String, _ profile: CustomerProfile,
        _ emit: Emit
    ) rethrows {
        let day = created / BusinessCalendar.secondsPerDay
        let product = market.catalogue.pick(category: profile.identity.interest, day: day, &random)
        let cycleDays = Int(min(max(random.logNormal(median: 45, spread: 0.75), 3), 500))
        let cycle = cycleDays * BusinessCalendar.secondsPerDay + random.below(30_000)
        let closed = market.calendar.past(created + cycle)
        let isWon = random.chance(0.36 + 0.06 * max(-2, min(2, profile.satisfaction)))
        let reached =
            closed == nil ? min(4, 5 * (market.calendar.endSecond - created) / cycle) : isWon ? 4 : random.below(4)
        let chance = StoreSimulation.stages[reached].chance + random.within(-5...5)
        let amount = Int(random.logNormal(median: 450_000 * profile.appetite, spread: 1)) / 1000 * 1000 + 5000
        opportunityCount += 1
        opportunities.set(.id, int: opportunityCount)
        opportunities.set(.customer, int: profile.id)
        opportunities.set(.lead, int: lead)
        opportunities.set(
            .name,
            text: "\(profile.identity.company ?? profile.identity.name): \(market.catalogue.products[product].name)")
        opportunities.set(.product, int: product + 1)
        opportunities.set(.stage, text: StoreSimulation.stages[reached].name)
        opportunities.set(.status, text: closed == nil ? "open" : isWon ? "won" : "lost")
        opportunities.set(.amount, money: amount)
        opportunities.set(.probability, number: closed == nil ? Double(chance) / 100 : isWon ? 1 : 0)
        opportunities.set(
            .expectedClose, day: (created + cycle * random.within(80...140) / 100) / BusinessCalendar.secondsPerDay)
        opportunities.set(.createdAt, second: created)
        opportunities.set(.closedAt, second: closed)
        opportunities.set(.lostReason, text: closed != nil && !isWon && random.chance(0.85)
            ? random.pick(["price", "competitor", "timing", "budget", "no_decision"]) : nil)
        opportunities.set(.salesRepresentative, text: representative)
        try opportunities.emit(to: emit)
        draftConversations(created: created, until: closed ?? market.calendar.endSecond, product: product)
    }

    /// Calls, a demonstration, meetings and e-mail while a deal is worked on.
    private mutating func draftConversations(created: Int, until end: Int, product: Int) {
        let talks: [(kind: String, channel: String, chance: Double, minutes: Int)] = [
            ("call", "phone", 0.8, 25), ("demo", "web", 0.6, 60), ("email", "email", 0.7, 0),
            ("meeting", "store", 0.3, 90)
        ]
        for talk in talks where random.chance(talk.chance) {
            let second = second(after: created, upTo: end)
            let isDemo = talk.kind == "demo"
            interactionDrafts.append(
                InteractionDraft(
                    second: second, kind: talk.kind, channel: talk.channel, product: isDemo ? product : nil,
                    subject: "Offer",
                    durationSeconds: talk.minutes == 0 ? nil : random.within(5...talk.minutes) * 60))
        }
    }
}
