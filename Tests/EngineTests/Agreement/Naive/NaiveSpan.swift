import Model
import Semantics
import Syntax

/// A window held against the calendar: what dates and times lie in it.
///
/// A date counts as the first moment of its day.
enum NaiveSpan {
    enum Boundary {
        /// The first moment of a day.
        case start(of: CivilDate)
        case instant(Instant)
        /// The moment of asking: before it lies what has happened, its day included.
        case now(NaiveMoment)
    }

    case nothing
    /// Calendar units by their numbers.
    case units(DurationUnit, ClosedRange<Int>)
    /// From the one on, up to the other and without it; nil is open.
    case range(from: Boundary?, to: Boundary?)

    func contains(_ value: Value, _ calendar: NaiveCalendar) -> Bool {
        guard let day = calendar.day(of: value) else { return false }
        switch self {
        case .nothing: return false
        case .units(let unit, let numbers): return numbers.contains(NaiveCalendar.number(of: unit, holding: day))
        case .range(let from, let to):
            return (from.map { NaiveSpan.isReached($0, by: value, day, calendar) } ?? true)
                && !(to.map { NaiveSpan.isReached($0, by: value, day, calendar) } ?? false)
        }
    }

    /// Whether a date or time lies at a boundary or behind it.
    private static func isReached(_ boundary: Boundary, by value: Value, _ day: CivilDate, _ calendar: NaiveCalendar)
        -> Bool
    {
        switch boundary {
        case .start(let first): return day >= first
        case .instant(let instant):
            if case .time(let time) = value { return time >= instant }
            return calendar.zone.startOfDay(day) >= instant
        case .now(let moment):
            if case .time(let time) = value { return time >= moment.end }
            return day > moment.today
        }
    }

    /// Whether no time, or no day, lies in it.
    func isEmpty(ofDays: Bool, _ calendar: NaiveCalendar) -> Bool {
        let first: Instant
        switch self {
        case .nothing: return true
        case .units, .range(from: nil, to: _), .range(from: _, to: nil): return false
        case .range(from: let from?, to: _):
            first =
                switch from {
                case .start(let day): calendar.zone.startOfDay(day)
                case .instant(let instant): instant
                case .now(let moment): moment.end
                }
        }
        guard ofDays else { return !contains(.time(first), calendar) }
        // A boundary within a day is reached by the day after it.
        let day = calendar.day(of: first)
        return ![day, NaiveCalendar.plus(day, days: 1)].contains { contains(.date($0), calendar) }
    }

    /// Whether the month and day of a date come up in the window, in whatever year. Where a year has no 29 February,
    /// the 28th stands for it.
    func containsAnniversary(of value: Value, _ calendar: NaiveCalendar) -> Bool {
        guard let (_, month, day) = calendar.day(of: value)?.components else { return false }
        guard let (first, last) = days(calendar), first <= last else { return false }
        let years = (first.components.year...last.components.year)
        return years.contains { year in
            let anniversary = CivilDate(year: year, month: month, day: day) ?? CivilDate(year: year, month: 2, day: 28)
            return anniversary.map { first <= $0 && $0 <= last } ?? false
        }
    }

    /// The first and the last day of which a moment lies in the window.
    func days(_ calendar: NaiveCalendar) -> (CivilDate, CivilDate)? {
        switch self {
        case .nothing: return nil
        case .units(let unit, let numbers):
            // Units hold 366 days at the most.
            func day(in number: Int) -> CivilDate? { NaiveSpan.someDay(of: unit, number) }
            guard let inFirst = day(in: numbers.lowerBound), let inLast = day(in: numbers.upperBound + 1) else {
                return nil
            }
            return (
                NaiveCalendar.start(of: unit, holding: inFirst),
                NaiveCalendar.plus(NaiveCalendar.start(of: unit, holding: inLast), days: -1)
            )
        case .range(let from?, let to?):
            let first =
                switch from {
                case .start(let day): day
                case .instant(let instant): calendar.day(of: instant)
                case .now(let moment): calendar.day(of: moment.end)
                }
            let last =
                switch to {
                case .start(let day): NaiveCalendar.plus(day, days: -1)
                case .instant(let instant): calendar.day(of: Instant(microseconds: instant.microseconds - 1))
                case .now(let moment): moment.today
                }
            // A window that ends before it begins holds nothing, even where both are on one day.
            if case .instant(let begin) = from, case .instant(let end) = to, end <= begin { return nil }
            return (first, last)
        case .range: return nil
        }
    }

    private static func someDay(of unit: DurationUnit, _ number: Int) -> CivilDate? {
        switch unit {
        case .minute, .hour: nil
        case .day: CivilDate(daysSinceEpoch: Int32(number))
        case .week: CivilDate(daysSinceEpoch: Int32(number * 7 - 3))
        case .month: firstDay(number / 12, number % 12 + 1)
        case .quarter: firstDay(number / 4, number % 4 * 3 + 1)
        case .year: firstDay(number, 1)
        }
    }

    /// The calendar ends with the years 1 and 9999.
    private static func firstDay(_ year: Int, _ month: Int) -> CivilDate? {
        year < 1
            ? CivilDate(year: 1, month: 1, day: 1)
            : year > 9_999 ? CivilDate(year: 9_999, month: 12, day: 1) : CivilDate(year: year, month: month, day: 1)
    }
}

