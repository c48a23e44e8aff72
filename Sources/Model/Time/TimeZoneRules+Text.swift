/// How local times are written so that they read back as the same instant.
extension TimeZoneRules {
    /// The wall clock at `instant`, and the offset in seconds where the clock shows the same at another instant as
    /// well: in the hour that comes twice when clocks go back.
    package func writtenTime(of instant: Instant) -> (local: LocalTime, offsetSeconds: Int64?) {
        let local = localTime(of: instant)
        if transitions.isEmpty { return (local, nil) }
        let second = floorDivide(instant.microseconds, Instant.microsecondsPerSecond)
        let period = period(at: second), offset = offsetSeconds(ofPeriod: period)
        let isTwice = isShown(period - 1, by: -1, second, offset) || isShown(period + 1, by: 1, second, offset)
        return (local, isTwice ? offset : nil)
    }

    /// ISO 8601: `2026-03-01T09:00:00`, with an offset where the time would be ambiguous: `2026-10-25T02:30:00+01:00`.
    package func text(of instant: Instant) -> String {
        let (local, offset) = writtenTime(of: instant)
        return local.description + (offset.map(TimeZoneRules.offsetText) ?? "")
    }

    /// Whether the clock of `period` or of one further on that way shows what it shows at `second` under `offset`.
    private func isShown(_ first: Int, by step: Int, _ second: Int64, _ offset: Int64) -> Bool {
        var period = first
        while period >= 0, period <= transitions.count {
            // The end of the period that is nearer to `second`; two offsets differ by less than twice the largest.
            let edge = transitions[step < 0 ? period : period - 1].second
            if abs(edge - second) > 2 * TimeZoneRules.largestOffsetSeconds { return false }
            let other = second + offset - offsetSeconds(ofPeriod: period)
            let begins = period == 0 || transitions[period - 1].second <= other
            let ends = period == transitions.count || other < transitions[period].second
            if begins, ends { return true }
            period += step
        }
        return false
    }

    /// `+02:00`, `-03:30`; with seconds where there are any, as in `-00:44:30`.
    package static func offsetText(_ seconds: Int64) -> String {
        let length = Int(seconds.magnitude)
        let text = (seconds < 0 ? "-" : "+") + padded(length / 3600, 2) + ":" + padded(length / 60 % 60, 2)
        return length % 60 == 0 ? text : text + ":" + padded(length % 60, 2)
    }
}
