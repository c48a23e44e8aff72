import Glibc

/// The destination of a file descriptor, and what may be shown there.
package struct Terminal: Sendable {
    package let isTerminal: Bool
    /// Cells; nil where it is no terminal or doesn't say.
    package let columns: Int?
    package let rows: Int?
    /// A terminal that can show colour, with a user who wants it (`NO_COLOR`, `TERM=dumb`).
    package let isColored: Bool

    package init(fileDescriptor: Int32) {
        isTerminal = isatty(fileDescriptor) == 1
        var size = winsize()
        let isKnown = isTerminal && ioctl(fileDescriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        columns = isKnown ? Int(size.ws_col) : nil
        rows = isKnown && size.ws_row > 0 ? Int(size.ws_row) : nil
        let type = getenv("TERM").map { String(cString: $0) } ?? ""
        let refusesColor = getenv("NO_COLOR").map { $0.pointee != 0 } ?? false
        isColored = isTerminal && !refusesColor && type != "dumb" && !type.isEmpty
    }

    package static let standardOutput = Terminal(fileDescriptor: STDOUT_FILENO)
    /// Standard error as wide as it is now.
    package static var standardErrorNow: Terminal { Terminal(fileDescriptor: STDERR_FILENO) }
    package static let standardError = Terminal(fileDescriptor: STDERR_FILENO)
}
