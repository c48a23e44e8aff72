internal import JSON
internal import Synchronization
internal import Syntax
internal import Concurrency

/// Messages from the client that wait to be handled, in order.
///
/// The thread that reads puts in; the one that handles takes out. Cancellations overtake: they are noted as they come.
final class Inbox: Sendable {
    enum Item: Sendable {
        case message(Message, CancellationSource)
        /// A malformed frame or content.
        case problem(Message.Problem)
        /// The store's findings about a text, in the given edition.
        case values([Diagnostic], uri: String, edition: Int)
        /// No more will come: the stream has ended, or the process that started the server has.
        case end
    }

    private struct State: Sendable {
        var items: [Item] = []
        /// Number of items already taken.
        var taken = 0
        var hasEnded = false
        /// Requests that wait or are worked on.
        var requests: [Message.RequestID: CancellationSource] = [:]
        /// How many changes of a text wait.
        var changes: [String: Int] = [:]

        var isEmpty: Bool { taken == items.count }
    }

    /// So many messages wait at most; behind them the client does.
    private static let capacity = 10_000

    private let state = Monitor(State())

    // MARK: The reading side

    func put(_ message: Message) {
        if case .notification("$/cancelRequest", let parameters) = message {
            if let id = Message.RequestID(parameters["id"]) { state.locked { $0.requests[id] }?.cancel() }
            return
        }
        let cancellation = CancellationSource()
        state.await { state -> Void? in
            guard state.items.count - state.taken < Inbox.capacity || state.hasEnded else { return nil }
            if case .request(let id, _, _) = message { state.requests[id] = cancellation }
            if let uri = Inbox.changedText(message) { state.changes[uri, default: 0] += 1 }
            state.items.append(.message(message, cancellation))
            return ()
        }
    }

    func put(_ problem: Message.Problem) { state.change { $0.items.append(.problem(problem)) } }

    /// From the data thread.
    func put(_ findings: [Diagnostic], of uri: String, edition: Int) {
        state.change { $0.items.append(.values(findings, uri: uri, edition: edition)) }
    }

    /// Nothing that waits will be handled any more.
    func end() { state.change { $0.hasEnded = true } }

    private static func changedText(_ message: Message) -> String? {
        guard case .notification(let method, let parameters) = message,
            method == "textDocument/didChange" || method == "textDocument/didClose"
        else { return nil }
        return parameters["textDocument"]?["uri"]?.string
    }

    // MARK: The handling side

    /// The next item, for which this waits.
    func take() -> Item { state.await { Inbox.take(&$0) } }

    /// The next item, or nil where none waits.
    func takeIfAny() -> Item? { state.change { Inbox.take(&$0) } }

    /// The next item, or nil where none comes within so many milliseconds.
    func take(within milliseconds: Int) -> Item? { state.await(milliseconds: milliseconds) { Inbox.take(&$0) } }

    private static func take(_ state: inout State) -> Item? {
        if state.isEmpty { return state.hasEnded ? .end : nil }
        let item = state.items[state.taken]
        state.taken += 1
        if state.isEmpty || state.taken > 1_000 {
            state.items.removeSubrange(..<state.taken)
            state.taken = 0
        }
        if case .message(let message, _) = item, let uri = changedText(message) {
            let left = (state.changes[uri] ?? 1) - 1
            state.changes[uri] = left > 0 ? left : nil
        }
        return item
    }

    /// Whether a later state of a text is on its way.
    func hasChangeWaiting(of uri: String) -> Bool { state.locked { $0.changes[uri] != nil } }

    /// A request has been answered: cancelling it has no meaning any more.
    func forget(_ id: Message.RequestID) { state.locked { $0.requests[id] = nil } }

    /// Stops what is worked on, at the end.
    func cancelAll() { for cancellation in state.locked({ Array($0.requests.values) }) { cancellation.cancel() } }
}
