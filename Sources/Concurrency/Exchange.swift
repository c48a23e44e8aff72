/// Hands things from the thread that fills them to the thread that uses them, and back to be filled again.
///
/// Each belongs to one side at a time.
package final class Exchange<Item, Failure: Error>: Sendable {
    private struct State {
        var empty: [Item]
        var full: [Item] = []
        var outcome: Result<Void, Failure>?
        var isStopped = false
    }

    private let state: Monitor<State>

    /// - Parameter make: an empty one, one after the other, of which nobody else knows.
    package init(count: Int, _ make: @Sendable () -> Item) {
        state = Monitor(State(empty: (0..<count).map { _ in make() }))
    }

    // MARK: The filling side

    /// Waits for one to fill; nil once the other side has given up.
    package func takeEmpty() -> Item? {
        state.await { state -> Item?? in
            if state.isStopped { return .some(nil) }
            return state.empty.popLast().map { .some($0) }
        }
    }

    package func putFull(_ item: Item) { state.change { $0.full.append(item) } }

    package func finish(_ result: Result<Void, Failure>) { state.change { $0.outcome = result } }

    // MARK: The using side

    /// Waits for a full one, in order; nil where no more come.
    ///
    /// - Throws: what ended the filling, at once.
    package func takeFull() throws(Failure) -> Item? {
        let next = state.await { state -> Result<Item?, Failure>? in
            if case .failure(let error) = state.outcome { return .failure(error) }
            if !state.full.isEmpty { return .success(state.full.removeFirst()) }
            return state.outcome == nil ? nil : .success(nil)
        }
        return try next.get()
    }

    package func putEmpty(_ item: Item) { state.change { $0.empty.append(item) } }

    /// Ends the filling side when it asks next.
    package func stop() { state.change { $0.isStopped = true } }
}
