/// A customer's points: what is left of each credit, and what is due to happen to it.
///
/// Redemption and expiry take from the credit that expires first. The balance is never below 0.
struct PointsLedger: Sendable {
    enum Due: Sendable {
        case bonus
        case refund(order: Int, points: Int)
        case expiry
    }

    private struct Credit: Sendable {
        /// 0 for a bonus.
        var order: Int
        var remaining: Int
        var expires: Int
    }

    /// Ascending by expiry. Those before `oldest` are used up.
    private var credits: [Credit] = []
    private var oldest = 0
    private var refunds: [(second: Int, order: Int, points: Int)] = []
    private var bonusSecond: Int?
    private(set) var balance = 0

    /// Empties the ledger for the next customer.
    mutating func open(bonusAt second: Int?) {
        credits.removeAll(keepingCapacity: true)
        refunds.removeAll(keepingCapacity: true)
        oldest = 0
        balance = 0
        bonusSecond = second
    }

    /// - Precondition: `expires` is not before that of any earlier credit.
    mutating func credit(_ points: Int, order: Int, expires: Int) {
        credits.append(Credit(order: order, remaining: points, expires: expires))
        balance += points
    }

    mutating func expectRefund(at second: Int, order: Int, points: Int) {
        refunds.append((second, order, points))
    }

    /// Takes out the earliest thing that is due by `limit`.
    mutating func nextDue(by limit: Int) -> (second: Int, what: Due)? {
        while oldest < credits.count, credits[oldest].remaining == 0 { oldest += 1 }
        let expiry = oldest < credits.count ? credits[oldest].expires : .max
        var earliestRefund = -1
        for index in refunds.indices where earliestRefund < 0 || refunds[index].second < refunds[earliestRefund].second
        {
            earliestRefund = index
        }
        let refund = earliestRefund >= 0 ? refunds[earliestRefund].second : .max
        let bonus = bonusSecond ?? .max
        let earliest = min(expiry, refund, bonus)
        guard earliest <= limit, earliest != .max else { return nil }
        if earliest == bonus {
            bonusSecond = nil
            return (bonus, .bonus)
        }
        if earliest == refund {
            let due = refunds.remove(at: earliestRefund)
            return (due.second, .refund(order: due.order, points: due.points))
        }
        return (expiry, .expiry)
    }

    /// Takes up to `points`, first from what `order` earned, then from what expires first.
    /// - Returns: how many were taken.
    mutating func take(_ points: Int, of order: Int? = nil) -> Int {
        var wanted = min(points, balance)
        let taken = wanted
        balance -= taken
        if let order, let index = credits.lastIndex(where: { $0.order == order }) {
            wanted -= use(wanted, of: index)
        }
        var index = oldest
        while wanted > 0, index < credits.count {
            wanted -= use(wanted, of: index)
            index += 1
        }
        return taken
    }

    /// - Returns: how many points lapse with the oldest credit.
    mutating func expireOldest() -> (points: Int, order: Int) {
        let credit = credits[oldest]
        oldest += 1
        balance -= credit.remaining
        return (credit.remaining, credit.order)
    }

    private mutating func use(_ points: Int, of index: Int) -> Int {
        let used = min(points, credits[index].remaining)
        credits[index].remaining -= used
        return used
    }
}
