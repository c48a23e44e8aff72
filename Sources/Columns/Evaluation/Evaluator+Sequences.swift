import Model
import Planning
import Semantics

extension Evaluator {
    /// Whether records come in the order of the steps: one pass over each run of records, step by step.
    ///
    /// Of each step it is known which of its records can end a chain that far; a record of the next step can where one of those is
    /// earlier, near enough, and nothing excluded lies between. What stands between is asked of times alone, so that of all
    /// earlier ends the latest is the best: it is the nearest, and leaves the least between.
    mutating func sequence(_ sequence: PlanSequence, _ frame: Frame) throws(ExecutionError) -> Mask {
        var ends: [[Moment]] = []
        for (index, step) in sequence.steps.enumerated() {
            let moments = try moments(of: step.events, frame)
            guard index > 0 else {
                ends = moments
                continue
            }
            var excluded: [[Moment]] = Array(repeating: [], count: frame.count)
            for exclusion in step.exclusions {
                for (position, some) in try self.moments(of: exclusion, frame).enumerated() { excluded[position] += some }
            }
            let previous = sequence.steps[index - 1].events.time.type.kind
            let current = step.events.time.type.kind
            for position in ends.indices {
                let earlier = ends[position]
                if earlier.isEmpty { continue }
                let between = excluded[position]
                ends[position] = moments[position].filter { moment in
                    // The latest that comes before it; of those, only the latest can be near enough with nothing between.
                    guard let best = earlier.last(where: { moment.follows($0, byDay: previous != current) }) else { return false }
                    if let limit = step.limit, !moment.isNear(best, limit) { return false }
                    return !between.contains { $0.lies(after: best, before: moment) }
                }
            }
        }
        return ends.map { $0.isEmpty ? 0 : 1 }
    }

    /// When something happened: an instant, or a day alone.
    private struct Moment {
        /// nil where it is a day alone.
        var instant: Int64?
        var day: Int64

        func follows(_ other: Moment, byDay: Bool) -> Bool {
            if !byDay, let instant, let earlier = other.instant { return instant > earlier }
            return day > other.day
        }

        func isNear(_ other: Moment, _ limit: PlanSequence.Limit) -> Bool {
            switch limit {
            case .exact(let length):
                guard let instant, let earlier = other.instant else { return false }
                return instant <= earlier + length
            case .days(let count): return day <= other.day + Int64(count)
            case .months(let count): return day <= Int64(CivilDate(daysSinceEpoch: Int32(clamping: other.day)).adding(months: count).daysSinceEpoch)
            }
        }

        func lies(after earlier: Moment, before later: Moment) -> Bool {
            follows(earlier, byDay: (instant == nil) != (earlier.instant == nil)) && later.follows(self, byDay: (instant == nil) != (later.instant == nil))
        }
    }

    /// Of each position the moments of its records, ascending.
    private mutating func moments(of events: PlanSequence.Events, _ frame: Frame) throws(ExecutionError) -> [[Moment]] {
        let kept = try records(of: events.records, in: frame).kept()
        let (records, bounds) = (kept.frame, kept.bounds)
        let times = try value(events.time, records)
        let isDay = events.time.type.kind == .date
        let days = isDay ? times : try localDay(events.time, records)
        guard case .integers(let instants) = times.values, case .integers(let dayNumbers) = days.values else { throw ExecutionError.unsupported("a sequence without times") }
        return (0..<frame.count).map { index in
            (Int(bounds[index])..<Int(bounds[index + 1])).filter { times.isValid($0) }
                .map { Moment(instant: isDay ? nil : instants[$0], day: dayNumbers[$0]) }
                .sorted { ($0.instant ?? $0.day) < ($1.instant ?? $1.day) }
        }
    }
}
