import Model
import Syntax

/// The calendar of a question's time zone, counted on the fingers.
struct NaiveCalendar {
    let zone: TimeZoneRules

    func day(of instant: Instant) -> CivilDate { zone.localTime(of: instant).date }

    /// The day of a date or a time; nil of everything else.
    func day(of value: Value) -> CivilDate? {
        switch value {
        case .date(let day): day
        case .time(let instant): day(of: instant)
        case .missing, .bool, .int, .number, .money, .text, .duration: nil
        }
    }

    static func plus(_ day: CivilDate, days: Int) -> CivilDate {
        CivilDate(daysSinceEpoch: Int32(clamping: Int(day.daysSinceEpoch) + days))
    }

    /// A date so many days on; missing outside of the calendar.
    static func sum(_ day: CivilDate, _ days: Int64) -> Value {
        let (sum, overflow) = Int64(day.daysSinceEpoch).addingReportingOverflow(days)
        return overflow || !(-719_162...2_932_896).contains(sum)
            ? .missing : .date(CivilDate(daysSinceEpoch: Int32(sum)))
    }

    static func days(from first: CivilDate, to second: CivilDate) -> Int64 {
        Int64(second.daysSinceEpoch) - Int64(first.daysSinceEpoch)
    }

    /// The day so many units on, or back where there are fewer than none: of months the same day, or the last one of a
    /// month that is too short for it. The calendar ends with the years 1 and 9999. nil for units that are no days.
    static func moved(_ day: CivilDate, _ count: Int, _ unit: DurationUnit) -> CivilDate? {
        switch unit {
        case .minute, .hour: return nil
        case .day: return plus(day, days: count)
        case .week: return plus(day, days: 7 * count)
        case .month: return monthsOn(day, count)
        case .quarter: return monthsOn(day, 3 * count)
        case .year: return monthsOn(day, 12 * count)
        }
    }

    private static func monthsOn(_ day: CivilDate, _ count: Int) -> CivilDate? {
        var (year, month, number) = day.components
        let months = year * 12 + month - 1 + count
        if months < 12 { return CivilDate(year: 1, month: 1, day: 1) }
        if months >= 120_000 { return CivilDate(year: 9_999, month: 12, day: 31) }
        (year, month) = (months / 12, months % 12 + 1)
        while number > 0 {
            if let found = CivilDate(year: year, month: month, day: number) { return found }
            number -= 1
        }
        return nil
    }

    /// Which one of all calendar units a day lies in: consecutive units have consecutive numbers.
    static func number(of unit: DurationUnit, holding day: CivilDate) -> Int {
        let (year, month, _) = day.components
        switch unit {
        case .minute, .hour, .day: return Int(day.daysSinceEpoch)
        case .week:
            // 1970-01-01 was a Thursday; weeks begin on Mondays.
            var monday = Int(day.daysSinceEpoch)
            while (monday + 3) % 7 != 0 { monday -= 1 }
            return (monday + 3) / 7
        case .month: return year * 12 + month - 1
        case .quarter: return year * 4 + (month - 1) / 3
        case .year: return year
        }
    }

    /// The first day of the unit that a day lies in.
    static func start(of unit: DurationUnit, holding day: CivilDate) -> CivilDate {
        var first = day
        let number = number(of: unit, holding: day)
        while self.number(of: unit, holding: plus(first, days: -1)) == number { first = plus(first, days: -1) }
        return first
    }

    static func microseconds(_ count: Int, _ unit: DurationUnit) -> Int64? {
        switch unit {
        case .minute: Int64(count) * 60_000_000
        case .hour: Int64(count) * 3_600_000_000
        case .day, .week, .month, .quarter, .year: nil
        }
    }
}

/// The moment that something is asked as of.
struct NaiveMoment {
    /// What `today` is.
    var today: CivilDate
    /// The first instant that has not happened.
    var end: Instant

    init(today: CivilDate, end: Instant) {
        self.today = today
        self.end = end
    }

    init(endOf day: CivilDate, _ zone: TimeZoneRules) {
        self.init(today: day, end: zone.startOfDay(NaiveCalendar.plus(day, days: 1)))
    }

    init(_ instant: Instant, _ zone: TimeZoneRules) {
        self.init(today: zone.localTime(of: instant).date, end: Instant(microseconds: instant.microseconds + 1))
    }
}
