internal import Synchronization

/// Threads that wait for work for as long as whoever made them has some: to start a few for each stage of a question
/// costs more than many a stage.
///
/// Work is handed out by the one thread that made the pool, which takes part in it.
package final class ThreadPool: Sendable {
    private let slot = Monitor(WorkSlot())
    private let threads: [SystemThread]

    /// Where work is offered.
    private struct WorkSlot {
        var body: (@Sendable () -> Void)?
        /// Number of offers so far: a thread takes each once.
        var number = 0
        var active = 0
        var isClosed = false
    }

    /// - Parameter count: of threads besides the caller's; there are fewer where the system gives no more.
    package init(count: Int) {
        threads = (0..<max(0, count)).compactMap { [slot] _ in SystemThread { ThreadPool.serve(slot) } }
    }

    deinit {
        slot.change { $0.isClosed = true }
        for thread in threads { thread.join() }
    }

    /// Runs `body` on the calling thread and on those of the others that wake up before it is done. It takes what it
    /// works on from a counter that they share, so that it does not matter how many they are.
    package func run(_ body: @escaping @Sendable () -> Void) {
        slot.change { slot in
            slot.body = body
            slot.number += 1
        }
        body()
        slot.change { $0.body = nil }
        slot.await { $0.active == 0 ? () : nil }
    }

    /// Runs `body` with each of 0 ..< count, in no order, and returns when all have been.
    package func forEach(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
        let counter = WorkCounter()
        run {
            while case let piece = counter.next(), piece < count { body(piece) }
        }
    }

    private static func serve(_ slot: Monitor<WorkSlot>) {
        var seen = 0
        while true {
            let work = slot.await { slot -> (@Sendable () -> Void)?? in
                if slot.isClosed { return .some(nil) }
                guard seen != slot.number, let body = slot.body else { return nil }
                seen = slot.number
                slot.active += 1
                return body
            }
            guard let work else { return }
            work()
            slot.change { $0.active -= 1 }
        }
    }
}

/// Hands out 0, 1, 2 … to the threads that share it.
package final class WorkCounter: Sendable {
    private let value = Atomic<Int>(0)

    package init() {}

    package func next() -> Int { value.wrappingAdd(1, ordering: .relaxed).oldValue }

    /// Lets everybody who asks from now on find nothing.
    package func skip(to end: Int) { value.store(end, ordering: .relaxed) }
}
