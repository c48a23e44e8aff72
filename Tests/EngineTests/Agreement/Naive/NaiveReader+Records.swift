import Model
import Semantics

/// Functions over the records of a row.
extension NaiveReader {
    func value(of aggregate: BoundAggregate, _ type: ValueType, _ scope: NaiveScope) throws -> Value {
        let inWindow = try records(aggregate.records, scope)
        var chosen = try inWindow.filter { try meets($0, aggregate.records) }
        switch aggregate.function {
        case .any: return .bool(!chosen.isEmpty)
        case .none: return .bool(chosen.isEmpty)
        // The window says which records are spoken of; the condition is what they must fulfil.
        case .all: return .bool(chosen.count == inWindow.count)
        case .balance: return try balance(aggregate, chosen, type)
        case .count, .sum, .avg, .median, .quantile, .min, .max, .first, .last, .nth, .stddev, .variance, .mode: break
        }
        guard let expression = aggregate.value else { return .int(Int64(chosen.count)) }
        var values: [Value]
        if let gaps = aggregate.gaps {
            chosen = try chosen.filter { !(try value(expression, $0).isMissing) }
            var days = try chosen.map { calendar.day(of: try value(expression, $0)) }.compactMap(\.self)
            if gaps == .days { days = Set(days).sorted() }
            values = zip(days, days.dropFirst()).map { .int(NaiveCalendar.days(from: $0, to: $1)) }
        } else {
            // The first of the latest is the last: what has no time comes behind, from either end.
            let isFromBehind =
                aggregate.function == .last || aggregate.function == .nth && (aggregate.parameter ?? 0) < 0
            let (timed, untimed) = (
                chosen.filter { hasTime($0, aggregate.records) }, chosen.filter { !hasTime($0, aggregate.records) }
            )
            values = try (isFromBehind ? untimed + timed : timed + untimed).map { try value(expression, $0) }
        }
        return try reduced(
            aggregate.function, values, isDistinct: aggregate.isDistinct, parameter: aggregate.parameter, type)
    }

    private func hasTime(_ record: NaiveScope, _ records: BoundRecords) -> Bool {
        guard let row = row(.variable(records.row), record) else { return false }
        return !time(of: row).isMissing || records.path.first == store.model.customer && !joined(row).isMissing
    }

    private func meets(_ record: NaiveScope, _ records: BoundRecords) throws -> Bool {
        try records.condition.map { try holds($0, record) } ?? true
    }

    /// The records that exist and lie in the windows said of them, in the order of time, those
    /// without one last, and of their keys, whatever their condition.
    func records(_ records: BoundRecords, _ scope: NaiveScope) throws -> [NaiveScope] {
        var found: [NaiveRow]
        var path = records.path[...]
        if path.first == store.model.customer {
            // The customers themselves, in an aggregate: everybody.
            found = customers(scope.around)
            path = path.dropFirst()
        } else {
            found = [row(records.anchor, scope)].compactMap(\.self)
        }
        for entity in path { found = found.flatMap { $0.children[entity] ?? [] } }
        found = found.filter { exists($0, scope.around) }
        // The window's own moments are those of the rows outside.
        let window = try records.window.map { try span($0, scope) }
        var inside: [(row: NaiveRow, time: Value)] = found.map { ($0, time(of: $0)) }
        if let window { inside = inside.filter { window.contains($0.time, calendar) } }
        inside = inside.filter { isInSpans($0.row, scope.around) }
        let key = store.model.entities[records.entity].key
        let isEverybodys = records.path.first == store.model.customer
        let ordered = inside.map { (row: $0.row, time: isEverybodys && $0.time.isMissing ? joined($0.row) : $0.time) }
            .sorted { a, b in
                if let result = NaiveOrder.precedes(a.time, b.time, missingFirst: false) { return result }
                return NaiveOrder.isLess(a.row.values[key], b.row.values[key])
            }
        return ordered.map { scope.binding(records.row, to: $0.row) }
    }

    /// Whether `over` leaves a row in: it restricts records, not the customers themselves.
    func isInSpans(_ row: NaiveRow, _ around: NaiveSurroundings) -> Bool {
        guard row.entity != store.model.customer, store.model.hasTime(row.entity) else { return true }
        let time = time(of: row)
        return around.spans.allSatisfy { $0.contains(time, calendar) }
    }

    /// Among everybody's records those without a time go by when their customers joined.
    private func joined(_ row: NaiveRow) -> Value {
        if store.model.hasTime(row.entity) { return .missing }
        var customer = row
        while let owner = customer.owner { customer = owner }
        return store.model.customerEntity.eventTime.map { customer.values[$0] } ?? .missing
    }

    /// When a record happened: its own time, or that of what it belongs to; of customers, when they joined.
    func time(of row: NaiveRow) -> Value {
        var next: NaiveRow? = row
        while let at = next, at.entity != store.model.customer || at.entity == row.entity {
            if let field = store.model.entities[at.entity].eventTime { return at.values[field] }
            next = at.owner
        }
        return .missing
    }

    // MARK: One value of many

