internal import Model

enum FeedbackColumn: Int, GeneratedColumn {
    case id, customer, kind, score, comment, source, askedAt, answeredAt, order, ticket, product

    static let entity = "feedback"

    var field: (name: String, kind: ValueKind) {
        switch self {
        case .id: ("id", .int)
        case .customer: ("customer_id", .int)
        case .kind: ("kind", .text)
        case .score: ("score", .int)
        case .comment: ("comment", .text)
        case .source: ("source", .text)
        case .askedAt: ("asked_at", .time)
        case .answeredAt: ("answered_at", .time)
        case .order: ("order_id", .int)
        case .ticket: ("ticket_id", .int)
        case .product: ("product", .int)
        }
    }
}

extension StoreSimulation {
    /// Some days after delivery: would they recommend us, and how is the product?
    mutating func emitOrderFeedback(order: Int, delivered: Int, _ profile: CustomerProfile, _ emit: Emit) rethrows {
        if random.chance(0.045) {
            let score = min(max(Int((7.9 + 2 * profile.satisfaction + 1.2 * random.normal()).rounded()), 0), 10)
            try emitFeedback(
                "nps", score: score, mood: score <= 6 ? .bad : score <= 8 ? .fair : .good,
                source: random.chance(0.7) ? "email" : "app", asked: delivered + 2 * BusinessCalendar.secondsPerDay,
                order: order, profile, emit)
        }
        if random.chance(0.05) {
            let score = min(max(Int((4.2 + 0.8 * profile.satisfaction + 0.6 * random.normal()).rounded()), 1), 5)
            let product = itemDrafts[random.below(itemDrafts.count)].product
            try emitFeedback(
                "review", score: score, mood: mood(ofFive: score), source: random.chance(0.6) ? "web" : "app",
                asked: delivered + BusinessCalendar.secondsPerDay, order: order, product: product, profile, emit)
        }
    }

    /// The quicker a ticket was resolved, the better.
    mutating func emitTicketFeedback(
        ticket: Int, opened: Int, resolved: Int, channel: String, _ profile: CustomerProfile,
        _ emit: Emit
    ) rethrows {
        guard random.chance(0.32) else { return }
        let days = Double(resolved - opened) / Double(BusinessCalendar.secondsPerDay)
        let score = min(
            max(Int((4.7 - 0.3 * min(days, 10) + 0.6 * profile.satisfaction + 0.7 * random.normal()).rounded()), 1), 5)
        try emitFeedback(
            "csat", score: score, mood: mood(ofFive: score), source: channel == "phone" ? "phone" : "email",
            asked: resolved + 1800, ticket: ticket, profile, emit)
    }

    private func mood(ofFive score: Int) -> Phrases.Mood { score <= 2 ? .bad : score == 3 ? .fair : .good }

    /// Writes the answer, unless it has not come yet.
    private mutating func emitFeedback(
        _ kind: String, score: Int, mood: Phrases.Mood, source: String, asked: Int, order: Int? = nil,
        ticket: Int? = nil, product: Int? = nil, _ profile: CustomerProfile, _ emit: Emit
    ) rethrows {
        guard let answered = market.calendar.past(asked + 60 + Int(random.logNormal(median: 40_000, spread: 1.2)))
        else { return }
        let language = market.geography.countries[profile.identity.country].language
        feedbackCount += 1
        feedback.set(.id, int: feedbackCount)
        feedback.set(.customer, int: profile.id)
        feedback.set(.kind, text: kind)
        feedback.set(.score, int: score)
        feedback.set(.comment, text: random.chance(0.4) ? Phrases.comment(mood, language: language, &random) : nil)
        feedback.set(.source, text: source)
        // Reviews are often written unasked.
        feedback.set(.askedAt, second: kind == "review" && random.chance(0.5) ? nil : asked)
        feedback.set(.answeredAt, second: answered)
        feedback.set(.order, int: order)
        feedback.set(.ticket, int: ticket)
        feedback.set(.product, int: product.map { $0 + 1 })
        try feedback.emit(to: emit)
    }
}
