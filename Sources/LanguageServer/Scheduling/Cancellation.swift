internal import Synchronization

/// Whether the client still wants the answer to a request. Asked and set from any thread.
final class Cancellation: Sendable {
    private let requested = Atomic(false)

    var isRequested: Bool { requested.load(ordering: .relaxed) }

    func request() { requested.store(true, ordering: .relaxed) }
}
