internal import Synchronization

/// Whether what is being worked out is still wanted: asked now and then by whoever works, on any thread.
///
///     while let row = next() {
///         try cancellation.check()
///         …
///     }
package struct CancellationToken: Sendable {
    private let isRequested: @Sendable () -> Bool

    /// - Parameter isCancelled: once true, it stays so.
    package init(_ isCancelled: @escaping @Sendable () -> Bool) { isRequested = isCancelled }

    /// A token for work that is never cancelled.
    package static let never = CancellationToken { false }

    package var isCancelled: Bool { isRequested() }

    /// - Throws: `Cancelled`
    package func check() throws(Cancelled) {
        if isRequested() { throw Cancelled() }
    }
}

/// The answer is no longer wanted.
package struct Cancelled: Error {
    package init() {}
}

/// Cancels work, any number of times.
///
///     let source = CancellationSource()
///     start(work, source.token)
///     source.cancel()             // ends this work, and nothing that starts later
package final class CancellationSource: Sendable {
    private let requests = Atomic(0)

    package init() {}

    /// Never waits, and takes no lock.
    package func cancel() { requests.wrappingAdd(1, ordering: .relaxed) }

    /// Whether it was ever cancelled.
    package var isCancelled: Bool { requests.load(ordering: .relaxed) > 0 }

    /// A token that the next request cancels; what was requested before was not meant for it.
    package var token: CancellationToken {
        let before = requests.load(ordering: .relaxed)
        return CancellationToken { [self] in requests.load(ordering: .relaxed) != before }
    }
}
