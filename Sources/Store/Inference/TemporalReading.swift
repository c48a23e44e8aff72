package import Model
import Syntax

/// How a column seems to keep dates or times.
package struct TemporalReading: Sendable {
    package let kind: ValueKind
    /// nil for ISO 8601, the plain reading.
    package let conversion: String?
    /// The pattern, where the conversion takes one.
    package let argument: String?
    /// Other readings are about as likely; a name that speaks of time would settle it.
    package let isGuess: Bool

    /// As a model writes it: `epoch_seconds("ts")`, or `"created"`.
    package func mapping(of column: String) -> String {
        let column = column.stringLiteral
        guard let conversion else { return column }
        return "\(conversion)(\(column)\(argument.map { ", " + $0.stringLiteral } ?? ""))"
    }

    private init(_ kind: ValueKind, _ conversion: String? = nil, _ argument: String? = nil, isGuess: Bool = false) {
        self.kind = kind
        self.conversion = conversion
        self.argument = argument
        self.isGuess = isGuess
    }

    /// From 1990 to 2060, in seconds.
    private static let seconds: ClosedRange<Int64> = 631_152_000...2_840_140_800

    /// - Parameter speaksOfTime: whether the column's name or declared type does.
    package static func of(_ profile: ColumnProfile, speaksOfTime: Bool) -> TemporalReading? {
        if profile.isText { return ofText(profile, speaksOfTime: speaksOfTime) }
        guard profile.isNumeric else { return nil }
        if profile.reals > 0 {
            let low = min(profile.leastReal, profile.integers > 0 ? Double(profile.leastInteger) : .infinity)
            let high = max(profile.greatestReal, profile.integers > 0 ? Double(profile.greatestInteger) : -.infinity)
            // From 1990 to 2060 in julian days.
            if speaksOfTime, low > 2_447_892, high < 2_473_460 { return TemporalReading(.time, "julian_day") }
            if speaksOfTime, low >= Double(seconds.lowerBound), high <= Double(seconds.upperBound) {
                return TemporalReading(.time, "epoch_seconds")
            }
            return nil
        }
        let (low, high) = (profile.leastInteger, profile.greatestInteger)
        // Wide enough to be no accident, whatever the name.
        for (unit, name) in [(Int64(1_000_000), "epoch_microseconds"), (1_000, "epoch_milliseconds")]
        where low >= seconds.lowerBound * unit && high <= seconds.upperBound * unit {
            return TemporalReading(.time, name, isGuess: !speaksOfTime)
        }
        guard speaksOfTime else { return nil }
        if low >= 19_000_101, high <= 21_001_231,
            profile.distinct.allSatisfy({ ColumnProfile.TextShape.matching($0.value).contains(.compactDate) })
        {
            return TemporalReading(.date, "pattern", "yyyyMMdd")
        }
        if low >= seconds.lowerBound, high <= seconds.upperBound { return TemporalReading(.time, "epoch_seconds") }
        // From 1920 to 2060 in days.
        if low > -18_263, high < 32_872, high > 366, !profile.holdsOnly(["0", "1"]) {
            return TemporalReading(.date, "epoch_days", isGuess: true)
        }
        return nil
    }

    private static func ofText(_ profile: ColumnProfile, speaksOfTime: Bool) -> TemporalReading? {
        if profile.isMostly(.isoDate) { return TemporalReading(.date) }
        let times = (profile.shapes[.isoTime] ?? 0) + (profile.shapes[.isoTimeWithOffset] ?? 0)
        if times * 100 >= profile.texts * 98 { return TemporalReading(.time) }
        if profile.isMostly(.dottedDate) { return TemporalReading(.date, "pattern", "dd.MM.yyyy") }
        if profile.isMostly(.shortDottedDate) { return TemporalReading(.date, "pattern", "d.M.yyyy") }
        let (monthFirst, dayFirst) = (profile.isMostly(.monthFirstDate), profile.isMostly(.dayFirstDate))
        if monthFirst { return TemporalReading(.date, "pattern", "M/d/yyyy", isGuess: dayFirst) }
        if dayFirst { return TemporalReading(.date, "pattern", "d/M/yyyy") }
        if speaksOfTime, profile.isMostly(.compactDate) { return TemporalReading(.date, "pattern", "yyyyMMdd") }
        return nil
    }
}
