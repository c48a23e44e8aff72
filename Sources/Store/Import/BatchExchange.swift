internal import Glibc
internal import Syntax

/// Hands batches from the thread that reads to the thread that writes, and back for use again.
///
/// Safe between these two threads because every access to its state holds the lock, and a batch belongs to one side at a time.
final class BatchExchange: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var empty: [RecordBatch]
    private var full: [RecordBatch] = []
    private var outcome: Result<Void, StoreError>?
    private var isStopped = false

    init(_ batches: [RecordBatch]) {
        empty = batches
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(changed, nil)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        pthread_cond_destroy(changed)
        mutex.deallocate()
        changed.deallocate()
    }

    private func locked<T>(_ body: () -> T) -> T {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return body()
    }

    // MARK: The reading side

    /// Waits for a batch to fill; nil once the other side has given up.
    func takeEmpty() -> RecordBatch? {
        locked {
            while empty.isEmpty, !isStopped { pthread_cond_wait(changed, mutex) }
            return isStopped ? nil : empty.removeLast()
        }
    }

    func putFull(_ batch: RecordBatch) {
        locked {
            full.append(batch)
            pthread_cond_signal(changed)
        }
    }

    func finish(_ result: Result<Void, StoreError>) {
        locked {
            outcome = result
            pthread_cond_signal(changed)
        }
    }

    // MARK: The writing side

    /// Waits for a batch, in order; nil at the end of the input.
    /// - Throws: what ended the reading, at once.
    func takeFull() throws(StoreError) -> RecordBatch? {
        let next: Result<RecordBatch?, StoreError> = locked {
            while full.isEmpty, outcome == nil { pthread_cond_wait(changed, mutex) }
            if case .failure(let error) = outcome { return .failure(error) }
            return .success(full.isEmpty ? nil : full.removeFirst())
        }
        return try next.get()
    }

    func putEmpty(_ batch: RecordBatch) {
        batch.clear()
        locked {
            empty.append(batch)
            pthread_cond_signal(changed)
        }
    }

    /// Ends the reading side at its next batch.
    func stop() {
        locked {
            isStopped = true
            pthread_cond_signal(changed)
        }
    }
}

/// One thread of the operating system.
final class WorkerThread {
    private var thread = pthread_t()
    private let isRunning: Bool

    private final class Work {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// Where no thread can be had, the error says so; `body` is then not called.
    init(_ body: @escaping @Sendable () -> Void) throws(StoreError) {
        let work = Unmanaged.passRetained(Work(body))
        let code = pthread_create(&thread, nil, { argument in
            if let argument { Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body() }
            return nil
        }, work.toOpaque())
        isRunning = code == 0
        if code != 0 {
            work.release()
            throw StoreError(.storeFailure, "cannot start a thread: \(String(cString: strerror(code)))")
        }
    }

    func join() {
        if isRunning { pthread_join(thread, nil) }
    }
}