extension NaiveReader {
    /// The window as it is for the rows at hand.
    func span(_ window: BoundWindow, _ scope: NaiveScope) throws -> NaiveSpan {
        let moment = scope.around.moment
        switch window {
        case .last(let count, let unit):
            guard let from = back(count, unit, scope) else { return .range(from: nil, to: .now(moment)) }
            return .range(from: from, to: .now(moment))
        case .next(let count, let unit):
            if let length = NaiveCalendar.microseconds(count, unit) {
                return .range(from: .now(moment), to: .instant(Instant(microseconds: moment.end.microseconds + length)))
            }
            let last = NaiveCalendar.moved(moment.today, count, unit)
            return .range(
                from: .start(of: NaiveCalendar.plus(moment.today, days: 1)),
                to: last.map { .start(of: NaiveCalendar.plus($0, days: 1)) })
        case .current(let unit):
            let number = NaiveCalendar.number(of: unit, holding: moment.today)
            return .units(unit, number...number)
        case .lastFull(let count, let unit):
            let number = NaiveCalendar.number(of: unit, holding: moment.today)
            return .units(unit, (number - count)...(number - 1))
        case .range(let from, let to):
            var boundaries: [NaiveSpan.Boundary?] = []
            for (place, moment) in [from, to].enumerated() {
                guard let moment else {
                    boundaries.append(nil)
                    continue
                }
                switch try boundary(moment, scope) {
                case .known(let boundary): boundaries.append(boundary)
                case .beforeEverything: if place == 0 { boundaries.append(nil) } else { return .nothing }
                case .missing: return .nothing
                }
            }
            return .range(from: boundaries[0], to: boundaries[1])
        }
    }

    /// Where what lies so far back ends; nil before everything.
    private func back(_ count: Int, _ unit: DurationUnit, _ scope: NaiveScope) -> NaiveSpan.Boundary? {
        let moment = scope.around.moment
        if let length = NaiveCalendar.microseconds(count, unit) {
            return .instant(Instant(microseconds: moment.end.microseconds - length))
        }
        return NaiveCalendar.moved(moment.today, -count, unit).map { .start(of: NaiveCalendar.plus($0, days: 1)) }
    }

    private enum Bound {
        case known(NaiveSpan.Boundary)
        case beforeEverything
        case missing
    }

    private func boundary(_ moment: BoundMoment, _ scope: NaiveScope) throws -> Bound {
        switch moment {
        case .ago(let count, let unit): return back(count, unit, scope).map { .known($0) } ?? .beforeEverything
        case .start(let expression), .end(let expression):
            let isEnd = if case .end = moment { true } else { false }
            if case .period(let first, let next) = expression.kind { return .known(.start(of: isEnd ? next : first)) }
            switch try value(expression, scope) {
            case .date(let day): return .known(.start(of: isEnd ? NaiveCalendar.plus(day, days: 1) : day))
            case .time(let instant): return .known(.instant(instant))
            case .missing, .bool, .int, .number, .money, .text, .duration: return .missing
            }
        }
    }

    /// The moment that `as of` goes to; nil where it is missing.
    func moment(_ moment: BoundMoment, _ scope: NaiveScope) throws -> NaiveMoment? {
        let zone = calendar.zone, asked = scope.around.moment
        func back(_ count: Int, _ unit: DurationUnit) -> NaiveMoment {
            if let length = NaiveCalendar.microseconds(count, unit) {
                let end = Instant(microseconds: asked.end.microseconds - length)
                return NaiveMoment(today: calendar.day(of: Instant(microseconds: end.microseconds - 1)), end: end)
            }
            return NaiveMoment(
                endOf: NaiveCalendar.moved(asked.today, -count, unit) ?? CivilDate(daysSinceEpoch: -719_162), zone)
        }
        switch moment {
        case .ago(let count, let unit): return back(count, unit)
        case .start(let expression), .end(let expression):
            if case .ago(let count, let unit) = expression.kind { return back(count, unit) }
            if case .period(_, let next) = expression.kind {
                return NaiveMoment(endOf: NaiveCalendar.plus(next, days: -1), zone)
            }
            switch try value(expression, scope) {
            case .date(let day): return NaiveMoment(endOf: day, zone)
            case .time(let instant): return NaiveMoment(instant, zone)
            case .missing, .bool, .int, .number, .money, .text, .duration: return nil
            }
        }
    }

    /// `90 days ago` as a value: a day, or, of hours and minutes, a time.
    func ago(_ count: Int, _ unit: DurationUnit, _ scope: NaiveScope) -> Value {
        let moment = scope.around.moment
        if let length = NaiveCalendar.microseconds(count, unit) {
            return .time(Instant(microseconds: moment.end.microseconds - length))
        }
        return NaiveCalendar.moved(moment.today, -count, unit).map { .date($0) } ?? .missing
    }

    /// A length of time, or, beside days, how many days it covers up to the as-of day.
    func duration(_ count: Int, _ unit: DurationUnit, _ type: ValueType, _ scope: NaiveScope) -> Value {
        if type.kind == .duration {
            let hours: Int64 =
                switch unit {
                case .minute, .hour: 0
                case .day: 24
                case .week: 168
                case .month: 730
                case .quarter: 2_190
                case .year: 8_760
                }
            return .duration(NaiveCalendar.microseconds(count, unit) ?? Int64(count) * hours * 3_600_000_000)
        }
        let today = scope.around.moment.today
        if let length = NaiveCalendar.microseconds(count, unit) { return .number(Double(length) / 86_400_000_000) }
        return NaiveCalendar.moved(today, -count, unit).map { .int(NaiveCalendar.days(from: $0, to: today)) }
            ?? .missing
    }
}
