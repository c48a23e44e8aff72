import Model
import Semantics
import Syntax

/// Analyses that count by periods, by the words of docs/analyses.md.
extension NaiveReader {
    private var moment: NaiveMoment { outermost.moment }

    /// The first days of so many periods, the last of them holding the question's day, and the day behind them.
    private func firstDays(_ count: Int, _ unit: DurationUnit) -> [CivilDate] {
        var days = [NaiveCalendar.start(of: unit, holding: moment.today)]
        while days.count < count {
            days.insert(NaiveCalendar.start(of: unit, holding: NaiveCalendar.plus(days[0], days: -1)), at: 0)
        }
        return days + [next(unit, behind: days[count - 1])]
    }

    private func next(_ unit: DurationUnit, behind first: CivilDate) -> CivilDate {
        var day = first
        while NaiveCalendar.number(of: unit, holding: day) == NaiveCalendar.number(of: unit, holding: first) {
            day = NaiveCalendar.plus(day, days: 1)
        }
        return day
    }

    private func isOver(_ end: CivilDate) -> Bool { calendar.zone.startOfDay(end) <= moment.end }

    private func name(_ first: CivilDate, _ unit: DurationUnit) -> Value {
        unit == .year ? .int(Int64(first.components.year)) : .date(first)
    }

    /// The records of a customer with the days on which they were.
    private func events(_ records: BoundRecords, _ row: NaiveScope) throws -> [(record: NaiveRow, day: CivilDate)] {
        try self.records(records, row).compactMap { scope in
            if let condition = records.condition, !(try holds(condition, scope)) { return nil }
            guard let record = self.row(.variable(records.row), scope), let day = calendar.day(of: time(of: record))
            else { return nil }
            return (record, day)
        }
    }

    // MARK: lifecycle

    func lifecycle(_ analysis: BoundAnalysis, _ rows: [NaiveScope]) throws -> [[Value]] {
        guard let records = analysis.records("records"), case .calendar(let unit)? = analysis.period("period") else {
            throw NaiveMistake(description: "lifecycle without its clauses")
        }
        let active = try rows.map { row in
            Set(try events(records, row).map { NaiveCalendar.number(of: unit, holding: $0.day) })
        }
        let days = firstDays(analysis.count("length") ?? 12, unit)
        return zip(days, days.dropFirst()).map { first, end in
            let number = NaiveCalendar.number(of: unit, holding: first)
            let now = active.filter { $0.contains(number) }
            let new = now.filter { $0.min() == number }.count, returning = now.filter { $0.contains(number - 1) }.count
            let resurrected = now.filter { !$0.contains(number - 1) && $0.contains { $0 < number } }.count
            let dormant = active.filter { $0.contains(number - 1) && !$0.contains(number) }.count
            return [name(first, unit)]
                + [new, returning, resurrected, dormant, now.count].map { .int(Int64($0)) } + [.bool(isOver(end))]
        }
    }

    // MARK: trend

    func trend(_ analysis: BoundAnalysis, home: Int) throws -> [[Value]] {
        guard case .calendar(let unit)? = analysis.period("period") else {
            throw NaiveMistake(description: "trend without its period")
        }
        let days = firstDays(analysis.count("length") ?? 12, unit)
        return try zip(days, days.dropFirst()).enumerated().map { place, period in
            let isLast = place == days.count - 2
            let around =
                isLast
                ? outermost
                : outermost.asOf(NaiveMoment(endOf: NaiveCalendar.plus(period.1, days: -1), calendar.zone))
            var rows = customers(around).map {
                NaiveScope(rows: [(analysis.query.source.row, $0)], home: home, around: around)
            }
            rows = try rows.filter { row in
                try analysis.query.source.condition.map { try holds($0, row) } ?? true
            }
            for case .filter(let condition) in analysis.query.stages {
                rows = try rows.filter { try holds(condition, $0) }
            }
            let all = NaiveScope(group: rows, home: home, around: around)
            let values = try analysis.columns("figures").map { try value($0.expression, all) }
            return [name(period.0, unit)] + values + [.bool(isOver(period.1))]
        }
    }

    // MARK: retention

    /// A customer with the day of the start, and the records with their days.
    private struct Starter {
        var start: CivilDate
        var events: [(record: NaiveRow, day: CivilDate)]
    }

