package import Model
import Planning
package import Semantics
package import Syntax

/// `| retention of orders from first_order by month for 12 months`: of those who started in a month, how many were
/// active so many months later.
///
///     cohort   size  period  active  rate  complete
///     2026-05    20       0      20     1  true
///     2026-05    20       1       8   0.4  true
///     2026-06    30       0      30     1  true
///     2026-06    30       1                false     -- nobody can know yet
///
/// A period that has not begun for a cohort is missing, never 0; one that is not over is not complete.
package struct Retention: Analysis {
    package static let form = AnalysisForm(
        "retention", "How many of those who started in a period are active so many periods later.", of: .population,
        [
            .init("records", .records, behind: "of"), .init("start", .value, behind: "from", isOptional: true),
            .init("period", .period, behind: "by"), .init("length", .length, behind: "for", isOptional: true),
            .flag("or", "later"),
            .init("figures", .recordFigures, isOptional: true),
            .flag("per", "head"), .flag("cumulative"),
        ],
        example: "from buyers | retention of orders where is_purchase from first_order by month for 6 months")

    private let analysis: BoundAnalysis
    private let context: AnalysisContext
    private let unit: DurationUnit
    /// How many days a period has that begins with each customer's own day; nil of the calendar's.
    private let days: Int?
    private let last: Int

    package init(_ analysis: BoundAnalysis, in context: AnalysisContext) {
        self.analysis = analysis
        self.context = context
        switch analysis.period("period") {
        case .calendar(let unit): (self.unit, days) = (unit, nil)
        case .days(let count): (unit, days) = (.month, count)
        case nil: (unit, days) = (.month, nil)
        }
        last = analysis.count("length") ?? 12
    }

    private var figures: [BoundColumn] { analysis.columns("figures") }
    private var isUnbounded: Bool { analysis.clause("or later") != nil }
    private var isCumulative: Bool { analysis.clause("cumulative") != nil }
    private var isPerHead: Bool { analysis.clause("per head") != nil }

    // MARK: Asking

    package var questions: [BoundQuery] {
        guard let records = analysis.records("records"),
            let time = records.time(in: context.script, context.model, analysis.span)
        else { return [] }
        let start = analysis.value("start")?.expression ?? records.pick(.min, time)
        let cohort = BoundColumn(name: "cohort", expression: period(of: start))
        let sizes = analysis.query.grouped(by: [cohort])
        if isUnbounded {
            let latest = place(of: records.pick(.max, time), from: start)
            return [sizes, analysis.query.grouped(by: [cohort, BoundColumn(name: "latest", expression: latest)])]
        }
        guard let own = analysis.recordsAsRows("records"),
            let ownTime = own.time(in: context.script, context.model, analysis.span),
            var rows = analysis.query.rows(of: own, in: context.model)
        else { return [] }
        let customer = own.customer(in: context.model)
        let ownStart = start.replacingRow(analysis.query.source.row, by: customer)
        let place = place(of: ownTime, from: ownStart)
        let keys = [
            BoundColumn(name: "cohort", expression: period(of: ownStart)), BoundColumn(name: "period", expression: place),
        ]
        if let limit = limit(of: ownTime, from: ownStart) { rows.stages.append(.filter(limit)) }
        let heads = BoundColumn(name: "active", expression: heads(customer))
        rows.stages.append(.group(keys: keys, aggregates: [heads] + figures))
        rows.columns = keys + [heads] + figures
        return [sizes, rows]
    }

    private func heads(_ customer: RowReference) -> BoundExpression {
        let key = BoundExpression(
            .field(customer, field: context.model.customerEntity.key), context.model.customerEntity.keyField.type,
            analysis.span)
        return BoundExpression(.groupAggregate(.count, key, filter: nil, isDistinct: true), .int, analysis.span)
    }

    private func period(of moment: BoundExpression) -> BoundExpression {
        BoundExpression(.call(unit.periodFunction, [moment]), unit.periodType, analysis.span)
    }

    private func daysBetween(_ start: BoundExpression, _ moment: BoundExpression) -> BoundExpression {
        let days = [start, moment].map { BoundExpression(.call(.day, [$0]), .date, analysis.span) }
        return BoundExpression(.call(.daysBetween, days), .days, analysis.span)
    }

    /// The period of the calendar that a moment lies in, or the number of the customer's own one.
    private func place(of moment: BoundExpression, from start: BoundExpression) -> BoundExpression {
        guard let days else { return period(of: moment) }
        let length = BoundExpression(.literal(.int(Int64(days))), .int, analysis.span)
        let periods = BoundExpression(
            .arithmetic(.divide, daysBetween(start, moment), length), .number, analysis.span)
        return BoundExpression(.call(.floor, [periods]), .int, analysis.span)
    }

    /// Keeps records out that no row of the result counts, where there would be many groups of them.
    private func limit(of moment: BoundExpression, from start: BoundExpression) -> BoundExpression? {
        let length: Int? = switch (days, unit) {
        case (let days?, _): days
        case (nil, .day): 1
        case (nil, .week): 7
        default: nil
        }
        guard let length else { return nil }
        let bounds = [-length, (last + 2) * length].map {
            BoundExpression(.literal(.int(Int64($0))), .days, analysis.span)
        }
        return BoundExpression(.between(daysBetween(start, moment), bounds[0], bounds[1]), .bool, analysis.span)
    }

    // MARK: Counting

    package func result(of answers: [ResultTable]) -> AnalysisResult {
        guard answers.count == 2 else { return AnalysisResult(.customers(0), ResultTable([], [])) }
        let all = answers[0].rows, sizes = all.filter { !$0[0].isMissing }
        var cells: [CohortCell: [Value]] = [:]
        for row in answers[1].rows where !row[0].isMissing {
            guard let period = number(of: row[1], from: row[0]), period >= 0 else { continue }
            cells[CohortCell(cohort: row[0], period: period)] = Array(row.dropFirst(2))
        }
        var rows: [[Value]] = []
        for size in sizes {
            rows += isUnbounded ? activeOrLater(size, cells) : rowsOf(size, cells)
        }
        let count = sizes.reduce(0) { $0 + $1[1].count }, missing = all.reduce(0) { $0 + $1[1].count } - count
        let table = ResultTable(columns, rows, as: presentation)
        return AnalysisResult(.customers(Int(count)), table, definitions: definitions(withoutStart: missing))
    }

    private struct CohortCell: Hashable {
        var cohort: Value
        var period: Int
    }

    private func number(of place: Value, from cohort: Value) -> Int? {
        guard days == nil else { if case .int(let number) = place { return Int(number) } else { return nil } }
        return unit.periods(from: cohort, to: place)
    }

    private func rowsOf(_ size: [Value], _ cells: [CohortCell: [Value]]) -> [[Value]] {
        var sums = figures.map { Value.zero(of: $0.expression.type) }
        return (0...last).map { period in
            let state = state(of: size[0], period)
            guard state.hasBegun else { return line(size, period, nil, figures.map { _ in .missing }, state) }
            let cell = cells[CohortCell(cohort: size[0], period: period)]
            let active = cell?.first ?? .int(0)
            var values = cell.map { Array($0.dropFirst()) } ?? figures.map(\.ofNoRecords)
            if isCumulative {
                sums = zip(sums, values).map { $0.added(to: $1) }
                values = sums
            }
            if isPerHead { values = values.map { $0.divided(by: size[1].count) } }
            return line(size, period, active, values, state)
        }
    }

    /// Those whose latest record lies in a period or behind it.
    private func activeOrLater(_ size: [Value], _ cells: [CohortCell: [Value]]) -> [[Value]] {
        let latest = cells.filter { $0.key.cohort.isIdentical(to: size[0]) }
        return (0...last).map { period in
            let state = state(of: size[0], period)
            let active = latest.reduce(Int64(0)) { $0 + ($1.key.period >= period ? $1.value[0].count : 0) }
            return line(size, period, state.hasBegun ? .int(active) : nil, [], state)
        }
    }

    private func line(_ size: [Value], _ period: Int, _ active: Value?, _ values: [Value], _ state: PeriodState)
        -> [Value]
    {
        let rate = active.map { Value.number(Double($0.count) / Double(max(1, size[1].count))) }
        let shown = figures.isEmpty ? [active ?? .missing, rate ?? .missing] : [active ?? .missing] + values
        return [size[0], size[1], .int(Int64(period))] + shown + [.bool(state.isOver)]
    }

    // MARK: What can be known

    private struct PeriodState {
        var hasBegun: Bool
        var isOver: Bool
    }

    /// - Parameter cohort: the period of the calendar that the customers started in.
    private func state(of cohort: Value, _ period: Int) -> PeriodState {
        let time = context.time
        func start(_ day: CivilDate?) -> Bool { day.map { time.zone.startOfDay($0) < time.end } ?? false }
        guard let days else {
            let isOver = unit.firstDay(period + 1, behind: cohort).map { time.zone.startOfDay($0) <= time.end } ?? false
            return PeriodState(hasBegun: start(unit.firstDay(period, behind: cohort)), isOver: isOver)
        }
        // The first day of the cohort is the first to begin, its last day the last to be through.
        let first = unit.firstDay(0, behind: cohort), end = unit.firstDay(1, behind: cohort)
        let isOver = end.map { time.zone.startOfDay($0.adding(days: days * (period + 1) - 1)) <= time.end } ?? false
        return PeriodState(hasBegun: start(first?.adding(days: days * period)), isOver: isOver)
    }

    // MARK: Columns

    private var columns: [ResultColumn] {
        let own = [
            ResultColumn(name: "cohort", type: unit.periodType), ResultColumn(name: "size", type: .int),
            ResultColumn(name: "period", type: .int), ResultColumn(name: "active", type: .int),
        ]
        let values = figures.map { figure in
            let type = figure.expression.type
            return ResultColumn(
                name: figure.name, label: figure.label, type: isPerHead ? type.ofMeans : type)
        }
        return own + (figures.isEmpty ? [ResultColumn(name: "rate", type: .percentage)] : values)
            + [ResultColumn(name: "complete", type: .bool)]
    }

    /// One figure for each cell; of several figures the rows are shown.
    private var presentation: ResultTable.Presentation {
        let complete = columns.count - 1
        return figures.count > 1
            ? .rows : .cohorts(cohort: 0, size: 1, period: 2, value: 4, count: 3, complete: complete)
    }

    private func definitions(withoutStart missing: Int64) -> [String] {
        let records = analysis.clause("records").map { context.text($0.span) } ?? ""
        let start = analysis.clause("start").map { "`\(context.text($0.span))`" } ?? "the first of `\(records)`"
        let period = days.map { "\($0) days, counted from the day of \(start)" } ?? "\(unit.rawValue) of the calendar"
        let active = isUnbounded ? "with `\(records)` in that period or later" : "with `\(records)` in that period"
        var sentences = ["cohorts by the \(unit.rawValue) of \(start); a period is a \(period)"]
        if days != nil { sentences[0] = "cohorts by the \(unit.rawValue) of \(start); a period has \(period)" }
        sentences.append(figures.isEmpty ? "active: \(active), of all of the cohort" : "figures over `\(records)`")
        if isCumulative { sentences.append("figures from period 0 on, added up") }
        if isPerHead { sentences.append("figures are divided by the size of the cohort") }
        if missing > 0 {
            sentences.append(
                missing == 1 ? "1 customer has no start and is not counted"
                    : "\(missing) customers have no start and are not counted")
        }
        return sentences
    }
}

