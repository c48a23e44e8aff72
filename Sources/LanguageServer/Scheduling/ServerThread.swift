import Concurrency

/// A thread of the server, which is never waited for.
enum ServerThread {
    /// Deeply nested texts are worked on recursively, as on the main thread.
    private static let stackBytes = 16 << 20

    /// - Returns: whether there is such a thread now; where none can be had, `body` is not called.
    static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
        let thread = SystemThread(stackBytes: stackBytes, body)
        thread?.detach()
        return thread != nil
    }
}
