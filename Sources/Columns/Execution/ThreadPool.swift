import Glibc
import Threads

/// Threads that wait for work for as long as a question takes: to start some for each of its stages costs more than
/// many a stage.
///
/// Work is handed out by the one thread that made the team, which takes part in it.
final class ThreadPool: Sendable {
    private let post: Post
    private let threads: [SystemThread]

    /// - Parameter count: of threads besides the caller's; there are fewer where the system gives no more.
    init(count: Int) {
        let post = Post()
        self.post = post
        threads = (0..<max(0, count)).compactMap { _ in SystemThread { post.serve() } }
    }

    deinit {
        post.close()
        for thread in threads { thread.join() }
    }

    /// Runs `body` on the calling thread and on those of the others that wake up before it is done. It takes what it
    /// works on from a counter that they share, so that it does not matter how many they are.
    func run(_ body: @escaping @Sendable () -> Void) {
        post.offer(body)
        body()
        post.withdraw()
    }
}

/// Where work is offered. Unchecked, because the system's locks are pointers: all else is read and written under the
/// lock.
private final class Post: @unchecked Sendable {
    private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private let finished = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var body: (@Sendable () -> Void)?
    /// Of offers so far: a thread takes each once.
    private var number = 0
    private var active = 0
    private var isClosed = false

    init() {
        pthread_mutex_init(lock, nil)
        pthread_cond_init(changed, nil)
        pthread_cond_init(finished, nil)
    }

    deinit {
        pthread_mutex_destroy(lock)
        pthread_cond_destroy(changed)
        pthread_cond_destroy(finished)
        lock.deallocate()
        changed.deallocate()
        finished.deallocate()
    }

    func offer(_ work: @escaping @Sendable () -> Void) {
        pthread_mutex_lock(lock)
        body = work
        number += 1
        pthread_cond_broadcast(changed)
        pthread_mutex_unlock(lock)
    }

    /// Returns when whoever took the work is done with it.
    func withdraw() {
        pthread_mutex_lock(lock)
        body = nil
        while active > 0 { pthread_cond_wait(finished, lock) }
        pthread_mutex_unlock(lock)
    }

    func close() {
        pthread_mutex_lock(lock)
        isClosed = true
        pthread_cond_broadcast(changed)
        pthread_mutex_unlock(lock)
    }

    func serve() {
        var seen = 0
        pthread_mutex_lock(lock)
        while !isClosed {
            guard seen != number, let work = body else {
                pthread_cond_wait(changed, lock)
                continue
            }
            seen = number
            active += 1
            pthread_mutex_unlock(lock)
            work()
            pthread_mutex_lock(lock)
            active -= 1
            if active == 0 { pthread_cond_signal(finished) }
        }
        pthread_mutex_unlock(lock)
    }
}
