/// The balance of credits that lapse: points, vouchers, prepaid amounts.
///
/// Bookings are taken in order of time, then of key. A positive one is a credit. A negative one takes first from the
/// credits that it reverses, those with the same link, and then from the credits that lapse first, as long as they had
/// not lapsed by then; what no credit covers is owed, and the next credits pay it. Sums are exact; `nil` says that one
/// does not fit 64 bits.
package struct CreditLedger<Key: Comparable, Link: Hashable> {
    package struct Entry {
        package var time: Int64
        package var key: Key
        package var change: Int64
        /// The first moment at which a credit can't be used any more; nil for ever.
        package var expiry: Int64?
        /// The link that a credit and its reversal share.
        package var reversalKey: Link?

        package init(time: Int64, key: Key, change: Int64, expiry: Int64?, reversalKey: Link?) {
            self.time = time
            self.key = key
            self.change = change
            self.expiry = expiry
            self.reversalKey = reversalKey
        }
    }

    private struct Credit {
        var remaining: Int64
        var expiry: Int64
        var number: Int
    }

    /// Ascending by lapse, then by booking. Those before `first` are used up or have lapsed.
    private var credits: [Credit] = []
    private var first = 0
    /// Numbers of credits by link.
    private var linked: [Link: [Int]] = [:]
    private var owed: Int64 = 0

    private init() {}

    /// The balance at a moment that none of the bookings is after.
    package static func balance(of entries: inout [Entry], at end: Int64) -> Int64? {
        entries.sort { ($0.time, $0.key) < ($1.time, $1.key) }
        var ledger = CreditLedger()
        for (number, entry) in entries.enumerated() {
            if entry.change > 0 {
                ledger.credit(entry, number)
            } else if !ledger.debit(entry) {
                return nil
            }
        }
        var balance = -ledger.owed
        for credit in ledger.credits[ledger.first...] where credit.expiry >= end {
            let (sum, overflow) = balance.addingReportingOverflow(credit.remaining)
            if overflow { return nil }
            balance = sum
        }
        return balance
    }

    private mutating func credit(_ entry: Entry, _ number: Int) {
        let paid = min(owed, entry.change)
        owed -= paid
        guard entry.change > paid else { return }
        let credit = Credit(remaining: entry.change - paid, expiry: entry.expiry ?? .max, number: number)
        if let reversalKey = entry.reversalKey { linked[reversalKey, default: []].append(number) }
        // Credits mostly lapse in the order they were given in.
        var low = first, high = credits.count
        if let last = credits.last, last.expiry <= credit.expiry { low = high }
        while low < high {
            let middle = (low + high) / 2
            if credits[middle].expiry <= credit.expiry { low = middle + 1 } else { high = middle }
        }
        credits.insert(credit, at: low)
    }

    /// - Returns: false where more is owed than fits.
    private mutating func debit(_ entry: Entry) -> Bool {
        while first < credits.count, credits[first].remaining == 0 || credits[first].expiry <= entry.time {
            first += 1
        }
        guard entry.change != .min else { return false }
        var wanted = -entry.change
        if let numbers = entry.reversalKey.flatMap({ linked[$0] }) {
            for index in credits.indices[first...] where wanted > 0 && numbers.contains(credits[index].number) {
                if credits[index].expiry > entry.time { wanted -= use(wanted, of: index) }
            }
        }
        var index = first
        while wanted > 0, index < credits.count {
            wanted -= use(wanted, of: index)
            index += 1
        }
        let (sum, overflow) = owed.addingReportingOverflow(wanted)
        owed = sum
        return !overflow
    }

    private mutating func use(_ wanted: Int64, of index: Int) -> Int64 {
        let used = min(wanted, credits[index].remaining)
        credits[index].remaining -= used
        return used
    }
}
