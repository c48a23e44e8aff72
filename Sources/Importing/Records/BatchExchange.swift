internal import Store
internal import Threads

/// Hands batches from the thread that reads to the thread that writes, and back for use again.
///
/// A batch belongs to one side at a time.
final class BatchExchange: Sendable {
    private struct State {
        var empty: [RecordBatch]
        var full: [RecordBatch] = []
        var outcome: Result<Void, StoreError>?
        var isStopped = false
    }

    private let state: Monitor<State>

    /// - Parameter make: a batch, one after the other, of which nobody else knows.
    init(count: Int, _ make: @Sendable () -> RecordBatch) {
        state = Monitor(State(empty: (0..<count).map { _ in make() }))
    }

    // MARK: The reading side

    /// Waits for a batch to fill; nil once the other side has given up.
    func takeEmpty() -> RecordBatch? {
        state.await { state -> RecordBatch?? in
            if state.isStopped { return .some(nil) }
            return state.empty.popLast().map { .some($0) }
        }
    }

    func putFull(_ batch: RecordBatch) { state.change { $0.full.append(batch) } }

    func finish(_ result: Result<Void, StoreError>) { state.change { $0.outcome = result } }

    // MARK: The writing side

    /// Waits for a batch, in order; nil at the end of the input.
    /// - Throws: what ended the reading, at once.
    func takeFull() throws(StoreError) -> RecordBatch? {
        let next = state.await { state -> Result<RecordBatch?, StoreError>? in
            if case .failure(let error) = state.outcome { return .failure(error) }
            if !state.full.isEmpty { return .success(state.full.removeFirst()) }
            return state.outcome == nil ? nil : .success(nil)
        }
        return try next.get()
    }

    func putEmpty(_ batch: RecordBatch) {
        batch.clear()
        state.change { $0.empty.append(batch) }
    }

    /// Ends the reading side at its next batch.
    func stop() { state.change { $0.isStopped = true } }
}
