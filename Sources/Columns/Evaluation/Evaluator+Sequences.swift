import Model
import Planning
import Semantics

extension Evaluator {
    /// Whether records come in the order of the steps: one pass over each run of records, step by step.
    ///
    /// For each step, it is known which of its records can end a chain that far. A record of the next step can end one
    /// if one of those is earlier and near enough, and nothing excluded lies between. What lies between is checked by
    /// time alone, so the latest of all earlier ends is the best: it is the nearest, and leaves the least between.
    mutating func sequence(_ sequence: PlanSequence, _ frame: RowBatch) throws(ExecutionError) -> Mask {
        // Later steps are looked at only where a chain has come that far.
        var alive: [Int32]?
        var rest = frame
        var ends = Moments(isDay: true)
        for (index, step) in sequence.steps.enumerated() {
            var moments = try moments(of: step.events, rest)
            if index > 0 {
                var excluded: [Moments] = []
                for exclusion in step.exclusions { excluded.append(try self.moments(of: exclusion, rest)) }
                moments = moments.continuing(
                    ends, within: step.limit, without: excluded, in: time.zone,
                    isLast: index == sequence.steps.count - 1)
            }
            let positions = moments.runs.nonEmpty.positions
            if positions.isEmpty { return Mask(repeating: 0, count: frame.count) }
            if positions.count < rest.count {
                alive = alive?.at(positions) ?? positions
                rest = frame.selecting(alive ?? positions)
                moments = moments.selecting(positions)
            }
            ends = moments
        }
        guard let alive else { return Mask(repeating: 1, count: frame.count) }
        return Mask(repeating: 1, count: alive.count).scattered(alive, over: Mask(repeating: 0, count: frame.count))
    }

    /// The moments of each position's records, ascending.
    private mutating func moments(of events: PlanSequence.Events, _ frame: RowBatch) throws(ExecutionError) -> Moments {
        let records = try records(of: events.records, in: frame)
        let kept = records.kept()
        let times = try value(events.time, kept.frame)
        guard case .integers(let instants) = times.values else {
            throw ExecutionError.unsupported("a sequence without times")
        }
        return Moments(
            instants, known: times.valid, kept.bounds.spread(records.owners, count: frame.count),
            isDay: events.time.type.kind == .date)
    }
}

/// When things happened to each position: instants in microseconds, or days alone.
private struct Moments {
    let isDay: Bool
    /// Those of each position, ascending, are a run of `values`.
    private(set) var values: [Int64] = []
    private(set) var runs = RecordRanges(starts: [], ends: [])

    init(isDay: Bool) { self.isDay = isDay }

    /// - Parameter known: which of them there are; nil for all.
    init(_ moments: [Int64], known: Mask?, _ bounds: [Int32], isDay: Bool) {
        self.isDay = isDay
        let bounds = known?.kept(bounds) ?? bounds
        values = known.map { moments.at($0.positions) } ?? moments
        runs = RecordRanges(starts: Array(bounds.dropLast()), ends: Array(bounds.dropFirst()))
        if !isAscending { sort() }
    }

    /// Whether no moment comes before the one in front of it, the first ones of runs apart: as records are stored,
    /// mostly.
    private var isAscending: Bool {
        if values.count < 2 { return true }
        // The sign of a difference, as moments are far from the ends of 64 bits: no branch to guess wrong.
        return values.withUnsafeBufferPointer { values in
            var descents: Int64 = 0
            for place in 0..<values.count &- 1 { descents &-= (values[place &+ 1] &- values[place]) &>> 63 }
            runs.forEach { _, places in
                // An empty run may begin behind the last one.
                let next = max(1, min(places.lowerBound, values.count &- 1))
                let isFirst: Int64 = !places.isEmpty && places.lowerBound > 0 ? -1 : 0
                descents &+= ((values[next] &- values[next &- 1]) &>> 63) & isFirst
            }
            return descents == 0
        }
    }

    private mutating func sort() {
        values.withUnsafeMutableBufferPointer { values in
            runs.forEach { _, places in
                var place = places.lowerBound &+ 1
                while place < places.upperBound, values[place] >= values[place &- 1] { place &+= 1 }
                if place < places.upperBound { values[places].sort() }
            }
        }
    }

    /// The moments of some positions only.
    func selecting(_ positions: [Int32]) -> Moments {
        var result = self
        result.runs = RecordRanges(starts: runs.starts.at(positions), ends: runs.ends.at(positions))
        return result
    }

