internal import Glibc
internal import Concurrency

/// Files that are written on a thread of their own, once the question that they were made for is answered.
///
/// A process that ends normally writes them first; one that is killed leaves a draft, which the next one removes.
final class FileWriting: Sendable {
    private struct State {
        var queue: [@Sendable () -> Void] = []
        var isRunning = false
    }

    private let state = Monitor(State())

    /// Shared by all stores of the process.
    static let shared: FileWriting = {
        atexit { FileWriting.shared.wait() }
        return FileWriting()
    }()

    private init() {}

    /// Queues work to run once `start` is called, after work added earlier.
    func add(_ work: @escaping @Sendable () -> Void) { state.locked { $0.queue.append(work) } }

    func start() {
        let mustStart = state.locked { state in
            guard !state.isRunning, !state.queue.isEmpty else { return false }
            state.isRunning = true
            return true
        }
        guard mustStart else { return }
        if let thread = SystemThread({ FileWriting.shared.run() }) { thread.detach() } else { run() }
    }

    private func run() {
        func next() -> (@Sendable () -> Void)? {
            state.change { state in
                state.isRunning = !state.queue.isEmpty
                return state.isRunning ? state.queue.removeFirst() : nil
            }
        }
        while let work = next() { work() }
    }

    /// Returns when everything that was added is written.
    func wait() {
        start()
        state.await { $0.isRunning ? nil : () }
    }
}
