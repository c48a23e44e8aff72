import Glibc
import Synchronization
import Concurrency

/// Stops work that takes too long: after so many seconds, or as soon as somebody wants it stopped, `stop` is called on
/// another thread, until the work is over.
enum TimeLimit {
    private static let step: UInt32 = 2_000 // microseconds between two looks at the token

    static func run<Result>(
        seconds: Double, cancellation: CancellationToken, stop: @escaping @Sendable () -> Void,
        _ body: () throws -> Result
    ) rethrows -> Result {
        let watch = Watch(seconds: seconds, cancellation: cancellation, stop: stop)
        // Without a thread there is no limit, which is better than no answer.
        let thread = SystemThread { watch.wait() }
        defer {
            watch.end()
            thread?.join()
        }
        return try body()
    }

    private final class Watch: Sendable {
        private let deadline: Double
        private let cancellation: CancellationToken
        private let stop: @Sendable () -> Void
        private let isOver = Atomic(false)

        init(seconds: Double, cancellation: CancellationToken, stop: @escaping @Sendable () -> Void) {
            deadline = Watch.now + seconds
            self.cancellation = cancellation
            self.stop = stop
        }

        private static var now: Double {
            var time = timespec()
            clock_gettime(CLOCK_MONOTONIC, &time)
            return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
        }

        func end() { isOver.store(true, ordering: .releasing) }

        func wait() {
            while !isOver.load(ordering: .acquiring) {
                // Again and again: a stop that comes right before the work starts would be lost.
                if cancellation.isCancelled || Watch.now >= deadline { stop() }
                usleep(step)
            }
        }
    }
}
