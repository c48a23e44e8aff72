/// The offsets of one IANA time zone, past and future, as plain data.
///
/// Built from the bytes of a TZif file (RFC 8536) by `TimeZoneFile` in `Store`; this type never opens one.
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
    /// Those of `dayClock`; mostly the same.
    private let dayTransitions: [Transition]

    package init(name: String, initialOffsetSeconds: Int32, transitions: [Transition]) {
        self.init(name, initialOffsetSeconds, transitions,
                  TimeZoneRules.dayTransitions(initialOffsetSeconds, transitions))
    }

    private init(_ name: String, _ initialOffsetSeconds: Int32, _ transitions: [Transition],
                 _ dayTransitions: [Transition]) {
        self.name = name
        self.initialOffsetSeconds = initialOffsetSeconds
        self.transitions = transitions
        self.dayTransitions = dayTransitions
    }

    package static let utc = TimeZoneRules(name: "UTC", initialOffsetSeconds: 0, transitions: [])

    /// Seconds east of UTC in force at `instant`.
    package func offsetSeconds(at instant: Instant) -> Int64 {
        offsetSeconds(ofPeriod: period(at: floorDivide(instant.microseconds, Instant.microsecondsPerSecond)))
    }

    /// The offset at `instant` in microseconds, and the instants, in microseconds, for which it is the same.
    package func offsetInForce(at instant: Instant) -> (microseconds: Int64, instants: ClosedRange<Int64>) {
        let period = period(at: floorDivide(instant.microseconds, Instant.microsecondsPerSecond))
        func start(_ transition: Int) -> Int64 {
            let (start, overflow) = transitions[transition].second.multipliedReportingOverflow(
                by: Instant.microsecondsPerSecond)
            return overflow ? (transitions[transition].second < 0 ? .min : .max) : start
        }
        let first = period == 0 ? .min : start(period - 1), next = period == transitions.count ? .max : start(period)
        return (
            offsetSeconds(ofPeriod: period) * Instant.microsecondsPerSecond,
            first...max(first, next == .max ? .max : next - 1)
        )
    }

    /// The wall clock at `instant`; at the ends of what 64 bits hold it stops.
    package func localTime(of instant: Instant) -> LocalTime {
        let shift = offsetSeconds(at: instant) * Instant.microsecondsPerSecond
        let local = saturatingAdd(instant.microseconds, shift)
        let day = floorDivide(local, Instant.microsecondsPerDay)
        let timeOfDay = local % Instant.microsecondsPerDay
        return LocalTime(date: CivilDate(daysSinceEpoch: Int32(clamping: day)),
                         microsecondOfDay: timeOfDay < 0 ? timeOfDay + Instant.microsecondsPerDay : timeOfDay)
    }

    /// The instant at which the wall clock first shows `local`. A local time that a change to summer time skips is
    /// moved on by the length of the gap: 02:30, an hour after 01:30, is 03:30. Days beyond what 64 bits of
    /// microseconds hold stop at the last instant.
    package func instant(of local: LocalTime) -> Instant {
        let wall = wallMicroseconds(local)
        switch firstInstant(atOrBehind: wall) {
        case .shown(let instant): return instant
        case .skipped(_, let offsetBefore):
            return Instant(microseconds: saturatingAdd(wall, -offsetBefore * Instant.microsecondsPerSecond))
        }
    }

    /// Midnight that begins `date`, or the first instant behind it where midnight is skipped: a day that is skipped
    /// whole starts where the next one does. Where clocks go back over midnight, the first of the two midnights.
    package func startOfDay(_ date: CivilDate) -> Instant {
        switch firstInstant(atOrBehind: wallMicroseconds(LocalTime(date: date))) {
        case .shown(let instant): instant
        case .skipped(let change, _): Instant(microseconds: change * Instant.microsecondsPerSecond)
        }
    }

    private enum FirstInstant {
        case shown(Instant)
        /// The clock jumps over it at the second `change`, and was `offsetBefore` seconds ahead of UTC until then.
        case skipped(change: Int64, offsetBefore: Int64)
    }

    /// The first instant at which the wall clock shows `wall` (in microseconds) or more.
    private func firstInstant(atOrBehind wall: Int64) -> FirstInstant {
        let wallSecond = floorDivide(wall, Instant.microsecondsPerSecond)
        // Offsets stay within 26 hours (RFC 8536, 3.2), so the answer lies in or after the period of 26 hours earlier.
        var period = period(at: wallSecond - TimeZoneRules.largestOffsetSeconds)
        while true {
            let offset = offsetSeconds(ofPeriod: period)
            let second = wallSecond - offset
            if period > 0, second < transitions[period - 1].second {
                // Every earlier period ended before its clock reached `local`, and this one begins beyond it.
                let change = transitions[period - 1].second
                return .skipped(change: change, offsetBefore: offsetSeconds(ofPeriod: period - 1))
            }
            if period == transitions.count || second < transitions[period].second {
                return .shown(Instant(microseconds: saturatingAdd(wall, -offset * Instant.microsecondsPerSecond)))
            }
            period += 1
        }
    }

    /// The same zone with a clock that never goes back to an earlier day; see `day(of:)`.
    package var dayClock: TimeZoneRules { TimeZoneRules(name, initialOffsetSeconds, dayTransitions, dayTransitions) }

    /// No place is further from UTC (RFC 8536, 3.2: more than -25 hours, less than 26).
    package static let largestOffsetSeconds: Int64 = 26 * 3600

    /// How many transitions lie at or before `second`: 0 is the time before the first one.
    func period(at second: Int64) -> Int {
        var low = 0, high = transitions.count
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle].second <= second { low = middle + 1 } else { high = middle }
        }
        return low
    }

    func offsetSeconds(ofPeriod period: Int) -> Int64 {
        Int64(period == 0 ? initialOffsetSeconds : transitions[period - 1].offsetSeconds)
    }

    private func wallMicroseconds(_ local: LocalTime) -> Int64 {
        let day = Int64(local.date.daysSinceEpoch)
        let (midnight, overflow) = day.multipliedReportingOverflow(by: Instant.microsecondsPerDay)
        if overflow { return day < 0 ? .min : .max }
        return saturatingAdd(midnight, local.microsecondOfDay)
    }
}

/// A sum that stops at the ends of 64 bits: a damaged store must not end the process.
func saturatingAdd(_ a: Int64, _ b: Int64) -> Int64 {
    let (sum, overflow) = a.addingReportingOverflow(b)
    return overflow ? (a < 0 ? .min : .max) : sum
}

/// Division that rounds towards minus infinity, for instants before 1970.
package func floorDivide(_ a: Int64, _ b: Int64) -> Int64 {
    let quotient = a / b
    return a % b < 0 ? quotient - 1 : quotient
}