    func retention(_ analysis: BoundAnalysis, _ rows: [NaiveScope], home: Int) throws -> [[Value]] {
        guard let records = analysis.records("records"), let period = analysis.period("period") else {
            throw NaiveMistake(description: "retention without its clauses")
        }
        let starters = try rows.compactMap { row -> Starter? in
            let events = try events(records, row)
            let start =
                if let value = analysis.value("start") {
                    calendar.day(of: try self.value(value.expression, row))
                } else {
                    events.map(\.day).min()
                }
            return start.map { Starter(start: $0, events: events) }
        }
        let unit = if case .calendar(let unit) = period { unit } else { DurationUnit.month }
        let cohorts = Dictionary(grouping: starters) { NaiveCalendar.start(of: unit, holding: $0.start) }
        return try cohorts.sorted { $0.key < $1.key }.flatMap { first, starters in
            try lines(analysis, starters, first, unit, period, home)
        }
    }

    private func lines(
        _ analysis: BoundAnalysis, _ starters: [Starter], _ cohort: CivilDate, _ unit: DurationUnit,
        _ period: BoundPeriod, _ home: Int
    ) throws -> [[Value]] {
        let figures = analysis.columns("figures"), size = Value.int(Int64(starters.count))
        func number(_ day: CivilDate, _ starter: Starter) -> Int {
            guard case .days(let length) = period else {
                return NaiveCalendar.number(of: unit, holding: day) - NaiveCalendar.number(of: unit, holding: cohort)
            }
            let days = Double(NaiveCalendar.days(from: starter.start, to: day))
            return Int((days / Double(length)).rounded(.down))
        }
        return try (0...(analysis.count("length") ?? 12)).map { place in
            let (begin, end) = bounds(of: place, cohort, unit, period)
            let head: [Value] = [name(cohort, unit), size, .int(Int64(place))]
            let isOver = Value.bool(self.isOver(end))
            guard calendar.zone.startOfDay(begin) < moment.end else {
                return head + [Value](repeating: .missing, count: max(2, figures.count + 1)) + [isOver]
            }
            let isUnbounded = analysis.clause("or later") != nil
            func isIn(_ day: CivilDate, _ starter: Starter, from first: Int) -> Bool {
                let number = number(day, starter)
                return number >= first && (isUnbounded || number <= place)
            }
            let active = starters.filter { starter in
                starter.events.contains { isIn($0.day, starter, from: place) }
            }.count
            if figures.isEmpty {
                return head + [.int(Int64(active)), .number(Double(active) / Double(starters.count)), isOver]
            }
            let isCumulative = analysis.clause("cumulative") != nil
            let chosen = starters.flatMap { starter in
                starter.events.filter { isIn($0.day, starter, from: isCumulative ? 0 : place) }.map(\.record)
            }
            let row = analysis.recordsAsRows("records")?.row ?? 0
            let group = chosen.map { NaiveScope(rows: [(row, $0)], home: home, around: outermost) }
            let all = NaiveScope(group: group, home: home, around: outermost)
            var values = try figures.map { try value($0.expression, all) }
            if analysis.clause("per head") != nil {
                values = values.map { NaiveReader.shared($0, among: starters.count) }
            }
            return head + [.int(Int64(active))] + values + [isOver]
        }
    }

    /// The first day on which a customer of the cohort may be in a period, and the first on which none is any more.
    private func bounds(of place: Int, _ cohort: CivilDate, _ unit: DurationUnit, _ period: BoundPeriod) -> (
        begin: CivilDate, end: CivilDate
    ) {
        guard case .days(let length) = period else {
            var begin = cohort
            for _ in 0..<place { begin = next(unit, behind: begin) }
            return (begin, next(unit, behind: begin))
        }
        let last = NaiveCalendar.plus(next(unit, behind: cohort), days: -1)
        return (
            NaiveCalendar.plus(cohort, days: length * place), NaiveCalendar.plus(last, days: length * (place + 1))
        )
    }

    private static func shared(_ value: Value, among count: Int) -> Value {
        switch value {
        case .int(let value), .money(let value): .number(Double(value) / Double(count))
        case .number(let value): .number(value / Double(count))
        case .duration(let value): .duration(Int64((Double(value) / Double(count)).rounded()))
        default: .missing
        }
    }
}
