import Synchronization

/// Whoever asked may not want the answer any more.
package struct Interruption: Sendable {
    private let check: @Sendable () -> Bool

    /// - Parameter isRequested: asked between batches, on any thread.
    package init(isRequested: @escaping @Sendable () -> Bool = { false }) { check = isRequested }

    var isRequested: Bool { check() }
}

/// Work in pieces over several threads.
struct Workers: Sendable {
    let count: Int
    let interruption: Interruption
    private let team: ThreadPool?

    init(count: Int, interruption: Interruption = Interruption()) {
        self.count = count
        self.interruption = interruption
        team = count > 1 ? ThreadPool(count: count - 1) : nil
    }

    /// Runs `body` for every piece, each thread with an evaluator of its own, and returns the results in the order of
    /// the pieces.
    func map<Result: Sendable>(
        _ pieces: Int, _ evaluator: Evaluator,
        _ body: @escaping @Sendable (inout Evaluator, Int) throws(ExecutionError) -> Result
    ) throws(ExecutionError) -> [Result] {
        let evaluator = evaluator.forThread
        let job = Job<Result>(pieces: pieces, interruption: interruption, body: body)
        run(pieces) { job.run(evaluator) }
        return try job.finish()
    }

    /// Between two loops of `each`, and before work of one thread that takes a while.
    func check() throws(ExecutionError) {
        if interruption.isRequested { throw ExecutionError.interrupted }
    }

    /// Runs `body` for every piece. For loops that end soon: they are not interrupted.
    func each(_ pieces: Int, _ body: @escaping @Sendable (Int) -> Void) {
        guard pieces > 1, team != nil else {
            for piece in 0..<max(0, pieces) { body(piece) }
            return
        }
        let counter = Counter()
        run(pieces) {
            while case let piece = counter.next(), piece < pieces { body(piece) }
        }
    }

    private func run(_ pieces: Int, _ body: @escaping @Sendable () -> Void) {
        if let team, pieces > 1 { team.run(body) } else { body() }
    }
}

private final class Counter: Sendable {
    private let value = Atomic<Int>(0)

    func next() -> Int { value.wrappingAdd(1, ordering: .relaxed).oldValue }

    /// Lets everybody who asks from now on find nothing.
    func skip(to end: Int) { value.store(end, ordering: .relaxed) }
}

/// Pieces that threads take one after another, and what came of them.
private final class Job<Result: Sendable>: Sendable {
    private struct State {
        var results: [Result?]
        var error: ExecutionError?
    }

    private let next = Counter()
    private let state: Mutex<State>
    private let pieces: Int
    private let interruption: Interruption
    private let body: @Sendable (inout Evaluator, Int) throws(ExecutionError) -> Result

    init(
        pieces: Int, interruption: Interruption,
        body: @escaping @Sendable (inout Evaluator, Int) throws(ExecutionError) -> Result
    ) {
        self.pieces = pieces
        self.interruption = interruption
        self.body = body
        state = Mutex(State(results: Array(repeating: nil, count: pieces)))
    }

    func run(_ evaluator: Evaluator) {
        var evaluator = evaluator
        while case let piece = next.next(), piece < pieces {
            do throws(ExecutionError) {
                if interruption.isRequested { throw ExecutionError.interrupted }
                evaluator.known.forget()
                let result = try body(&evaluator, piece)
                state.withLock { $0.results[piece] = result }
            } catch {
                state.withLock { $0.error = $0.error ?? error }
                // The others have nothing to do any more.
                next.skip(to: pieces)
                return
            }
        }
    }

    func finish() throws(ExecutionError) -> [Result] {
        let (results, error) = state.withLock { state in (state.results.compactMap(\.self), state.error) }
        if let error { throw error }
        return results
    }
}
