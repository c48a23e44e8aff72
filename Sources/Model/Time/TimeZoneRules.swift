/// The offsets of one IANA time zone, past and future, as plain data.
///
/// Built from the bytes of a TZif file (RFC 8536); this type never opens one.
package struct TimeZoneRules: Sendable, Hashable {
    package struct Transition: Sendable, Hashable {
        /// From this instant on (seconds since the epoch) …
        package let second: Int64
        /// … local time is UTC plus this many seconds.
        package let offsetSeconds: Int32

        package init(second: Int64, offsetSeconds: Int32) {
            self.second = second
            self.offsetSeconds = offsetSeconds
        }
    }

    package let name: String
    /// The offset before the first transition, in seconds east of UTC.
    package let initialOffsetSeconds: Int32
    /// Strictly ascending by `second`; adjacent offsets differ.
    package let transitions: [Transition]

    package init(name: String, initialOffsetSeconds: Int32, transitions: [Transition]) {
        self.name = name
        self.initialOffsetSeconds = initialOffsetSeconds
        self.transitions = transitions
    }

    package static let utc = TimeZoneRules(name: "UTC", initialOffsetSeconds: 0, transitions: [])

    /// Seconds east of UTC in force at `instant`.
    package func offsetSeconds(at instant: Instant) -> Int64 {
        let second = floorDivide(instant.microseconds, Instant.microsecondsPerSecond)
        var low = 0, high = transitions.count
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle].second <= second { low = middle + 1 } else { high = middle }
        }
        return Int64(low == 0 ? initialOffsetSeconds : transitions[low - 1].offsetSeconds)
    }

    package func localTime(of instant: Instant) -> LocalTime {
        let local = instant.microseconds + offsetSeconds(at: instant) * Instant.microsecondsPerSecond
        let day = floorDivide(local, Instant.microsecondsPerDay)
        return LocalTime(date: CivilDate(daysSinceEpoch: Int32(clamping: day)),
                         microsecondOfDay: local - day * Instant.microsecondsPerDay)
    }

    /// The instant at which the wall clock first shows `local`, or, where a change to summer time skips it, the
    /// instant of that change.
    package func instant(of local: LocalTime) -> Instant {
        let wall = Int64(local.date.daysSinceEpoch) * Instant.microsecondsPerDay + local.microsecondOfDay
        let before = offsetSeconds(at: Instant(microseconds: wall - Instant.microsecondsPerDay))
        let early = Instant(microseconds: wall - before * Instant.microsecondsPerSecond)
        if localMicroseconds(early) == wall { return early }
        let after = offsetSeconds(at: Instant(microseconds: wall + Instant.microsecondsPerDay))
        let late = Instant(microseconds: wall - after * Instant.microsecondsPerSecond)
        if localMicroseconds(late) == wall { return late }
        let second = floorDivide(min(early, late).microseconds, Instant.microsecondsPerSecond)
        let change = transitions.first { $0.second > second }
        return change.map { Instant(microseconds: $0.second * Instant.microsecondsPerSecond) } ?? early
    }

    /// Midnight that begins `date`, or the first instant of that day where midnight is skipped.
    package func startOfDay(_ date: CivilDate) -> Instant { instant(of: LocalTime(date: date)) }

    private func localMicroseconds(_ instant: Instant) -> Int64 {
        instant.microseconds + offsetSeconds(at: instant) * Instant.microsecondsPerSecond
    }
}

/// Division that rounds towards minus infinity, for instants before 1970.
package func floorDivide(_ a: Int64, _ b: Int64) -> Int64 {
    let quotient = a / b
    return a % b < 0 ? quotient - 1 : quotient
}
