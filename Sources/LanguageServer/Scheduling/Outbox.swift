internal import Glibc
internal import JSON
internal import Concurrency

/// Sends messages to the client, whole, from any thread.
final class Outbox: Sendable {
    private struct State: Sendable {
        var nextID = 1
        /// The client takes nothing any more; what is sent is dropped.
        var isClosed = false
    }

    private let descriptor: Int32
    private let state = Monitor(State())

    /// - Parameter descriptor: stays the caller's to close.
    init(descriptor: Int32) { self.descriptor = descriptor }

    func send(_ message: JSONValue) {
        let frame = FrameEncoder.frame(message.bytes)
        state.locked { if !$0.isClosed { $0.isClosed = !write(frame) } }
    }

    func notify(_ method: String, _ parameters: JSONValue) { send(OutgoingMessage.notification(method, parameters)) }

    /// Asks the client for something. Its answer comes in as a message that names the id.
    @discardableResult
    func request(_ method: String, _ parameters: JSONValue) -> Message.RequestID {
        let id = state.locked { state in
            state.nextID += 1
            return Message.RequestID.string("clientele-\(state.nextID - 1)")
        }
        send(OutgoingMessage.request(id, method, parameters))
        return id
    }

    /// - Returns: whether the client is still there.
    private func write(_ bytes: [UInt8]) -> Bool {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress?.advanced(by: written), bytes.count - written)
            }
            if count >= 0 {
                written += count
            } else if errno == EAGAIN {
                var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = poll(&request, 1, -1)
            } else if errno != EINTR {
                return false
            }
        }
        return true
    }
}

/// The one answer that a request gets, from whichever thread comes first.
final class Reply: Sendable {
    let id: Message.RequestID
    let cancellation: CancellationSource
    private let outbox: Outbox
    private let inbox: Inbox
    private let isAnswered = Monitor(false)

    init(to id: Message.RequestID, _ cancellation: CancellationSource, _ outbox: Outbox, _ inbox: Inbox) {
        self.id = id
        self.cancellation = cancellation
        self.outbox = outbox
        self.inbox = inbox
    }

    func answer(_ result: Result<JSONValue, ResponseError>) {
        guard isAnswered.locked({ was in defer { was = true }; return !was }) else { return }
        inbox.forget(id)
        outbox.send(OutgoingMessage.response(id, result))
    }
}