    /// Those that continue a chain that ends with one of others; of the last step, one of them is enough.
    ///
    /// Unsafe access within each customer's own run; there are no more continuations than moments.
    func continuing(
        _ ends: Moments, within limit: PlanSequence.Limit?, without excluded: [Moments], in zone: TimeZoneRules,
        isLast: Bool
    ) -> Moments {
        var result = Moments(isDay: isDay)
        var stops: [Int32] = []
        result.values = [Int64](unsafeUninitializedCapacity: values.count) { chain, count in
            guard let chain = chain.baseAddress else { return }
            var found = 0
            stops = [Int32](unsafeUninitializedCapacity: runs.starts.count) { stops, initialized in
                guard let stops = stops.baseAddress else { return }
                initialized = runs.starts.count
                ends.values.withUnsafeBufferPointer { earlier in
                    values.withUnsafeBufferPointer { values in
                        runs.forEach { index, places in
                            let first = Int(ends.runs.starts[index]), last = Int(ends.runs.ends[index])
                            var next = first
                            for place in places {
                                let moment = values[place]
                                // The latest that comes before it; of those, only the latest can be near enough with
                                // nothing between.
                                while next < last, isLater(moment, than: earlier[next], of: ends, zone) { next &+= 1 }
                                guard next > first else { continue }
                                let best = earlier[next &- 1]
                                if let limit, !isNear(moment, best, of: ends, limit, zone) { continue }
                                if isInterrupted(excluded, at: index, after: best, of: ends, before: moment, zone) {
                                    continue
                                }
                                chain[found] = moment
                                found &+= 1
                                if isLast { break }
                            }
                            stops[index] = Int32(truncatingIfNeeded: found)
                        }
                    }
                }
            }
            count = found
        }
        result.runs = RecordRanges(starts: [0] + stops.dropLast(), ends: stops)
        return result
    }

    private func isInterrupted(
        _ excluded: [Moments], at index: Int, after earlier: Int64, of ends: Moments, before later: Int64,
        _ zone: TimeZoneRules
    ) -> Bool {
        for place in excluded.indices
        where excluded[place].hasOne(at: index, after: earlier, of: ends, before: later, of: self, zone) { return true }
        return false
    }

    /// One of two that is a day alone is later only on another day.
    private func isLater(_ moment: Int64, than other: Int64, of others: Moments, _ zone: TimeZoneRules) -> Bool {
        isDay == others.isDay ? moment > other : day(moment, zone) > others.day(other, zone)
    }

    private func isNear(
        _ moment: Int64, _ earlier: Int64, of others: Moments, _ limit: PlanSequence.Limit, _ zone: TimeZoneRules
    ) -> Bool {
        switch limit {
        case .exact(let length): !isDay && !others.isDay && moment <= earlier + length
        case .days(let count):
            isSurelyWithin(count, moment, earlier, of: others)
                ?? (day(moment, zone) <= others.day(earlier, zone) + Int64(count))
        case .months(let count):
            day(moment, zone)
                <= Int64(
                    CivilDate(daysSinceEpoch: Int32(clamping: others.day(earlier, zone))).adding(months: count)
                        .daysSinceEpoch)
        }
    }

    /// Whether a moment is within so many calendar days, judged by the elapsed time alone; nil near the edge, or if
    /// either moment is a day without a time. No two clocks differ by more than a little over a day.
    private func isSurelyWithin(_ days: Int, _ moment: Int64, _ earlier: Int64, of others: Moments) -> Bool? {
        guard !isDay, !others.isDay, days < 1 << 20 else { return nil }
        let length = moment &- earlier, day: Int64 = 86_400_000_000
        if length <= Int64(days - 3) &* day { return true }
        return length >= Int64(days + 3) &* day ? false : nil
    }

    private func hasOne(
        at index: Int, after earlier: Int64, of ends: Moments, before later: Int64, of others: Moments,
        _ zone: TimeZoneRules
    ) -> Bool {
        for place in Int(runs.starts[index])..<Int(runs.ends[index])
        where isLater(values[place], than: earlier, of: ends, zone) {
            // The first one behind: those after it are later still.
            return others.isLater(later, than: values[place], of: self, zone)
        }
        return false
    }

    private func day(_ moment: Int64, _ zone: TimeZoneRules) -> Int64 {
        isDay ? moment : Int64(zone.day(of: Instant(microseconds: moment)).daysSinceEpoch)
    }
}
