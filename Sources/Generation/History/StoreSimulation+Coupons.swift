internal import Model

enum CouponColumn: Int, GeneratedColumn {
    case id, customer, code, kind, campaign, value, pointsSpent, issuedAt, expiresAt, redeemedAt, order

    static let entity = "coupons"

    var field: (name: String, kind: ValueKind) {
        switch self {
        case .id: ("id", .int)
        case .customer: ("customer_id", .int)
        case .code: ("code", .text)
        case .kind: ("kind", .text)
        case .campaign: ("campaign", .int)
        case .value: ("value", .money)
        case .pointsSpent: ("points_spent", .int)
        case .issuedAt: ("issued_at", .time)
        case .expiresAt: ("expires_at", .time)
        case .redeemedAt: ("redeemed_at", .time)
        case .order: ("order_id", .int)
        }
    }
}

/// A coupon of the customer at hand; seconds since the epoch, minor units.
struct CouponDraft: Sendable {
    let id: Int
    let kind: String
    /// Index into the plan's campaigns.
    let campaign: Int?
    let value: Int
    let pointsSpent: Int
    let issued: Int
    let expires: Int
    var redeemed: Int?
    var order: Int?
}

extension StoreSimulation {
    /// - Returns: the coupon's key.
    @discardableResult
    mutating func issueCoupon(
        _ kind: String, value: Int, at second: Int, days: Int, campaign: Int? = nil, pointsSpent: Int = 0
    ) -> Int {
        couponCount += 1
        couponDrafts.append(
            CouponDraft(
                id: couponCount, kind: kind, campaign: campaign, value: value, pointsSpent: pointsSpent,
                issued: second, expires: second + days * BusinessCalendar.secondsPerDay))
        return couponCount
    }

    /// Issues coupons without an occasion in the shop: a welcome coupon, and birthday coupons for members.
    mutating func issueGifts(_ profile: CustomerProfile) {
        if random.chance(0.3) { issueCoupon("welcome", value: 1000, at: profile.joined, days: 60) }
        guard let memberSince = profile.memberSince else { return }
        let yearDays = 365
        let firstDay = memberSince / BusinessCalendar.secondsPerDay
        let untilBirthday = (profile.identity.birthDay - firstDay) % yearDays
        var day = firstDay + (untilBirthday < 0 ? untilBirthday + yearDays : untilBirthday) + 1
        while day <= market.calendar.lastDay {
            if random.chance(0.15) {
                issueCoupon("birthday", value: 500, at: day * BusinessCalendar.secondsPerDay + 8 * 3600, days: 30)
            }
            day += yearDays
        }
    }

    /// Redeems the first coupon that is valid and worth no more than half of the goods.
    /// - Returns: its index among the drafts.
    mutating func redeemCoupon(at second: Int, goods: Int, order: Int) -> Int? {
        for index in couponDrafts.indices {
            let draft = couponDrafts[index]
            guard draft.redeemed == nil, draft.issued < second, second <= draft.expires, draft.value * 2 <= goods else {
                continue
            }
            guard random.chance(0.55) else { return nil }
            couponDrafts[index].redeemed = second
            couponDrafts[index].order = order
            return index
        }
        return nil
    }

    mutating func emitCoupons(_ profile: CustomerProfile, _ emit: Emit) rethrows {
        for index in couponDrafts.indices {
            let draft = couponDrafts[index]
            coupons.set(.id, int: draft.id)
            coupons.set(.customer, int: profile.id)
            coupons.set(.code, text: StoreSimulation.code(random.next()))
            coupons.set(.kind, text: draft.kind)
            coupons.set(.campaign, int: draft.campaign.map { $0 + 1 })
            coupons.set(.value, money: draft.value)
            coupons.set(.pointsSpent, int: draft.pointsSpent)
            coupons.set(.issuedAt, second: draft.issued)
            coupons.set(.expiresAt, second: draft.expires)
            coupons.set(.redeemedAt, second: draft.redeemed)
            coupons.set(.order, int: draft.order)
            try coupons.emit(to: emit)
        }
    }

    /// Twelve signs that cannot be mistaken for one another, without O, 0, I and 1.
    private static func code(_ bits: UInt64) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(14)
        for position in 0..<12 {
            if position == 4 || position == 8 { bytes.append(UInt8(ascii: "-")) }
            bytes.append(signs[Int(bits >> (5 * UInt64(position)) & 31)])
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let signs = Array("ABCDEFGHJKLMNPQRSTUVWXYZ23456789".utf8)
}