extension BoundColumn {
    /// The figure of a period without records.
    fileprivate var ofNoRecords: Value { isAdditive ? .zero(of: expression.type) : .missing }

    /// Whether the figures of two parts add up to that of both.
    fileprivate var isAdditive: Bool {
        guard case .groupAggregate(let function, _, _, _, let isDistinct) = expression.kind else { return false }
        return (function == .count || function == .sum) && !isDistinct
    }
}

// MARK: Wrong uses

extension Retention {
    package static func check(_ analysis: BoundAnalysis, text: (SourceSpan) -> String) -> [Diagnostic] {
        var found: [Diagnostic] = []
        let figures = analysis.columns("figures")
        if let start = analysis.value("start")?.expression, !start.type.isTemporal {
            found.append(.cohortWithoutDate(text(start.span), start.type, at: start.span))
        }
        if let later = analysis.clause("or later"), !figures.isEmpty {
            found.append(.flagBeside("or later", "figures", at: later.span))
        }
        for word in ["per head", "cumulative"] {
            guard let flag = analysis.clause(word) else { continue }
            if figures.isEmpty { found.append(.flagWithoutFigures(word, at: flag.span)) }
            if let other = figures.first(where: { !$0.isAdditive }) {
                found.append(.notAdditive(other.name, word, at: other.expression.span))
            }
        }
        return found
    }
}

