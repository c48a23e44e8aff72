package import Model
package import Semantics
package import Syntax

/// The as-of instant, resolved once for a whole run.
package struct TimeContext: Sendable, Hashable {
    /// The value of `today`.
    package let day: CivilDate
    /// The first instant that has not happened yet: records from here on do not exist.
    package let end: Instant
    package let zone: TimeZoneRules

    /// As of the end of a day.
    package init(endOf day: CivilDate, zone: TimeZoneRules) {
        self.day = day
        end = zone.startOfDay(day.adding(days: 1))
        self.zone = zone
    }

    /// As of an instant, which itself has happened.
    package init(instant: Instant, zone: TimeZoneRules) {
        day = zone.day(of: instant)
        end = Instant(microseconds: instant.microseconds + 1)
        self.zone = zone
    }

    /// In words: the day, with the clock where it is not the day's end.
    package var text: String {
        if zone.startOfDay(day.adding(days: 1)) == end { return day.description }
        let (local, offset) = zone.writtenTime(of: Instant(microseconds: end.microseconds - 1))
        return "\(day) \(local.description.dropFirst(11).prefix(5))\(offset.map(TimeZoneRules.offsetText) ?? "")"
    }

    /// The day so long before the as-of day.
    func day(back count: Int, _ unit: DurationUnit) -> CivilDate {
        switch unit {
        case .minute, .hour: day
        case .day: day.adding(days: -count)
        case .week: day.adding(days: -7 * count)
        case .month: day.adding(months: -count)
        case .quarter: day.adding(months: -3 * count)
        case .year: day.adding(months: -12 * count)
        }
    }

    /// The first day inside a window that reaches `count` units back; the window ends with the as-of day.
    func firstDay(back count: Int, _ unit: DurationUnit) -> CivilDate {
        unit.isClock ? day : day(back: count, unit).adding(days: 1)
    }

    /// The day that the calendar unit holding the as-of day starts with, `offset` units later.
    package func startOfUnit(_ unit: DurationUnit, offset: Int = 0) -> CivilDate {
        let (year, month, _) = day.components
        switch unit {
        case .minute, .hour, .day: return day.adding(days: offset)
        case .week: return day.adding(days: 1 - day.weekday + 7 * offset)
        case .month: return day.firstOfMonth.adding(months: offset)
        case .quarter:
            return (CivilDate(year: year, month: (month - 1) / 3 * 3 + 1, day: 1) ?? day).adding(months: 3 * offset)
        case .year: return day.firstOfYear.adding(months: 12 * offset)
        }
    }

    /// The first and the last day of a window that have happened; nil where it is open. Of a window of nothing, none.
    func days(of window: AbsoluteWindow) -> (first: CivilDate?, last: CivilDate?) {
        let end = min(window.to ?? self.end, self.end)
        guard window.from.map({ $0 < end }) ?? true else { return (nil, nil) }
        return (
            window.from.map { zone.day(of: $0) },
            window.from == nil ? nil : zone.day(of: Instant(microseconds: end.microseconds - 1))
        )
    }

    /// The moment `count` units after the end of the as-of day, or, for hours and minutes, after the as-of instant.
    func moment(ahead count: Int, _ unit: DurationUnit) -> Instant {
        switch unit {
        case .minute: Instant(microseconds: end.microseconds + Int64(count) * 60 * Instant.microsecondsPerSecond)
        case .hour: Instant(microseconds: end.microseconds + Int64(count) * 3600 * Instant.microsecondsPerSecond)
        case .day: zone.startOfDay(day.adding(days: count + 1))
        case .week: zone.startOfDay(day.adding(days: 7 * count + 1))
        case .month: zone.startOfDay(day.adding(months: count).adding(days: 1))
        case .quarter: zone.startOfDay(day.adding(months: 3 * count).adding(days: 1))
        case .year: zone.startOfDay(day.adding(months: 12 * count).adding(days: 1))
        }
    }

    /// As of a moment that is given relative to this one.
    func back(_ count: Int, _ unit: DurationUnit) -> TimeContext {
        switch unit {
        case .minute, .hour:
            TimeContext(instant: Instant(microseconds: moment(back: count, unit).microseconds - 1), zone: zone)
        default: TimeContext(endOf: day(back: count, unit), zone: zone)
        }
    }

    /// The moment that lies `count` units before the end of the as-of day, or, for hours and minutes, before the as-of
    /// instant.
    func moment(back count: Int, _ unit: DurationUnit) -> Instant {
        switch unit {
        case .minute: Instant(microseconds: end.microseconds - Int64(count) * 60 * Instant.microsecondsPerSecond)
        case .hour: Instant(microseconds: end.microseconds - Int64(count) * 3600 * Instant.microsecondsPerSecond)
        default: zone.startOfDay(firstDay(back: count, unit))
        }
    }

    /// An instant as the bound of a time, or the first day not before it as the bound of a date.
    func bound(_ instant: Instant, _ kind: ValueKind) -> Int64 {
        guard kind == .date else { return instant.microseconds }
        let day = zone.day(of: instant)
        return Int64(day.daysSinceEpoch) + (zone.startOfDay(day) == instant ? 0 : 1)
    }

    /// The bound that keeps out a row which, as of this instant, is still to come; nil for what has no event time.
    package func existence(of row: RowReference, entity: Entity) -> TimeRange? {
        guard let field = entity.eventTime else { return nil }
        let kind = entity.fields[field].type.kind
        return TimeRange(row: row, field: field, kind: kind, from: nil, to: bound(end, kind), admitsMissing: true)
    }
}
