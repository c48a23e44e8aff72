/// A point in time, independent of any time zone.
package struct Instant: Sendable, Hashable, Comparable {
    /// Microseconds since 1970-01-01T00:00:00Z.
    package var microseconds: Int64

    package init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    package static let microsecondsPerSecond: Int64 = 1_000_000
    package static let microsecondsPerDay: Int64 = 86_400_000_000

    package static func < (a: Instant, b: Instant) -> Bool { a.microseconds < b.microseconds }
}

/// A day and a time of day as a clock on the wall shows them.
package struct LocalTime: Sendable, Hashable {
    package var date: CivilDate
    /// Microseconds since midnight, 0..<86_400_000_000.
    package var microsecondOfDay: Int64

    package init(date: CivilDate, microsecondOfDay: Int64 = 0) {
        self.date = date
        self.microsecondOfDay = microsecondOfDay
    }

    /// Since the epoch, if clocks showed UTC: moments of one zone that come in this order are never the other way
    /// round.
    package var microsecondsAsUTC: Int64 { Int64(date.daysSinceEpoch) * Instant.microsecondsPerDay + microsecondOfDay }
}

extension LocalTime: CustomStringConvertible {
    /// ISO 8601 without an offset: `2026-03-01T09:00:00`, with a fraction only where there is one.
    package var description: String {
        let seconds = Int(microsecondOfDay / Instant.microsecondsPerSecond)
        let fraction = Int(microsecondOfDay % Instant.microsecondsPerSecond)
        var text = "\(date)T\(padded(seconds / 3600, 2)):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))"
        if fraction != 0 {
            var digits = padded(fraction, 6)
            while digits.last == "0" { digits.removeLast() }
            text += "." + digits
        }
        return text
    }
}
