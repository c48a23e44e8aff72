internal import CEditLine
internal import Glibc

/// An event from standard input.
enum InputEvent: Equatable {
    case byte(UInt8)
    /// A signal that `ce_signals_begin` forwards.
    case signal(Int32)
    case end
}

/// The bytes of standard input and the signals that come while waiting for them, in one stream.
///
/// Bytes read ahead are kept for the next statement: typing is not lost while a statement runs.
final class TerminalInput {
    private var bytes: [UInt8] = []
    private var next = 0
    private var unread: InputEvent?
    private var signalDescriptor: Int32 = -1
    private let descriptor = TerminalInput.openWithoutWaiting() ?? STDIN_FILENO

    deinit {
        if descriptor != STDIN_FILENO { close(descriptor) }
    }

    /// The terminal once more, with reads that never wait; nil where there is none, or it may not be opened.
    ///
    /// When a terminal turns Ctrl-C into a signal, it drops what has been typed. A read that waits would then wait for
    /// the bytes that `poll` has seen, and nobody would look at the signal. Whether reads of standard input itself
    /// wait is not ours to change: other programs have it too.
    private static func openWithoutWaiting() -> Int32? {
        guard isatty(STDIN_FILENO) == 1 else { return nil }
        let descriptor = open("/proc/self/fd/\(STDIN_FILENO)", O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
        return descriptor < 0 ? nil : descriptor
    }

    func beginForwardingSignals(terminalIsRaw: Bool) {
        // Without the pipe signals have their former effect, which is all there is to be had then.
        signalDescriptor = ce_signals_begin(terminalIsRaw)
    }

    func endForwardingSignals() {
        ce_signals_end()
        signalDescriptor = -1
    }

    /// Whether the user has been served: no byte is here that could be read without waiting.
    var isIdle: Bool { unread == nil && next == bytes.count }

    /// Whether a character of text is here, one that is no key.
    var hasText: Bool {
        let byte: UInt8
        switch unread {
        case .byte(let first): byte = first
        case nil where next < bytes.count: byte = bytes[next]
        default: return false
        }
        return byte >= 0x20 && byte != 0x7F
    }

    /// The byte that comes without anybody having waited for an answer: of a paste of a terminal that does not mark
    /// pastes, or typed ahead.
    var waitingByte: UInt8? {
        guard wait(milliseconds: TerminalInput.pauseWithinPaste) == .input else { return nil }
        let event = read()
        putBack(event)
        return if case .byte(let byte) = event { byte } else { nil }
    }

    /// In milliseconds; nobody types the next line as soon.
    private static let pauseWithinPaste: Int32 = 10

    func putBack(_ event: InputEvent) {
        unread = event
    }

    func read() -> InputEvent {
        if let event = unread {
            unread = nil
            return event
        }
        if next == bytes.count, let event = fill() { return event }
        next += 1
        return .byte(bytes[next - 1])
    }

    /// A scalar of UTF-8; U+FFFD for bytes that are none.
    func readScalar() -> ScalarEvent {
        let lead: UInt8
        switch read() {
        case .signal(let number): return .signal(number)
        case .end: return .end
        case .byte(let byte): lead = byte
        }
        guard lead >= 0x80 else { return .scalar(Unicode.Scalar(lead)) }
        let length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 1
        var sequence = [lead]
        while sequence.count < length {
            let event = read()
            guard case .byte(let byte) = event, byte & 0xC0 == 0x80 else {
                putBack(event)
                break
            }
            sequence.append(byte)
        }
        let decoded = String(validating: sequence, as: UTF8.self)
        return .scalar(decoded?.unicodeScalars.first ?? "\u{FFFD}")
    }

    /// Reads what the terminal holds without waiting, a line that has no end yet included.
    func takeTypedAhead() {
        var modes = termios()
        guard tcgetattr(STDIN_FILENO, &modes) == 0 else { return }
        var raw = modes
        raw.c_lflag &= ~tcflag_t(ICANON)
        // The minimum and the time that a read waits: no byte, and none.
        withUnsafeMutableBytes(of: &raw.c_cc) { ($0[Int(VMIN)], $0[Int(VTIME)]) = (0, 0) }
        guard tcsetattr(STDIN_FILENO, TCSANOW, &raw) == 0 else { return }
        defer { tcsetattr(STDIN_FILENO, TCSANOW, &modes) }
        bytes.removeFirst(next)
        next = 0
        var buffer = [UInt8](repeating: 0, count: 4096)
        while bytes.count < LineEditor.statementLimit {
            let count = Glibc.read(STDIN_FILENO, &buffer, buffer.count)
            guard count > 0 else { return }
            bytes += buffer[..<count]
        }
    }

    enum Wait { case input, other, timeout }

    /// Waits until there is something to read, a signal included, but reads nothing.
    ///
    /// - Parameter descriptor: also ends the waiting where it becomes readable.
    func wait(milliseconds: Int32, for descriptor: Int32 = -1) -> Wait {
        guard isIdle else { return .input }
        var waits = [self.descriptor, signalDescriptor, descriptor].map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
        while true {
            let count = poll(&waits, nfds_t(waits.count), milliseconds)
            if count < 0, errno == EINTR { continue } // a signal has filled its pipe
            if count == 0 { return .timeout }
            return count > 0 && waits[0].revents == 0 && waits[1].revents == 0 ? .other : .input
        }
    }

    /// Waits for bytes. Nil when some have come.
    private func fill() -> InputEvent? {
        var waits = [
            pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: signalDescriptor, events: Int16(POLLIN), revents: 0), // a negative descriptor is passed over
        ]
        while true {
            if poll(&waits, nfds_t(waits.count), -1) < 0 {
                if errno == EINTR || errno == EAGAIN { continue }
                return .end
            }
            var number: UInt8 = 0
            if waits[1].revents != 0, Glibc.read(signalDescriptor, &number, 1) == 1 { return .signal(Int32(number)) }
            guard waits[0].revents != 0 else { continue }

            var buffer = [UInt8](repeating: 0, count: 4096)
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            guard count > 0 else { return .end }
            bytes = Array(buffer[..<count])
            next = 0
            return nil
        }
    }
}

extension UInt8 {
    var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }

    /// Whether a text may go on with it in a new row. A control character is a key, and a dot begins a command of the
    /// caller's.
    var beginsRow: Bool {
        isBlank || self == UInt8(ascii: "\r") || self == UInt8(ascii: "\n")
            || self > 0x20 && self != 0x7F && self != UInt8(ascii: ".")
    }
}

enum ScalarEvent {
    case scalar(Unicode.Scalar)
    case signal(Int32)
    case end
}
