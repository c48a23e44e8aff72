import Concurrency

/// Work in pieces over several threads.
struct Workers: Sendable {
    let count: Int
    let cancellation: CancellationToken
    private let pool: ThreadPool?

    init(count: Int, cancellation: CancellationToken = .never) {
        self.count = count
        self.cancellation = cancellation
        pool = count > 1 ? ThreadPool(count: count - 1) : nil
    }

    /// Runs `body` for every piece, each thread with an evaluator of its own, and returns the results in the order of
    /// the pieces.
    func map<Result: Sendable>(
        _ pieces: Int, _ evaluator: Evaluator,
        _ body: @escaping @Sendable (inout Evaluator, Int) throws(ExecutionError) -> Result
    ) throws(ExecutionError) -> [Result] {
        let evaluator = evaluator.forThread
        let job = Job<Result>(pieces: pieces, cancellation: cancellation, body: body)
        run(pieces) { job.run(evaluator) }
        return try job.finish()
    }

    /// Between two loops of `each`, and before work of one thread that takes a while.
    func check() throws(ExecutionError) {
        if cancellation.isCancelled { throw ExecutionError.interrupted }
    }

    /// Runs `body` for every piece. For loops that end soon: they are not interrupted.
    func each(_ pieces: Int, _ body: @escaping @Sendable (Int) -> Void) {
        guard pieces > 1, let pool else {
            for piece in 0..<max(0, pieces) { body(piece) }
            return
        }
        pool.forEach(pieces, body)
    }

    private func run(_ pieces: Int, _ body: @escaping @Sendable () -> Void) {
        if let pool, pieces > 1 { pool.run(body) } else { body() }
    }
}

/// Pieces that threads take one after another, and what came of them.
private final class Job<Result: Sendable>: Sendable {
    private struct State {
        var results: [Result?]
        var error: ExecutionError?
    }

    private let next = WorkCounter()
    private let state: Monitor<State>
    private let pieces: Int
    private let cancellation: CancellationToken
    private let body: @Sendable (inout Evaluator, Int) throws(ExecutionError) -> Result

    init(
        pieces: Int, cancellation: CancellationToken,
        body: @escaping @Sendable (inout Evaluator, Int) throws(ExecutionError) -> Result
    ) {
        self.pieces = pieces
        self.cancellation = cancellation
        self.body = body
        state = Monitor(State(results: Array(repeating: nil, count: pieces)))
    }

    func run(_ evaluator: Evaluator) {
        var evaluator = evaluator
        while case let piece = next.next(), piece < pieces {
            do throws(ExecutionError) {
                if cancellation.isCancelled { throw ExecutionError.interrupted }
                evaluator.known.forget()
                let result = try body(&evaluator, piece)
                state.locked { $0.results[piece] = result }
            } catch {
                state.locked { $0.error = $0.error ?? error }
                // The others have nothing to do any more.
                next.skip(to: pieces)
                return
            }
        }
    }

    func finish() throws(ExecutionError) -> [Result] {
        let (results, error) = state.locked { state in (state.results.compactMap(\.self), state.error) }
        if let error { throw error }
        return results
    }
}
