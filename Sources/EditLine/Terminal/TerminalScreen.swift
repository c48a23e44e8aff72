internal import Glibc

/// The terminal as something to write to: what libedit draws, and what the editor adds to it, in the order of writing.
///
/// libedit's part waits until somebody looks, so that characters and their colours come in one piece.
final class TerminalScreen {
    private(set) var shown = TerminalModel(columns: 80)
    private var waiting: [UInt8] = []
    private var hidden = HiddenCharacters()

    /// From here on what is written belongs to a prompt that begins where the cursor is, in the first column.
    func beginPrompt(columns: Int) {
        shown = TerminalModel(columns: columns)
    }

    /// Appends libedit's output.
    func append(_ bytes: UnsafeRawBufferPointer) {
        let bytes = hidden.removed(from: bytes)
        waiting += bytes
        bytes.withUnsafeBytes { shown.write($0) }
    }

    func write(_ text: String) {
        waiting += text.utf8
        shown.write(text.utf8)
        flush()
    }

    func flush() {
        guard !waiting.isEmpty else { return }
        TerminalOutput.write(waiting)
        waiting.removeAll(keepingCapacity: true)
    }

    /// Makes the terminal show the frame, whose cursor is where libedit believes it to be.
    func show(_ frame: Frame) {
        if !shown.isCertain || shown.columns != frame.columns || shown.pen != frame.cursor {
            if shown.columns != frame.columns { shown = TerminalModel(columns: frame.columns) }
            shown.invalidate(pen: frame.cursor)
        }
        write(FramePainter.sequence(from: shown, to: frame))
    }

    // MARK: The line to the terminal

    /// Whether what was written before has still to be sent: nothing may be added that is not needed.
    var isCongested: Bool {
        var unsent: Int32 = 0
        if ioctl(STDOUT_FILENO, UInt(TIOCOUTQ), &unsent) == 0, unsent > 0 { return true }
        var wait = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
        return poll(&wait, 1, 0) == 0
    }

    /// Whether the line says of itself that a row of text takes long. Most lines of today only pretend a speed, a high
    /// one.
    let isSlow: Bool = {
        var modes = termios()
        guard tcgetattr(STDOUT_FILENO, &modes) == 0 else { return false }
        return (1..<speed_t(B9600)).contains(cfgetospeed(&modes)) // the codes of the speeds rise with them
    }()
}
