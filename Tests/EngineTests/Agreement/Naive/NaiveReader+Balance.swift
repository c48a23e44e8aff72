import Model
import Semantics

/// What is left of credits that lapse.
extension NaiveReader {
    private struct Credit {
        var rest: Int128
        /// The last day, or the first instant, of no use is behind this.
        var expiry: Int64
        var reversalKey: NaiveIdentity?
        var number: Int
    }

    /// Bookings are taken in the order of time, then of keys. A negative one takes first from the credits of its link,
    /// then from those that lapse first, unless they have lapsed by then; what no credit covers is owed, and paid by
    /// the credits that follow.
    func balance(_ aggregate: BoundAggregate, _ records: [NaiveScope], _ type: ValueType) throws -> Value {
        guard let credit = aggregate.credit, let change = aggregate.value else {
            throw NaiveMistake(description: "a balance of nothing")
        }
        // What has no time has always been there.
        let entries =
            try records.filter { try value(credit.time, $0).isMissing }
            + records.filter { !(try value(credit.time, $0).isMissing) }
        // Where one of the two is a day, days are compared, and the day on which a credit lapses is the last of its
        // use.
        let isByDays = credit.time.type.kind == .date || credit.expiry.type.kind == .date
        func number(_ value: Value) -> Int64? {
            if isByDays { return calendar.day(of: value).map { Int64($0.daysSinceEpoch) } }
            if case .time(let instant) = value { return instant.microseconds }
            return nil
        }
        func firstUseless(_ value: Value) -> Int64 { number(value).map { isByDays ? $0 + 1 : $0 } ?? .max }
        var credits: [Credit] = []
        var owed: Int128 = 0
        for (place, entry) in entries.enumerated() {
            guard let amount = NaiveReader.whole(try value(change, entry)), amount != 0 else { continue }
            let time = number(try value(credit.time, entry)) ?? .min
            let reversalKey = try credit.reversalKey.map { NaiveIdentity(try value($0, entry)) }.flatMap {
                $0 == .missing ? nil : $0
            }
            if amount > 0 {
                let paid = min(owed, Int128(amount))
                owed -= paid
                credits.append(
                    Credit(
                        rest: Int128(amount) - paid, expiry: firstUseless(try value(credit.expiry, entry)),
                        reversalKey: reversalKey,
                        number: place))
                continue
            }
            var wanted = -Int128(amount)
            let usable = credits.indices.filter { credits[$0].expiry > time }.sorted {
                (credits[$0].expiry, credits[$0].number) < (credits[$1].expiry, credits[$1].number)
            }
            let linked = usable.filter { reversalKey != nil && credits[$0].reversalKey == reversalKey }
            for index in linked + usable {
                let used = min(wanted, credits[index].rest)
                credits[index].rest -= used
                wanted -= used
            }
            owed += wanted
        }
        let moment = (entries.first?.around ?? outermost).moment
        let end = isByDays ? Int64(moment.today.daysSinceEpoch) + 1 : moment.end.microseconds
        let left = credits.filter { $0.expiry >= end }.reduce(-owed) { $0 + $1.rest }
        guard let exact = Int64(exactly: left) else { throw NaiveOverflow() }
        return type.kind == .money ? .money(exact) : .int(exact)
    }
}
