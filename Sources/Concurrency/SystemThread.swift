internal import Glibc

/// A thread of the operating system.
///
/// Call `detach` on a thread that is never joined, so that the system clears up behind it.
package struct SystemThread: @unchecked Sendable {
    // unsafe: the system's handle, which any thread may wait for.
    private let handle: pthread_t

    private final class Work {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// nil where the system has no thread to give; `body` is then not called.
    ///
    /// - Parameter stackBytes: for work that nests deeply; the system decides where it is nil.
    package init?(stackBytes: Int? = nil, _ body: @escaping @Sendable () -> Void) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        if let stackBytes { pthread_attr_setstacksize(&attributes, stackBytes) }
        // The thread owns this reference once it runs.
        let work = Unmanaged.passRetained(Work(body))
        var thread = pthread_t()
        let code = pthread_create(
            &thread, &attributes,
            { argument in
                if let argument { Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body() }
                return nil
            }, work.toOpaque())
        guard code == 0 else {
            work.release()
            return nil
        }
        handle = thread
    }

    /// Returns when the thread has ended. To be called once.
    package func join() { pthread_join(handle, nil) }

    package func detach() { pthread_detach(handle) }
}
