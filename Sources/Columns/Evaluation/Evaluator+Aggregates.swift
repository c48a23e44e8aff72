import Concurrency
import Model
import Planning
import Semantics

extension Evaluator {
    // MARK: Values

    mutating func aggregate(_ aggregate: PlanAggregate, _ frame: RowBatch) throws(ExecutionError) -> Vector {
        if aggregate.records.path.first == catalogue.model.customer {
            guard let value = everybody[.aggregate(aggregate)] else {
                throw ExecutionError.unsupported("an aggregate over everybody")
            }
            return Vector.repeating(value, count: frame.count)
        }
        if let vector = known.value(of: aggregate, in: frame) { return vector }
        let vector = try compute(aggregate, frame)
        known.remember(vector, of: aggregate, in: frame)
        return vector
    }

    private mutating func compute(_ aggregate: PlanAggregate, _ frame: RowBatch) throws(ExecutionError) -> Vector {
        let records = try records(of: aggregate.records, in: frame)
        return records.spread(
            try value(of: aggregate, records), isZero: [.count, .sum, .balance].contains(aggregate.function))
    }

    /// One value for each run of the records.
    private mutating func value(of aggregate: PlanAggregate, _ records: Records) throws(ExecutionError) -> Vector {
        if aggregate.credit == nil, aggregate.gaps == nil {
            if let vector = try storedValue(of: aggregate, records) { return vector }
            if [.first, .last].contains(aggregate.function), let vector = try ends(aggregate, records) { return vector }
        }
        let kept = records.kept()
        if let credit = aggregate.credit { return try balance(aggregate, credit, kept) }
        if let kind = aggregate.gaps { return try gaps(kind, aggregate, kept) }
        if [.first, .last, .nth].contains(aggregate.function) { return try picked(aggregate, kept) }
        var values: Vector?
        if let expression = aggregate.value { values = try value(expression, kept.frame) }
        return try reduce(
            aggregate.function, values, kept.bounds, isDistinct: aggregate.isDistinct, aggregate.parameter)
    }

    /// An aggregate over the records themselves, or over a field of theirs, without a vector of the values.
    private func storedValue(of aggregate: PlanAggregate, _ records: Records) throws(ExecutionError) -> Vector? {
        guard !aggregate.isDistinct else { return nil }
        guard let value = aggregate.value else {
            return aggregate.function == .count ? Vector(.integers(records.counts)) : nil
        }
        guard case .field(.variable(aggregate.records.row), let field, _) = value,
            let loaded = catalogue.columns[LoadedColumns.Place(entity: aggregate.records.entity, field: field)],
            loaded.texts == nil
        else { return nil }
        return try reduce(aggregate.function, loaded.column, records)
    }

    /// `first` and `last` where records stand in the order asked for: the ends of their runs.
    private mutating func ends(_ aggregate: PlanAggregate, _ records: Records) throws(ExecutionError) -> Vector? {
        guard let expression = aggregate.value, catalogue.isInStoredOrder(aggregate.records) else { return nil }
        let isLast = aggregate.function == .last
        let rows = records.ends(isLast: isLast)
        let found = rows.mask { $0 < 0 ? 0 : 1 }
        if case .field(.variable(aggregate.records.row), let field, _) = expression,
            let loaded = catalogue.columns[LoadedColumns.Place(entity: aggregate.records.entity, field: field)],
            loaded.column.count > 0
        {
            // Placeholder where no row was found: any value will do, so the first row's is taken.
            var values = loaded.column.vector(.list(rows.converted { max(0, $0) }), texts: loaded.texts)
            if found.contains(0) { values.valid = found.and(values.valid) }
            return values
        }
        let positions = found.positions
        let isComplete = positions.count == rows.count
        let frame = RowBatch(
            variable: aggregate.records.row, entity: aggregate.records.entity,
            rows: .list(isComplete ? rows : rows.at(positions)), outer: records.outer,
            parents: .places(records.owners.map { $0.at(positions) } ?? positions))
        let values = try value(expression, frame)
        if isComplete { return values }
        var next: Int32 = -1
        return values.gathered(rows.map { row in
            if row < 0 { return -1 }
            next += 1
            return next
        })
    }

    /// `first`, `last` and `nth`: the value of one record by time, then by key; those without a time come behind all
    /// others.
    mutating func picked(_ aggregate: PlanAggregate, _ kept: KeptRecords) throws(ExecutionError) -> Vector {
        let order = try timeOrder(aggregate.records, kept)
        let chosen = (0..<max(0, kept.bounds.count - 1)).map { index -> Int32 in
            let places = kept.positions(index)
            if places.isEmpty { return -1 }
            let position = switch aggregate.function {
            case .first: 1
            case .last: -1
            default: Int(aggregate.parameter ?? 1)
            }
            guard abs(position) <= places.count else { return -1 }
            return order.pick(position, places)
        }
        guard let expression = aggregate.value else { return Vector.repeating(.bool(true), count: chosen.count) }
        let known = chosen.filter { $0 >= 0 }
        let values = try value(expression, kept.frame.selecting(known))
        var next: Int32 = -1
        return values.gathered(chosen.map { place in
            if place < 0 { return -1 }
            next += 1
            return next
        })
    }

    /// The order of records within each run.
    struct TimeOrder {
        /// Where rows are not clustered by it: times, and keys.
        var times: Vector?
        var keys: Vector?
        /// Rows are clustered by time and key already; of those without a time the vector knows.
        var isClustered: Bool

