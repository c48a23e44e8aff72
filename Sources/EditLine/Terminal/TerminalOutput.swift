internal import Glibc

/// Standard output past the C library's buffer, which libedit empties before it waits for a key.
enum TerminalOutput {
    /// Writes all of `text`, or as much as the terminal takes before it goes away.
    static func write(_ text: String) { write(Array(text.utf8)) }

    static func write(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                var wait = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
                _ = poll(&wait, 1, -1)
            } else if errno != EINTR {
                return
            }
        }
    }

    static let beginBracketedPaste = "\u{1B}[?2004h"
    static let endBracketedPaste = "\u{1B}[?2004l"
    static let clearBelow = "\u{1B}[J"
    static let clearScreen = "\u{1B}[H\u{1B}[J"
}
