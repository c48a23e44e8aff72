import Model
import Semantics
import Syntax

/// Records in an order of time.
extension NaiveReader {
    /// Whether some choice of records, one for each step, meets everything that is said of the steps.
    func holds(_ sequence: BoundSequence, _ scope: NaiveScope) throws -> Bool {
        let candidates = try sequence.steps.map { try times(of: $0.events, scope) }
        let excluded = try sequence.steps.map { step in try step.exclusions.map { try times(of: $0, scope) } }
        // An event more can only make it hold, an exclusion more can only keep it from that.
        let isPossible = holds(sequence, candidates.map(\.possible), excluded.map { $0.map(\.certain) })
        let isCertain = holds(sequence, candidates.map(\.certain), excluded.map { $0.map(\.possible) })
        if isPossible != isCertain, let doubt = (candidates + excluded.joined()).compactMap(\.doubt).first {
            throw doubt
        }
        return isCertain
    }

    private func holds(_ sequence: BoundSequence, _ candidates: [[Value]], _ excluded: [[[Value]]]) -> Bool {
        // What the steps so far can have ended with.
        var ends = candidates[0]
        for place in sequence.steps.indices.dropFirst() {
            let limit = sequence.steps[place].limit
            ends = candidates[place].filter { later in
                ends.contains { earlier in
                    follows(later, earlier) && isNear(later, earlier, limit)
                        && !excluded[place].joined().contains { follows($0, earlier) && follows(later, $0) }
                }
            }
        }
        return !ends.isEmpty
    }

    /// Event times of a step's records, and with them those of which an overflow keeps from saying whether they count.
    private struct EventTimes {
        var certain: [Value] = [], possible: [Value] = []
        var doubt: NaiveOverflow?
    }

    /// A record without an event time is in no order.
    private func times(of events: BoundEvents, _ scope: NaiveScope) throws -> EventTimes {
        var times = EventTimes()
        for record in try records(events.records, scope) {
            guard let time = row(events.timeRow, record)?.values[events.timeField], !time.isMissing else { continue }
            let counts = try NaiveOverflow.caught { try events.records.condition.map { try holds($0, record) } ?? true }
            switch counts {
            case .success(false): continue
            case .success(true): times.certain.append(time)
            case .failure(let overflow): times.doubt = overflow
            }
            times.possible.append(time)
        }
        return times
    }

    private func follows(_ later: Value, _ earlier: Value) -> Bool {
        if case .time(let a) = later, case .time(let b) = earlier { return a > b }
        guard let a = calendar.day(of: later), let b = calendar.day(of: earlier) else { return false }
        return a > b
    }

    private func isNear(_ later: Value, _ earlier: Value, _ limit: BoundLimit?) -> Bool {
        guard let limit else { return true }
        if let length = NaiveCalendar.microseconds(limit.count, limit.unit) {
            guard case .time(let a) = later, case .time(let b) = earlier else { return false }
            return a.microseconds - b.microseconds <= length
        }
        guard let a = calendar.day(of: later), let b = calendar.day(of: earlier) else { return false }
        return NaiveCalendar.moved(b, limit.count, limit.unit).map { a <= $0 } ?? true
    }
}
