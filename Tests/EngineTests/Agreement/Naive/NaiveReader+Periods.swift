import Model
import Semantics

/// Periods that no row is in.
extension NaiveReader {
    /// The rows of a group, and one for each period without any for each combination of the other keys that there is.
    ///
    /// - Parameters:
    ///   - place: of the stage in the question.
    ///   - keys: how many of the first columns are keys.
    func filled(
        _ rows: [NaiveScope], _ fill: BoundFill, at place: Int, of query: BoundQuery, keys: Int, _ home: Int
    ) throws -> [NaiveScope] {
        // Which periods there are depends on all of the rows.
        try throwDoubts(of: rows)
        func known(_ row: NaiveScope, _ column: Int) -> Value { (try? row.columns[column].get()) ?? .missing }
        let there = rows.map { known($0, fill.period) }.filter { !$0.isMissing }
        let periods = try periods(of: fill, query, there)
        let others = (0..<keys).filter { $0 != fill.period }
        var combinations: [[NaiveIdentity]: [Value]] = others.isEmpty ? [[]: []] : [:]
        for row in rows {
            let combination = others.map { known(row, $0) }
            combinations[combination.map { NaiveIdentity($0) }] = combination
        }
        var result = rows
        let figures = try figuresOfNothing(query.stages.prefix(place), home)
        let found = Set(rows.map { row in (0..<keys).map { NaiveIdentity(known(row, $0)) } })
        for combination in combinations.values {
            for period in periods {
                var columns = combination
                columns.insert(period, at: fill.period)
                if found.contains(columns.map { NaiveIdentity($0) }) { continue }
                columns += Array(repeating: .missing, count: fill.keyCount - keys)
                result.append(
                    NaiveScope(
                        columns: columns.map { .success($0) } + figures, home: home, around: outermost))
            }
        }
        return result.enumerated().sorted { a, b in
            for key in 0..<keys {
                let (x, y) = (known(a.element, key), known(b.element, key))
                if let result = NaiveOrder.precedes(x, y, missingFirst: false) { return result }
            }
            return a.offset < b.offset
        }.map(\.element)
    }

    /// What the group's figures are of no rows.
    private func figuresOfNothing(_ stages: ArraySlice<BoundStage>, _ home: Int) throws
        -> [Result<Value, NaiveOverflow>]
    {
        for case .group(_, let aggregates) in stages.reversed() {
            let nothing = NaiveScope(group: [], home: home, around: outermost)
            return try aggregates.map { column in try NaiveOverflow.caught { try value(column.expression, nothing) } }
        }
        return []
    }

    /// - Parameter there: the periods that rows are in.
    private func periods(of fill: BoundFill, _ query: BoundQuery, _ there: [Value]) throws -> [Value] {
        switch fill.function.operation {
        case .monthOfYear: return (1...12).map { .int($0) }
        case .dayOfMonth: return (1...31).map { .int($0) }
        case .weekday: return (1...7).map { .int($0) }
        case .hour: return (0...23).map { .int($0) }
        case .minute: return (0...59).map { .int($0) }
        default: break
        }
        var days: [CivilDate] = []
        if fill.isOfWindow, let window = query.source.window {
            let scope = NaiveScope(home: 0, around: outermost)
            if let (first, last) = try span(window, scope).past(outermost.moment, calendar) { days = [first, last] }
        }
        for value in there {
            switch value {
            case .date(let day): days.append(day)
            case .int(let year): if let day = CivilDate(year: Int(year), month: 1, day: 1) { days.append(day) }
            default: break
            }
        }
        guard let first = days.min(), let last = days.max() else { return [] }
        var periods: [Value] = []
        for number in first.daysSinceEpoch...last.daysSinceEpoch {
            let period = try call(fill.function.operation, of: CivilDate(daysSinceEpoch: number))
            if periods.last.map({ NaiveIdentity($0) != NaiveIdentity(period) }) ?? true { periods.append(period) }
        }
        return periods
    }
}

extension NaiveSpan {
    /// The first and the last day of a window with two ends that have come by then; nil of a window without an end,
    /// and of one that nothing lies in.
    func past(_ moment: NaiveMoment, _ calendar: NaiveCalendar) -> (CivilDate, CivilDate)? {
        func instant(_ boundary: Boundary) -> Instant {
            switch boundary {
            case .start(let day): calendar.zone.startOfDay(day)
            case .instant(let instant): instant
            case .now(let moment): moment.end
            }
        }
        let from: Instant, to: Instant
        switch self {
        case .nothing, .range(nil, _): return nil
        case .units:
            guard let (first, last) = days(calendar) else { return nil }
            from = calendar.zone.startOfDay(first)
            to = calendar.zone.startOfDay(NaiveCalendar.plus(last, days: 1))
        case .range(let begin?, let end):
            from = instant(begin)
            to = end.map(instant) ?? moment.end
        }
        let end = min(to, moment.end)
        guard from < end else { return nil }
        return (calendar.day(of: from), calendar.day(of: Instant(microseconds: end.microseconds - 1)))
    }
}