        /// The record that is so many from the earliest, or with a negative number from the latest.
        func pick(_ position: Int, _ places: Range<Int>) -> Int32 {
            guard isClustered, times?.valid == nil else {
                var sorted = Array(places)
                sorted.sort { isBefore($0, $1, descending: position < 0) }
                return Int32(sorted[abs(position) - 1])
            }
            return Int32(position > 0 ? places.lowerBound + position - 1 : places.upperBound + position)
        }

        /// Missing times come last either way.
        private func isBefore(_ a: Int, _ b: Int, descending: Bool) -> Bool {
            if let times {
                let (x, y) = (times.isValid(a), times.isValid(b))
                if x != y { return x }
                if x, case .integers(let values) = times.values, values[a] != values[b] {
                    return (values[a] < values[b]) != descending
                }
            }
            switch keys?.values {
            case .integers(let values)?: return (values[a] < values[b]) != descending && values[a] != values[b]
            case .texts(let codes, let texts)?:
                return descending
                    ? StringDictionary.isLess(texts, codes[b], texts, codes[a])
                    : StringDictionary.isLess(texts, codes[a], texts, codes[b])
            default: return descending ? a > b : a < b
            }
        }
    }

    func timeOrder(_ set: RecordSet, _ kept: KeptRecords) throws(ExecutionError) -> TimeOrder {
        let entity = catalogue.model.entities[set.entity]
        let timed = set.timeRanges.last
        if catalogue.isInStoredOrder(set) { return TimeOrder(times: nil, keys: nil, isClustered: true) }
        var times: Vector?
        if let timed { times = try field(timed.row, timed.field, kept.frame) }
        let keys = try field(.variable(set.row), entity.key, kept.frame)
        return TimeOrder(times: times, keys: keys, isClustered: false)
    }

    /// Days between each record, or each day, and the one before it, by time.
    private mutating func gaps(_ kind: GapKind, _ aggregate: PlanAggregate, _ kept: KeptRecords) throws(ExecutionError)
        -> Vector {
        guard let expression = aggregate.value, case let values = try value(expression, kept.frame),
              case .integers(let days) = values.values else {
            throw ExecutionError.unsupported("gaps without days")
        }
        let (gaps, bounds) = switch kind {
        case .records: Gaps.between(days, kept.bounds)
        case .days: Gaps.betweenDistinct(days, values.valid, kept.bounds)
        }
        if [.first, .last, .nth].contains(aggregate.function) {
            let position =
                aggregate.function == .first ? 1 : aggregate.function == .last ? -1 : Int(aggregate.parameter ?? 1)
            return Vector(.integers(gaps)).gathered((0..<max(0, bounds.count - 1)).map { index in
                let places = Int(bounds[index])..<Int(bounds[index + 1])
                guard abs(position) <= places.count else { return -1 }
                return Int32(position > 0 ? places.lowerBound + position - 1 : places.upperBound + position)
            })
        }
        return try reduce(
            aggregate.function, Vector(.integers(gaps)), bounds, isDistinct: aggregate.isDistinct, aggregate.parameter)
    }

    /// The balance of the records, read as credits.
    private mutating func balance(_ aggregate: PlanAggregate, _ credit: PlanCredit, _ kept: KeptRecords)
        throws(ExecutionError) -> Vector
    {
        typealias Ledger = CreditLedger<Int, Value>
        let set = aggregate.records
        let changes = try value(aggregate.value ?? .constant(.missing), kept.frame)
        let times = try value(credit.time, kept.frame), expires = try value(credit.expiry, kept.frame)
        var links: Vector?
        if let reversalKey = credit.reversalKey { links = try value(reversalKey, kept.frame) }
        guard case .integers(let change) = changes.values, case .integers(let time) = times.values,
            case .integers(let expiry) = expires.values
        else {
            throw ExecutionError.unsupported("a balance of what is no whole number")
        }
        let keys = try field(.variable(set.row), catalogue.model.entities[set.entity].key, kept.frame)
        let ranks = Evaluator.ranks(keys)
        var balances: [Int64] = [], fits = Mask()
        for index in 0..<max(0, kept.bounds.count - 1) {
            if index & 255 == 0, cancellation.isCancelled { throw ExecutionError.interrupted }
            var entries = kept.positions(index).filter { changes.isValid($0) }.map { place in
                Ledger.Entry(
                    time: times.isValid(place) ? time[place] : .min, key: ranks[place], change: change[place],
                    expiry: expires.isValid(place) ? expiry[place] : nil,
                    reversalKey: links.flatMap { $0.isValid(place) ? $0.value(place, as: .int) : nil })
            }
            let balance = Ledger.balance(of: &entries, at: credit.end)
            if balance == nil, !overflowIsMissing { throw ExecutionError.overflow }
            balances.append(balance ?? 0)
            fits.append(balance == nil ? 0 : 1)
        }
        return Vector(.integers(balances), valid: fits.contains(0) ? fits : nil)
    }

    /// Whole numbers in the order of keys.
    private static func ranks(_ keys: Vector) -> [Int] {
        switch keys.values {
        case .integers(let values): return values.map { Int($0) }
        case .numbers(let values): return Array(values.indices)
        case .texts(let codes, let texts):
            let sorted = codes.indices.sorted { StringDictionary.isLess(texts, codes[$0], texts, codes[$1]) }
            var ranks = [Int](repeating: 0, count: codes.count)
            for (rank, place) in sorted.enumerated() { ranks[place] = rank }
            return ranks
        }
    }
}
