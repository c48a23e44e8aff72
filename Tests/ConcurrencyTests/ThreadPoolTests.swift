import Concurrency
import Glibc
import Synchronization
import Testing

/// The pool under stress: many pools at once, work that is over before a thread wakes up, work in work.
///
/// `CLIENTELE_POOL_RUNS` is how many runs each test makes.
struct ThreadPoolTests {
    private static let runs = getenv("CLIENTELE_POOL_RUNS").flatMap { Int(String(cString: $0)) } ?? 2_000

    @Test func everyPieceIsWorkedOnOnce() {
        let pool = ThreadPool(count: 3)
        for run in 0..<ThreadPoolTests.runs {
            let pieces = run % 17
            let seen = Monitor(Array(repeating: 0, count: pieces))
            pool.forEach(pieces) { piece in seen.locked { $0[piece] += 1 } }
            #expect(seen.locked { $0.allSatisfy { $0 == 1 } }, "run \(run)")
        }
    }

    /// Nothing of a run goes on when the run is over.
    @Test func aRunEndsWithItsWork() {
        let pool = ThreadPool(count: 3), active = Atomic(0)
        for run in 0..<ThreadPoolTests.runs {
            pool.run {
                active.wrappingAdd(1, ordering: .sequentiallyConsistent)
                active.wrappingSubtract(1, ordering: .sequentiallyConsistent)
            }
            #expect(active.load(ordering: .sequentiallyConsistent) == 0, "run \(run)")
        }
    }

    /// What a run writes without a lock is there for whoever comes after it: a counter that all runs share is handed
    /// from run to run.
    @Test func whatARunWritesIsSeenBehindIt() {
        let pool = ThreadPool(count: 2)
        let sums = UncheckedResults(UnsafeMutableBufferPointer<Int>.allocate(capacity: 64))
        defer { sums.buffer.deallocate() }
        sums.buffer.initialize(repeating: 0)
        for _ in 0..<ThreadPoolTests.runs { pool.forEach(64) { sums.buffer[$0] += 1 } }
        #expect(sums.buffer.allSatisfy { $0 == ThreadPoolTests.runs })
    }

    @Test func poolsEndWithTheirOwner() {
        let calls = Atomic(0)
        let count = max(1, ThreadPoolTests.runs / 20)
        for _ in 0..<count {
            let pool = ThreadPool(count: 2)
            pool.run { calls.wrappingAdd(1, ordering: .relaxed) }
        }
        #expect((count...3 * count).contains(calls.load(ordering: .relaxed)))
    }

    /// Pools that are used at once, and work that has a pool of its own.
    @Test func poolsDoNotDisturbEachOther() {
        let total = Atomic(0), runs = max(1, ThreadPoolTests.runs / 100)
        let threads = (0..<4).compactMap { _ in
            SystemThread {
                let pool = ThreadPool(count: 2)
                for _ in 0..<runs {
                    pool.forEach(3) { _ in
                        concurrently(4) { _ in total.wrappingAdd(1, ordering: .relaxed) }
                    }
                }
            }
        }
        for thread in threads { thread.join() }
        #expect(total.load(ordering: .relaxed) == threads.count * runs * 12)
    }

    /// Whoever is cancelled in the middle leaves nothing behind that a later run would meet.
    @Test func cancelledWorkStops() {
        let pool = ThreadPool(count: 2), source = CancellationSource()
        for _ in 0..<max(1, ThreadPoolTests.runs / 20) {
            let token = source.token, done = Atomic(0)
            pool.forEach(100) { piece in
                if piece == 10 { source.cancel() }
                if !token.isCancelled { done.wrappingAdd(1, ordering: .relaxed) }
            }
            #expect(token.isCancelled && !source.token.isCancelled)
            // Those before the tenth, and those that others were at meanwhile.
            #expect(done.load(ordering: .relaxed) < 100)
        }
    }
}
