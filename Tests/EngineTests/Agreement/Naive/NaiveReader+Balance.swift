import Model
import Semantics

/// What is left of credits that lapse.
extension NaiveReader {
    private struct Credit {
        var rest: Int128
        /// The last day, or the first instant, of no use is behind this.
        var lapse: Int64
        var link: NaiveIdentity?
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
        let bookings =
            try records.filter { try value(credit.time, $0).isMissing }
            + records.filter { !(try value(credit.time, $0).isMissing) }
        // Where one of the two is a day, days are compared, and the day on which a credit lapses is the last of its
        // use.
        let isByDays = credit.time.type.kind == .date || credit.lapse.type.kind == .date
        func number(_ value: Value) -> Int64? {
            if isByDays { return calendar.day(of: value).map { Int64($0.daysSinceEpoch) } }
            if case .time(let instant) = value { return instant.microseconds }
            return nil
        }
        func firstUseless(_ value: Value) -> Int64 { number(value).map { isByDays ? $0 + 1 : $0 } ?? .max }
        var credits: [Credit] = []
        var owed: Int128 = 0
        for (place, booking) in bookings.enumerated() {
            guard let amount = NaiveReader.whole(try value(change, booking)), amount != 0 else { continue }
            let time = number(try value(credit.time, booking)) ?? .min
            let link = try credit.link.map { NaiveIdentity(try value($0, booking)) }.flatMap {
                $0 == .missing ? nil : $0
            }
            if amount > 0 {
                let paid = min(owed, Int128(amount))
                owed -= paid
                credits.append(
                    Credit(
                        rest: Int128(amount) - paid, lapse: firstUseless(try value(credit.lapse, booking)), link: link,
                        number: place))
                continue
            }
            var wanted = -Int128(amount)
            let usable = credits.indices.filter { credits[$0].lapse > time }.sorted {
                (credits[$0].lapse, credits[$0].number) < (credits[$1].lapse, credits[$1].number)
            }
            let linked = usable.filter { link != nil && credits[$0].link == link }
            for index in linked + usable {
                let used = min(wanted, credits[index].rest)
                credits[index].rest -= used
                wanted -= used
            }
            owed += wanted
        }
        let moment = (bookings.first?.around ?? outermost).moment
        let end = isByDays ? Int64(moment.today.daysSinceEpoch) + 1 : moment.end.microseconds
        let left = credits.filter { $0.lapse >= end }.reduce(-owed) { $0 + $1.rest }
        guard let exact = Int64(exactly: left) else { throw NaiveOverflow() }
        return type.kind == .money ? .money(exact) : .int(exact)
    }
}
