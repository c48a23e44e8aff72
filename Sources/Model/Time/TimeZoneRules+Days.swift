/// Days of one time zone as stretches of time that follow one another.
///
/// In St. John's the clocks went back at 00:01 for some years, so that the date on the wall went back, too. A day is
/// one stretch all the same: it lasts from its start to that of the next, and the hour that comes twice counts to the
/// new day the second time. So records in the window of a day are those whose day it is.
extension TimeZoneRules {
    /// The last day that has started at `instant`.
    package func day(of instant: Instant) -> CivilDate { dayClock.localTime(of: instant).date }

    /// The day that starts at `instant`; nil where none does.
    package func day(startingAt instant: Instant) -> CivilDate? {
        let day = day(of: instant)
        return startOfDay(day) == instant ? day : nil
    }

    /// The transitions of a clock whose date never goes back: where one would take it to an earlier day, it is put off
    /// until the date has been reached again.
    static func dayTransitions(_ initialOffsetSeconds: Int32, _ transitions: [Transition]) -> [Transition] {
        var kept: [Transition] = []
        var offset = initialOffsetSeconds, latestDay = Int64.min
        for (number, transition) in transitions.enumerated() {
            latestDay = max(latestDay, floorDivide(transition.second - 1 + Int64(offset), secondsPerDay))
            offset = transition.offsetSeconds
            let midnight = latestDay == .min ? .min : latestDay * secondsPerDay - Int64(offset)
            let start = max(transition.second, midnight)
            // Another change may come first; it then decides when the date is reached.
            if number + 1 < transitions.count, transitions[number + 1].second <= start { continue }
            kept.append(Transition(second: start, offsetSeconds: offset))
        }
        return kept == transitions ? transitions : kept
    }

    private static var secondsPerDay: Int64 { 86_400 }
}
