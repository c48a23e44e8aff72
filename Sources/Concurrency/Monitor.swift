internal import Glibc

/// State that several threads share: one at a time looks at it, and one can wait for another to change it.
///
/// Safe because every access to the state holds the lock. A state of no size would share its place with the next field,
/// which the thread sanitizer takes for a race: give it one.
package final class Monitor<State>: @unchecked Sendable {
    private var state: State
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    package init(_ state: sending State) {
        self.state = state
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        // This clock is never set, so that a wait takes as long as it says.
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(changed, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        pthread_cond_destroy(changed)
        mutex.deallocate()
        changed.deallocate()
    }

    /// Runs `body` with exclusive access to the state.
    package func locked<Result, Failure: Error>(_ body: (inout State) throws(Failure) -> Result) throws(Failure)
        -> Result
    {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body(&state)
    }

    /// The same where nobody has the lock; nil, at once, where somebody does.
    package func lockedIfFree<Result>(_ body: (inout State) -> Result) -> Result? {
        guard pthread_mutex_trylock(mutex) == 0 else { return nil }
        defer { pthread_mutex_unlock(mutex) }
        return body(&state)
    }

    /// Changes the state and wakes whoever waits for it.
    package func change<Result>(_ body: (inout State) -> Result) -> Result {
        locked { state in
            defer { pthread_cond_broadcast(changed) }
            return body(&state)
        }
    }

    /// Waits until `body` gives something. The state is held only while `body` runs: others change it between.
    package func await<Result>(_ body: (inout State) -> Result?) -> Result {
        while true {
            if let result = wait(body, { pthread_cond_wait(changed, mutex) == 0 }) { return result }
        }
    }

    /// The same, but no longer than so many milliseconds, below a second; nil where these have gone by.
    package func await<Result>(milliseconds: Int, _ body: (inout State) -> Result?) -> Result? {
        var end = timespec()
        clock_gettime(CLOCK_MONOTONIC, &end)
        let nanoseconds = end.tv_nsec + milliseconds * 1_000_000
        end.tv_sec += nanoseconds / 1_000_000_000
        end.tv_nsec = nanoseconds % 1_000_000_000
        return wait(body) { pthread_cond_timedwait(changed, mutex, &end) == 0 }
    }

    /// - Parameter sleep: until somebody changes the state; false where it is over without that, and `body` has its
    ///   last chance.
    private func wait<Result>(_ body: (inout State) -> Result?, _ sleep: () -> Bool) -> Result? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while true {
            if let result = body(&state) {
                pthread_cond_broadcast(changed)
                return result
            }
            if !sleep() { return body(&state) }
        }
    }
}