extension DiagnosticCode {
    package static let retentionCodes: [DiagnosticCode] = [cohortWithoutDate, retentionOptions]

    static let cohortWithoutDate = DiagnosticCode(
        "E0456", "a cohort without a date",
        explanation:
            "The cohorts of `retention` are customers who started in the same period, so what stands behind `from` has to be a date or a time of the customer. Without `from` it is the first of the records.",
        wrong: "from buyers | retention of orders from frequency by month",
        right: "from buyers | retention of orders from first_order by month")

    static let retentionOptions = DiagnosticCode(
        "E0457", "options of a retention that don't go together",
        explanation:
            "`or later` counts customers, so it stands without figures in braces. `per head` and `cumulative` divide and add up figures: counts and sums, of which the parts make the whole. A mean or a number of different values can't be put together from parts.",
        wrong: "from buyers | retention of orders by month { mean = avg(amount) } cumulative",
        right: "from buyers | retention of orders by month { revenue = sum(amount) } cumulative")
}

extension Diagnostic {
    fileprivate static func cohortWithoutDate(_ text: String, _ type: ValueType, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .cohortWithoutDate, "`\(text)` is \(type.name), and a cohort starts with a date or a time", at: span,
            label: "no day", notes: ["for example `from first_order`; without `from` it is the first of the records"])
    }

    fileprivate static func flagBeside(_ word: String, _ other: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .retentionOptions, "`\(word)` counts customers and goes without \(other)", at: span,
            label: "beside \(other) in braces")
    }

    fileprivate static func flagWithoutFigures(_ word: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .retentionOptions, "`\(word)` is of figures, and there are none", at: span, label: "no figures in braces",
            notes: ["as in `{ revenue = sum(amount) } \(word)`"])
    }

    fileprivate static func notAdditive(_ name: String, _ word: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .retentionOptions, "`\(name)` can't be put together from parts, as `\(word)` does", at: span,
            label: "no count and no sum")
    }
}
