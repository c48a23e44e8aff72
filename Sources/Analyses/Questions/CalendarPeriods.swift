import Model
import Planning
import Semantics
import Syntax

/// Periods of the calendar in a row, up to the one that holds the question's day: that one may still be running.
struct CalendarPeriods {
    let unit: DurationUnit
    /// The first day of each, ascending, and the day behind the last.
    private let bounds: [CivilDate]
    /// Whether the last one is over.
    let isLastOver: Bool

    /// - Parameter count: at least 1.
    init(_ count: Int, _ unit: DurationUnit, upTo time: TimeContext) {
        self.unit = unit
        bounds = (1 - count...1).map { time.startOfUnit(unit, offset: $0) }
        isLastOver = bounds.last.map { time.zone.startOfDay($0) <= time.end } ?? false
    }

    /// Those of the clauses `by` and `for`: twelve months where nothing is said.
    ///
    /// - Parameter before: how many more there are in front of them.
    init(of analysis: BoundAnalysis, before: Int = 0, upTo time: TimeContext) {
        let unit = if case .calendar(let unit)? = analysis.period("period") { unit } else { DurationUnit.month }
        self.init((analysis.count("length") ?? 12) + before, unit, upTo: time)
    }

    /// `by 30 days`, which are periods of no calendar, is told.
    static func check(_ analysis: BoundAnalysis) -> [Diagnostic] {
        guard let clause = analysis.clause("period"), case .period(.days) = clause.argument else { return [] }
        return [.calendarNeeded(analysis.word, at: clause.span)]
    }

    var count: Int { bounds.count - 1 }

    func isOver(_ index: Int) -> Bool { index < count - 1 || isLastOver }

    /// The value by which the period is known: `2026-03`, its first day, or the number of the year.
    func value(_ index: Int) -> Value { unit.value(ofPeriodFrom: bounds[index]) }

    /// The time that belongs to it.
    func window(_ index: Int, _ span: SourceSpan) -> BoundWindow {
        .range(from: .start(of: .day(bounds[index], span)), to: .start(of: .day(bounds[index + 1], span)))
    }

    /// The time before it.
    func windowBefore(_ index: Int, _ span: SourceSpan) -> BoundWindow {
        .range(from: nil, to: .start(of: .day(bounds[index], span)))
    }

    /// Its last moment.
    func end(_ index: Int, _ span: SourceSpan) -> BoundMoment {
        .end(of: .day(bounds[index + 1].adding(days: -1), span))
    }
}

extension DurationUnit {
    /// The function that gives the period of a moment.
    var periodFunction: ScalarFunction {
        switch self {
        case .minute, .hour, .day: .day
        case .week: .week
        case .month: .month
        case .quarter: .quarter
        case .year: .year
        }
    }

    /// The type of its periods' values.
    var periodType: ValueType {
        if case .type(let type) = periodFunction.result { type } else { .date }
    }

    func value(ofPeriodFrom day: CivilDate) -> Value {
        self == .year ? .int(Int64(day.components.year)) : .date(day)
    }

    /// How many periods lie between the beginnings of two, the first of them counted.
    func periods(from first: Value, to last: Value) -> Int? {
        switch (first, last) {
        case (.int(let a), .int(let b)): return Int(b - a)
        case (.date(let a), .date(let b)):
            let days = Int(b.daysSinceEpoch) - Int(a.daysSinceEpoch)
            let months = (b.components.year - a.components.year) * 12 + b.components.month - a.components.month
            return switch self {
            case .minute, .hour, .day: days
            case .week: days / 7
            case .month: months
            case .quarter: months / 3
            case .year: months / 12
            }
        default: return nil
        }
    }

    /// The first day of a period that lies so many behind another.
    func firstDay(_ count: Int, behind first: Value) -> CivilDate? {
        let day: CivilDate? = switch first {
        case .date(let day): day
        case .int(let year): CivilDate(year: Int(year), month: 1, day: 1)
        default: nil
        }
        guard let day else { return nil }
        return switch self {
        case .minute, .hour, .day: day.adding(days: count)
        case .week: day.adding(days: 7 * count)
        case .month: day.adding(months: count)
        case .quarter: day.adding(months: 3 * count)
        case .year: day.adding(months: 12 * count)
        }
    }
}

extension BoundExpression {
    static func day(_ day: CivilDate, _ span: SourceSpan) -> BoundExpression {
        BoundExpression(.literal(.date(day)), .date, span)
    }

    static func both(_ left: BoundExpression, _ right: BoundExpression) -> BoundExpression {
        BoundExpression(.and([left, right]), .bool, left.span)
    }
}
