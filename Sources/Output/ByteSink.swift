package import Concurrency
internal import Glibc

/// The reader of a pipe went away. Not a failure: `clientele query … | head -1` ends quietly.
package struct ClosedPipe: Error, Sendable, Hashable {
    package init() {}
}

/// The system would not take the bytes: a full disk, a descriptor that is not open for writing.
package struct WriteError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The system's `errno`.
    package let code: Int32

    package var description: String { "cannot write: \(reason)" }

    /// In the system's words.
    package var reason: String { strerror(code).map { String(cString: $0) } ?? "error \(code)" }
}

/// Gathers bytes and hands them to a file descriptor in large pieces, or keeps them all.
package final class ByteSink {
    /// Written and not yet handed on; without a descriptor, all that was written. Writers append here directly.
    package var bytes: [UInt8] = []
    /// Whether the bytes are lines of a text, or data without layout: on a terminal, control characters are then made
    /// visible.
    package var isText = false
    private let isTerminal: Bool
    private let destination: Destination
    private let capacity: Int

    private enum Destination {
        case fileDescriptor(Int32)
        case resultSink(any ResultSink)
        case memory
    }

    /// Writes to a descriptor that stays the caller's to close. A reader that went away is found only in a process that
    /// ignores the signal: see `ignoreSignalsOfWriting`.
    package init(fileDescriptor: Int32, isText: Bool = false, capacity: Int = 1 << 16) {
        destination = .fileDescriptor(fileDescriptor)
        isTerminal = isatty(fileDescriptor) == 1
        self.isText = isText
        self.capacity = capacity
        bytes.reserveCapacity(capacity + capacity / 4)
    }

    /// Hands everything to an outlet.
    ///
    /// - Parameter isTerminal: whether it leads to a terminal.
    package init(_ resultSink: any ResultSink, isTerminal: Bool = false, capacity: Int = 1 << 14) {
        destination = .resultSink(resultSink)
        self.isTerminal = isTerminal
        self.capacity = capacity
    }

    /// Keeps everything in `bytes`.
    package init() {
        destination = .memory
        isTerminal = false
        capacity = .max
    }

    /// Turns the signals that end a process when it writes to a closed pipe, or more than its limit of a file's size
    /// lets it, into errors of the write. Once per process.
    package static func ignoreSignalsOfWriting() {
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
    }

    /// Whole characters: what is flushed ends with one.
    package func write(_ text: String) throws {
        bytes.append(contentsOf: text.utf8)
        try flushIfFull()
    }

    package func flushIfFull() throws {
        if bytes.count >= capacity { try flush() }
    }

    /// Hands over all that is waiting. What could not be written is dropped with the error, so that a second flush, on
    /// the way out, does not fail again.
    package func flush() throws {
        if case .memory = destination { return }
        guard !bytes.isEmpty else { return }
        defer { bytes.removeAll(keepingCapacity: true) }
        if isTerminal, isText { bytes = DisplayText.lines(bytes) }
        switch destination {
        case .fileDescriptor(let fileDescriptor): try ByteSink.write(bytes, to: fileDescriptor)
        case .resultSink(let resultSink): try resultSink.write(bytes)
        case .memory: break
        }
    }

    /// Writes all of the bytes, however many calls it takes.
    ///
    /// - Parameter cancellation: asked now and then while a descriptor that does not block takes nothing.
    /// - Throws: `ClosedPipe`, also where it was cancelled; `WriteError`.
    package static func write(
        _ bytes: [UInt8], to fileDescriptor: Int32, cancellation: CancellationToken = .never
    ) throws {
        var written = 0
        while written < bytes.count {
            // The pointer is used within the call only and covers `bytes.count - written` bytes of the array.
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.write(fileDescriptor, buffer.baseAddress?.advanced(by: written), buffer.count - written)
            }
            if count >= 0 {
                written += count
                continue
            }
            switch errno {
            case EINTR: continue
            case EPIPE: throw ClosedPipe()
            case EAGAIN:
                waitUntilWritable(fileDescriptor)
                if cancellation.isCancelled { throw ClosedPipe() }
            case let code: throw WriteError(code: code)
            }
        }
    }

    /// A terminal or pipe shared with a program that switched it to non-blocking.
    private static func waitUntilWritable(_ fileDescriptor: Int32) {
        var request = pollfd(fd: fileDescriptor, events: Int16(POLLOUT), revents: 0)
        _ = poll(&request, 1, 100)
    }
}
