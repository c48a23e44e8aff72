import Glibc
import Synchronization

/// Whoever asked may not want the answer any more.
package struct Interruption: Sendable {
    private let check: @Sendable () -> Bool

    /// - Parameter isRequested: asked between batches, on any thread.
    package init(isRequested: @escaping @Sendable () -> Bool = { false }) { check = isRequested }

    var isRequested: Bool { check() }
}

/// Work in pieces over several threads, each with an evaluator of its own.
struct Workers: Sendable {
    let count: Int
    let interruption: Interruption

    /// Runs `body` for every piece and returns the results in the order of the pieces.
    func map<Result: Sendable>(_ pieces: Int, _ evaluator: Evaluator,
                               _ body: @escaping @Sendable (inout Evaluator, Int) throws(ExecutionError) -> Result) throws(ExecutionError) -> [Result] {
        let evaluator = evaluator.forThread
        let job = Job<Result>(pieces: pieces, interruption: interruption, body: body)
        let threads = min(count, pieces)
        var others: [pthread_t] = []
        if threads > 1 {
            for _ in 1..<threads {
                // The thread owns this reference until it has run.
                let start = Unmanaged.passRetained(ThreadStart { job.run(evaluator) })
                var thread = pthread_t()
                if pthread_create(&thread, nil, runThread, start.toOpaque()) == 0 {
                    others.append(thread)
                } else {
                    start.release()
                }
            }
        }
        job.run(evaluator)
        for thread in others { pthread_join(thread, nil) }
        return try job.finish()
    }
}

private final class ThreadStart: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

private func runThread(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let argument { Unmanaged<ThreadStart>.fromOpaque(argument).takeRetainedValue().body() }
    return nil
}

/// Pieces that threads take one after another, and what came of them.
private final class Job<Result: Sendable>: Sendable {
    private struct State {
        var results: [Result?]
        var error: ExecutionError?
    }

    private let next = Atomic<Int>(0)
    private let state: Mutex<State>
    private let pieces: Int
    private let interruption: Interruption
    private let body: @Sendable (inout Evaluator, Int) throws(ExecutionError) -> Result

    init(pieces: Int, interruption: Interruption, body: @escaping @Sendable (inout Evaluator, Int) throws(ExecutionError) -> Result) {
        self.pieces = pieces
        self.interruption = interruption
        self.body = body
        state = Mutex(State(results: Array(repeating: nil, count: pieces)))
    }

    func run(_ evaluator: Evaluator) {
        var evaluator = evaluator
        while true {
            let piece = next.wrappingAdd(1, ordering: .relaxed).oldValue
            guard piece < pieces else { return }
            do throws(ExecutionError) {
                if interruption.isRequested { throw ExecutionError.interrupted }
                let result = try body(&evaluator, piece)
                state.withLock { $0.results[piece] = result }
            } catch {
                state.withLock { $0.error = $0.error ?? error }
                // The others have nothing to do any more.
                next.store(pieces, ordering: .relaxed)
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
