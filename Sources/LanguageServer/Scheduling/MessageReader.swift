internal import Glibc

/// Reads what the client sends until it ends, on a thread of its own, so that a cancellation is seen while something is
/// worked on.
struct MessageReader: Sendable {
    let descriptor: Int32
    let inbox: Inbox

    func run() {
        var decoder = FrameDecoder()
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while let count = read(into: &buffer) {
            decoder.append(buffer[..<count])
            while let frame = decoder.next() { take(frame) }
        }
        inbox.end()
    }

    private func take(_ frame: FrameDecoder.Frame) {
        switch frame {
        case .malformed(let reason): inbox.put(Message.Problem(id: nil, error: .parseError(reason)))
        case .message(let content):
            do { inbox.put(try Message.read(content)) } catch { inbox.put(error) }
        }
    }

    /// How many bytes came; nil at the end of the stream, or where it can't be read.
    private func read(into buffer: inout [UInt8]) -> Int? {
        while true {
            let count = buffer.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count > 0 { return count }
            if count == 0 { return nil }
            switch errno {
            case EINTR: continue
            case EAGAIN:
                // A pipe shared with a program that does not wait for it.
                var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                _ = poll(&request, 1, -1)
            default: return nil
            }
        }
    }
}
