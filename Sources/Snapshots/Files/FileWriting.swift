internal import Glibc

/// Files that are written on a thread of their own, once the question that they were made for is answered.
///
/// A process that ends normally writes them first; one that is killed leaves a draft, which the next one removes.
final class FileWriting: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let changed: UnsafeMutablePointer<pthread_cond_t>
    private var queue: [@Sendable () -> Void] = []
    private var isRunning = false

    /// Of all stores of the process.
    static let shared: FileWriting = {
        atexit { FileWriting.shared.wait() }
        return FileWriting()
    }()

    private init() {
        mutex = .allocate(capacity: 1)
        changed = .allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(changed, nil)
    }

    /// What is to be done once `start` is called, after what was added before.
    func add(_ work: @escaping @Sendable () -> Void) {
        pthread_mutex_lock(mutex)
        queue.append(work)
        pthread_mutex_unlock(mutex)
    }

    func start() {
        pthread_mutex_lock(mutex)
        let mustStart = !isRunning && !queue.isEmpty
        if mustStart { isRunning = true }
        pthread_mutex_unlock(mutex)
        guard mustStart else { return }
        var thread = pthread_t()
        let code = pthread_create(&thread, nil, { _ in
            FileWriting.shared.run()
            return nil
        }, nil)
        if code == 0 { pthread_detach(thread) } else { run() }
    }

    private func run() {
        while true {
            pthread_mutex_lock(mutex)
            guard !queue.isEmpty else {
                isRunning = false
                pthread_cond_broadcast(changed)
                pthread_mutex_unlock(mutex)
                return
            }
            let work = queue.removeFirst()
            pthread_mutex_unlock(mutex)
            work()
        }
    }

    /// Returns when everything that was added is written.
    func wait() {
        start()
        pthread_mutex_lock(mutex)
        while isRunning { pthread_cond_wait(changed, mutex) }
        pthread_mutex_unlock(mutex)
    }
}
