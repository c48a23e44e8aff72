internal import Model

enum ReferralColumn: Int, GeneratedColumn {
    case id, customer, referredCustomer, channel, status, referredAt, convertedAt

    static let entity = "referrals"

    var field: (name: String, kind: ValueKind) {
        switch self {
        case .id: ("id", .int)
        case .customer: ("customer_id", .int)
        case .referredCustomer: ("referred_customer_id", .int)
        case .channel: ("channel", .text)
        case .status: ("status", .text)
        case .referredAt: ("referred_at", .time)
        case .convertedAt: ("converted_at", .time)
        }
    }
}

extension StoreSimulation {
    /// The referral that brought this customer, which belongs to the one who gave it, and invitations that nobody took
    /// up.
    mutating func emitReferrals(_ profile: CustomerProfile, _ emit: Emit) rethrows {
        if let referrer = profile.referrer {
            let known = CustomerProfile.joined(seed: seed, customer: referrer, calendar: market.calendar)
            let earliest = max(known, profile.joined - 30 * BusinessCalendar.secondsPerDay)
            let converted = orderSeconds.first
            try emitReferral(by: referrer, referred: profile.id, status: converted != nil ? "converted" : "joined",
                             at: second(after: earliest, upTo: profile.joined), converted: converted, emit)
        }
        guard random.chance(0.02 + 0.05 * max(0, profile.satisfaction)) else { return }
        for _ in 0...random.runLength(0.4, limit: 6) {
            let invited = second(after: profile.joined, upTo: activeUntil)
            let isOpen = market.calendar.endSecond - invited < 90 * BusinessCalendar.secondsPerDay
            try emitReferral(
                by: profile.id, referred: nil, status: isOpen ? "invited" : "expired", at: invited, converted: nil, emit
            )
        }
    }

    private mutating func emitReferral(
        by customer: Int, referred: Int?, status: String, at second: Int, converted: Int?,
        _ emit: Emit
    ) rethrows {
        referralCount += 1
        referrals.set(.id, int: referralCount)
        referrals.set(.customer, int: customer)
        referrals.set(.referredCustomer, int: referred)
        referrals.set(
            .channel, text: random.chance(0.96) ? random.pick(["link", "link", "email", "wechat", "word"]) : nil)
        referrals.set(.status, text: status)
        referrals.set(.referredAt, second: second)
        referrals.set(.convertedAt, second: converted)
        try referrals.emit(to: emit)
    }
}