    /// - Parameter values: of records in the order of time, or of the rows of a group; missing where a record has none.
    func reduced(
        _ function: AggregateFunction, _ values: [Value], isDistinct: Bool, parameter: Double?, _ type: ValueType
    ) throws -> Value {
        let known = values.filter { !$0.isMissing }
        switch function {
        case .count: return .int(Int64(isDistinct ? Set(known.map { NaiveIdentity($0) }).count : known.count))
        case .sum: return try sum(known, type)
        case .avg: return try NaiveReader.measured(mean(known), type)
        case .median: return NaiveReader.measured(quantile(known, 0.5), type)
        case .quantile: return NaiveReader.measured(quantile(known, parameter ?? 0), type)
        case .stddev: return NaiveReader.measured(variance(known)?.squareRoot(), type)
        case .variance: return NaiveReader.measured(variance(known), type)
        case .mode: return mode(known)
        case .min: return known.min { NaiveOrder.isLess($0, $1) } ?? .missing
        case .max: return known.max { NaiveOrder.isLess($0, $1) } ?? .missing
        case .first: return values.first ?? .missing
        case .last: return values.last ?? .missing
        case .nth:
            let position = Int(parameter ?? 0), place = position > 0 ? position - 1 : values.count + position
            return values.indices.contains(place) ? values[place] : .missing
        case .any, .all, .none, .balance: throw NaiveMistake(description: "\(function.rawValue) of values")
        }
    }

    func sum(_ known: [Value], _ type: ValueType) throws -> Value {
        switch type.kind {
        case .int, .money, .duration:
            guard let exact = Int64(exactly: total(known)) else { throw NaiveOverflow() }
            return type.kind == .int ? .int(exact) : type.kind == .money ? .money(exact) : .duration(exact)
        case .number: return NaiveReader.finite(known.compactMap { NaiveReader.number($0) }.reduce(0, +))
        case .bool, .text, .date, .time: throw NaiveMistake(description: "a sum of \(type.name)")
        }
    }

    private func total(_ known: [Value]) -> Int128 {
        known.compactMap { NaiveReader.whole($0) }.reduce(0) { $0 + Int128($1) }
    }

    /// The exact sum, divided once.
    func mean(_ known: [Value]) throws -> Double? {
        guard !known.isEmpty else { return nil }
        if known.allSatisfy({ NaiveReader.whole($0) != nil }) { return Double(total(known)) / Double(known.count) }
        return known.compactMap { NaiveReader.number($0) }.reduce(0, +) / Double(known.count)
    }

    /// By counting how often each comes, the least first.
    private func mode(_ known: [Value]) -> Value {
        var most = (value: Value.missing, count: 0)
        for value in known.sorted(by: { NaiveOrder.isLess($0, $1) }) {
            let count = known.filter { NaiveOrder.compare($0, value) == .equal }.count
            if count > most.count { most = (value, count) }
        }
        return most.value
    }

    /// By the squares of all differences between two values, in which no mean stands.
    private func variance(_ known: [Value]) -> Double? {
        let numbers = known.compactMap { NaiveReader.number($0) }, count = Double(numbers.count)
        guard numbers.count > 1 else { return nil }
        let whole = known.compactMap { NaiveReader.whole($0) }
        if whole.count == numbers.count {
            var sum: Int128 = 0
            for (place, value) in whole.enumerated() {
                for other in whole[..<place] {
                    let distance = Int128(value) - Int128(other)
                    sum += distance * distance
                }
            }
            return Double(sum) / Double(whole.count * (whole.count - 1))
        }
        let squares = numbers.indices.flatMap { place in
            numbers[..<place].map { ($0 - numbers[place]) * ($0 - numbers[place]) }
        }
        return squares.sorted().reduce(0, +) / (count * (count - 1))
    }

    /// Type 7: of n values in order the one at place (n - 1) p, counted from 0, between two in proportion.
    private func quantile(_ known: [Value], _ share: Double) -> Double? {
        guard !known.isEmpty else { return nil }
        let sorted = known.sorted { NaiveOrder.isLess($0, $1) }
        var place = Double(sorted.count - 1) * share
        // 100 * 0.29 is a little less than 29, because 0.29 is.
        if abs(place - place.rounded()) < 1e-9 { place = place.rounded() }
        let low = Int(place), rest = place - Double(low)
        guard rest > 0, low + 1 < sorted.count else { return NaiveReader.number(sorted[low]) }
        if let x = NaiveReader.whole(sorted[low]), let y = NaiveReader.whole(sorted[low + 1]) {
            if rest == 0.5 { return Double(Int128(x) + Int128(y)) / 2 }
            // 100 * 0.29 again: what is whole but for the last bits is whole, and equal to others that are.
            let value = Double(x) + Double(Int128(y) - Int128(x)) * rest
            return abs(value - value.rounded()) <= 4 * value.rounded().ulp ? value.rounded() : value
        }
        guard let x = NaiveReader.number(sorted[low]), let y = NaiveReader.number(sorted[low + 1]) else { return nil }
        return x == y ? x : x + (y - x) * rest
    }

    static func measured(_ number: Double?, _ type: ValueType) -> Value {
        guard let number else { return .missing }
        if type.kind == .duration {
            return Int64(exactly: number.rounded(.toNearestOrAwayFromZero)).map { .duration($0) } ?? .missing
        }
        return finite(number)
    }
}

extension DataModel {
    /// Whether records of an entity, or what they belong to short of the customer, have an event time.
    func hasTime(_ entity: Int) -> Bool {
        ownershipPath(from: entity).contains { $0 != customer && entities[$0].eventTime != nil }
    }
}
