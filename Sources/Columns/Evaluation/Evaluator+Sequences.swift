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
        // Later steps are looked at only where a chain has come that far.
        var alive: [Int32]?
        var rest = frame
        var ends = Moments(isDay: true)
        for (index, step) in sequence.steps.enumerated() {
            var moments = try moments(of: step.events, rest)
            if index > 0 {
                var excluded: [Moments] = []
                for exclusion in step.exclusions { excluded.append(try self.moments(of: exclusion, rest)) }
                moments = moments.continuing(ends, within: step.limit, without: excluded, in: time.zone, isLast: index == sequence.steps.count - 1)
            }
            let reached = moments.bounds.runLengths.mask { $0 > 0 ? 1 : 0 }
            let positions = reached.positions
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

    /// Of each position the moments of its records, ascending.
    private mutating func moments(of events: PlanSequence.Events, _ frame: Frame) throws(ExecutionError) -> Moments {
        let records = try records(of: events.records, in: frame)
        let kept = records.kept()
        let times = try value(events.time, kept.frame)
        guard case .integers(let instants) = times.values else { throw ExecutionError.unsupported("a sequence without times") }
        return Moments(instants, known: times.valid, kept.bounds.spread(records.owners, count: frame.count), isDay: events.time.type.kind == .date)
    }
}

/// When things happened to each position: instants in microseconds, or days alone.
private struct Moments {
    let isDay: Bool
    /// Those of position i are `values[bounds[i] ..< bounds[i + 1]]`, ascending.
    private(set) var values: [Int64] = []
    private(set) var bounds: [Int32] = [0]

    init(isDay: Bool) { self.isDay = isDay }

    /// - Parameter known: which of them there are; nil for all.
    init(_ moments: [Int64], known: Mask?, _ bounds: [Int32], isDay: Bool) {
        self.isDay = isDay
        if let known {
            values = moments.at(known.positions)
            self.bounds = known.kept(bounds)
        } else {
            values = moments
            self.bounds = bounds
        }
        var sorted = values
        sorted.withUnsafeMutableBufferPointer { sorted in
            self.bounds.forEachRun { _, places in
                var place = places.lowerBound &+ 1
                while place < places.upperBound, sorted[place] >= sorted[place &- 1] { place &+= 1 }
                if place < places.upperBound { sorted[places].sort() }
            }
        }
        values = sorted
    }

    func selecting(_ positions: [Int32]) -> Moments {
        var result = Moments(isDay: isDay)
        result.values.reserveCapacity(values.count)
        for position in positions {
            result.values.append(contentsOf: values[Int(bounds[Int(position)])..<Int(bounds[Int(position) + 1])])
            result.bounds.append(Int32(truncatingIfNeeded: result.values.count))
        }
        return result
    }

    /// Those that continue a chain that ends with one of others; of the last step, one of them is enough.
    func continuing(_ ends: Moments, within limit: PlanSequence.Limit?, without excluded: [Moments], in zone: TimeZoneRules, isLast: Bool) -> Moments {
        var result = Moments(isDay: isDay)
        result.bounds.reserveCapacity(bounds.count)
        // Indices are within each customer's own part.
        ends.values.withUnsafeBufferPointer { earlier in
            values.withUnsafeBufferPointer { values in
                bounds.forEachRun { index, places in
                    let first = Int(ends.bounds[index]), last = Int(ends.bounds[index + 1])
                    var next = first
                    for place in places {
                        let moment = values[place]
                        // The latest that comes before it; of those, only the latest can be near enough with nothing between.
                        while next < last, isLater(moment, than: earlier[next], of: ends, zone) { next &+= 1 }
                        guard next > first else { continue }
                        let best = earlier[next &- 1]
                        if let limit, !isNear(moment, best, of: ends, limit, zone) { continue }
                        if !excluded.isEmpty, excluded.contains(where: { $0.hasOne(at: index, after: best, of: ends, before: moment, of: self, zone) }) { continue }
                        result.values.append(moment)
                        if isLast { break }
                    }
                    result.bounds.append(Int32(truncatingIfNeeded: result.values.count))
                }
            }
        }
        return result
    }

    /// One of two that is a day alone is later only on another day.
    private func isLater(_ moment: Int64, than other: Int64, of others: Moments, _ zone: TimeZoneRules) -> Bool {
        isDay == others.isDay ? moment > other : day(moment, zone) > others.day(other, zone)
    }

    private func isNear(_ moment: Int64, _ earlier: Int64, of others: Moments, _ limit: PlanSequence.Limit, _ zone: TimeZoneRules) -> Bool {
        switch limit {
        case .exact(let length): !isDay && !others.isDay && moment <= earlier + length
        case .days(let count): isSurelyWithin(count, moment, earlier, of: others) ?? (day(moment, zone) <= others.day(earlier, zone) + Int64(count))
        case .months(let count): day(moment, zone) <= Int64(CivilDate(daysSinceEpoch: Int32(clamping: others.day(earlier, zone))).adding(months: count).daysSinceEpoch)
        }
    }

    /// What the length of time alone says of so many calendar days; nil where it is near the edge, or one is a day alone. No clock is
    /// further from another than a day and a bit.
    private func isSurelyWithin(_ days: Int, _ moment: Int64, _ earlier: Int64, of others: Moments) -> Bool? {
        guard !isDay, !others.isDay, days < 1 << 20 else { return nil }
        let length = moment &- earlier, day: Int64 = 86_400_000_000
        if length <= Int64(days - 3) &* day { return true }
        return length >= Int64(days + 3) &* day ? false : nil
    }

    private func hasOne(at index: Int, after earlier: Int64, of ends: Moments, before later: Int64, of others: Moments, _ zone: TimeZoneRules) -> Bool {
        for place in Int(bounds[index])..<Int(bounds[index + 1]) where isLater(values[place], than: earlier, of: ends, zone) {
            // The first one behind: those after it are later still.
            return others.isLater(later, than: values[place], of: self, zone)
        }
        return false
    }

    private func day(_ moment: Int64, _ zone: TimeZoneRules) -> Int64 {
        isDay ? moment : Int64(zone.localTime(of: Instant(microseconds: moment)).date.daysSinceEpoch)
    }
}
