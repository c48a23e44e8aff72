import Model
import Semantics
import Syntax

/// Records in an order of time.
extension NaiveReader {
    /// Whether some choice of records, one for each step, meets everything that is said of the steps.
    func holds(_ sequence: BoundSequence, _ scope: NaiveScope) throws -> Bool {
        let candidates = try sequence.steps.map { try times(of: $0.events, scope) }
        let excluded = try sequence.steps.map { step in try step.exclusions.map { try times(of: $0, scope) } }
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

    /// Event times of a step's records: a record without one is in no order.
    private func times(of events: BoundEvents, _ scope: NaiveScope) throws -> [Value] {
        try records(events.records, scope).filter { record in
            try events.records.condition.map { try holds($0, record) } ?? true
        }
        .compactMap { row(events.timeRow, $0)?.values[events.timeField] }.filter { !$0.isMissing }
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
