internal import Model

enum PointsColumn: Int, GeneratedColumn {
    case id, customer, kind, change, bookedAt, expiresAt, order, coupon

    static let entity = "points"

    var field: (name: String, kind: ValueKind) {
        switch self {
        case .id: ("id", .int)
        case .customer: ("customer_id", .int)
        case .kind: ("kind", .text)
        case .change: ("change", .int)
        case .bookedAt: ("booked_at", .time)
        case .expiresAt: ("expires_at", .time)
        case .order: ("order_id", .int)
        case .coupon: ("coupon_id", .int)
        }
    }
}

extension StoreSimulation {
    /// Points lapse a year after they were earned.
    private static let validity = 365 * BusinessCalendar.secondsPerDay
    private static let welcomeBonus = 100

    /// Books what falls due up to and including `limit`, in order of time: bonus, refunds, expiry.
    mutating func settlePoints(upTo limit: Int, _ profile: CustomerProfile, _ emit: Emit) rethrows {
        while let (second, due) = ledger.nextDue(by: limit) {
            switch due {
            case .bonus:
                let expires = second + StoreSimulation.validity
                ledger.credit(StoreSimulation.welcomeBonus, order: 0, expires: expires)
                try book("bonus", StoreSimulation.welcomeBonus, at: second, expires: expires, profile, emit)
            case .refund(let order, let points):
                let taken = ledger.take(points, of: order)
                try book("refunded", -taken, at: second, order: order, profile, emit)
            case .expiry:
                let (points, order) = ledger.expireOldest()
                try book("expired", -points, at: second, order: order == 0 ? nil : order, profile, emit)
            }
        }
    }

    /// A point for every whole unit of money that a member pays; then, perhaps, some are turned into a reward.
    mutating func bookPoints(order: Int, at second: Int, amount: Int, _ profile: CustomerProfile, _ emit: Emit) rethrows
    {
        guard let memberSince = profile.memberSince, memberSince <= second else { return }
        let expires = second + StoreSimulation.validity
        ledger.credit(amount / 100, order: order, expires: expires)
        try book("earned", amount / 100, at: second, expires: expires, order: order, profile, emit)

        guard ledger.balance >= 500, random.chance(0.25) else { return }
        let steps = [5000, 2500, 1000, 500]
        let cost = steps.first { $0 <= ledger.balance } ?? 500
        let coupon = issueCoupon("reward", value: cost * 2, at: second, days: 180, pointsSpent: cost)
        _ = ledger.take(cost)
        try book("redeemed", -cost, at: second, coupon: coupon, profile, emit)
    }

    /// Bookings of nothing are left out.
    private mutating func book(_ kind: String, _ change: Int, at second: Int, expires: Int? = nil, order: Int? = nil,
                               coupon: Int? = nil, _ profile: CustomerProfile, _ emit: Emit) rethrows {
        guard change != 0 else { return }
        bookingCount += 1
        points.set(.id, int: bookingCount)
        points.set(.customer, int: profile.id)
        points.set(.kind, text: kind)
        points.set(.change, int: change)
        points.set(.bookedAt, second: second)
        points.set(.expiresAt, second: expires)
        points.set(.order, int: order)
        points.set(.coupon, int: coupon)
        try points.emit(to: emit)
    }
}
