/// A day of the proleptic Gregorian calendar, without a time zone.
package struct CivilDate: Sendable, Hashable, Comparable {
    /// Days since 1970-01-01.
    package var daysSinceEpoch: Int32

    package init(daysSinceEpoch: Int32) {
        self.daysSinceEpoch = daysSinceEpoch
    }

    /// The day, or nil where the calendar has no such day (2026-02-30) or the year is outside 1...9999.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
              day <= CivilDate.length(ofMonth: month, year: year) else { return nil }
        self.init(unchecked: year, month, day)
    }

    /// Days-from-civil over 400-year eras that start on 1 March (Hinnant, "chrono-compatible low-level date
    /// algorithms").
    private init(unchecked year: Int, _ month: Int, _ day: Int) {
        let y = month <= 2 ? year - 1 : year
        let era = (y >= 0 ? y : y - 399) / 400
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        // Before the first day that 32 bits hold lies the first of its month.
        daysSinceEpoch = Int32(clamping: era * 146_097 + dayOfEra - 719_468)
    }

    package var components: (year: Int, month: Int, day: Int) {
        let z = Int(daysSinceEpoch) + 719_468
        let era = (z >= 0 ? z : z - 146_096) / 146_097
        let dayOfEra = z - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }

    package static func isLeap(_ year: Int) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    package static func length(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    package static func < (a: CivilDate, b: CivilDate) -> Bool { a.daysSinceEpoch < b.daysSinceEpoch }

    /// Days of the years 1...9999, which results of arithmetic lie in.
    package static let calendar: ClosedRange<Int64> = -719_162...2_932_896

    /// The day so many days later, for bounds: it stops far beyond the calendar's ends.
    package func adding(days: Int) -> CivilDate {
        let (sum, overflow) = Int(daysSinceEpoch).addingReportingOverflow(days)
        return CivilDate(daysSinceEpoch: overflow ? (days < 0 ? .min : .max) : Int32(clamping: sum))
    }

    /// The day so many days later; nil outside of the calendar.
    package func adding(exactly days: Int64) -> CivilDate? {
        let (sum, overflow) = Int64(daysSinceEpoch).addingReportingOverflow(days)
        return overflow || !CivilDate.calendar.contains(sum) ? nil : CivilDate(daysSinceEpoch: Int32(clamping: sum))
    }

    /// The same day of the month `months` later; where that month is shorter, its last day (31 January + 1 month is
    /// 28 or 29 February). Years outside 1...9999 stop at the calendar's ends.
    package func adding(months: Int) -> CivilDate {
        let (year, month, day) = components
        let (total, overflow) = (year * 12 + month - 1).addingReportingOverflow(months)
        if overflow || total < 12 { return CivilDate(unchecked: 1, 1, 1) }
        if total >= 10_000 * 12 { return CivilDate(unchecked: 9999, 12, 31) }
        let (y, m) = (total / 12, total % 12 + 1)
        return CivilDate(unchecked: y, m, min(day, CivilDate.length(ofMonth: m, year: y)))
    }

    /// 1 is Monday, 7 is Sunday (ISO 8601).
    package var weekday: Int {
        let shifted = (Int(daysSinceEpoch) + 3) % 7
        return (shifted < 0 ? shifted + 7 : shifted) + 1
    }

    package var firstOfMonth: CivilDate {
        let (year, month, _) = components
        return CivilDate(unchecked: year, month, 1)
    }

    package var firstOfYear: CivilDate { CivilDate(unchecked: components.year, 1, 1) }
}

extension CivilDate: CustomStringConvertible {
    /// ISO 8601, `2026-03-01`.
    package var description: String {
        let (year, month, day) = components
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }
}

/// `number` in decimal with leading zeros up to `width`.
func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}
