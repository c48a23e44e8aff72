internal import CEditLine
internal import Glibc

/// The libedit editor and its history, with Swift's types. Nothing here decides anything.
final class LibEdit {
    /// The pointer that libedit hands to its callbacks.
    let handle: OpaquePointer
    private let history: OpaquePointer
    private let output: UnsafeMutablePointer<FILE>
    private let screen: TerminalScreen

    /// Nil where libedit or the terminal's description lacks what editing several rows takes.
    ///
    /// Settings are read in the order libedit needs: the user's `~/.editrc` first, because choosing a key map there
    /// discards every earlier binding.
    ///
    /// - Parameter screen: gets what libedit draws.
    init?(program: String, screen: TerminalScreen) {
        let write: ce_output_function = { context, bytes, count in
            guard let context, let bytes else { return 0 }
            let screen = Unmanaged<TerminalScreen>.fromOpaque(context).takeUnretainedValue()
            screen.append(UnsafeRawBufferPointer(start: bytes, count: count))
            return count
        }
        guard let output = ce_open_output(write, Unmanaged.passUnretained(screen).toOpaque()) else { return nil }
        guard let handle = ce_open(program, output) else {
            fclose(output)
            return nil
        }
        guard ce_can_move_up(handle), let history = history_winit() else {
            el_end(handle)
            fclose(output)
            return nil
        }
        self.handle = handle
        self.history = history
        self.output = output
        self.screen = screen
        // libedit's own handlers signal the whole process group.
        _ = ce_set_signal_handling(handle, false)
        _ = ce_set_key_map(handle, "emacs")
        _ = ce_use_history(handle, history)
        _ = el_source(handle, nil)
        // Ctrl-S is a key like others, and nothing freezes; and the line ends of a paste arrive as they are.
        for mode in ["-ixon", "-icrnl", "-inlcr"] { _ = ce_set_tty_mode(handle, mode) }
    }

    deinit {
        el_end(handle)
        history_wend(history)
        fclose(output)
    }

    var usesVi: Bool { ce_key_map_is_vi(handle) }
    var columns: Int { max(1, Int(ce_columns(handle))) }
    var rows: Int { max(1, Int(ce_rows(handle))) }

    // MARK: The text

    var buffer: EditBuffer {
        guard let line = el_wline(handle)?.pointee, let start = line.buffer else { return EditBuffer("", cursor: 0) }
        let count = line.lastchar - start
        let scalars = (0..<count).map { LibEdit.scalar(start[$0]) }
        return EditBuffer(scalars: scalars, cursor: line.cursor - start)
    }

    func insert(_ text: String) {
        guard !text.isEmpty else { return }
        _ = el_winsertstr(handle, LibEdit.wide(text))
    }

    func replace(_ scalars: Range<Int>, with text: String) {
        moveCursor(to: scalars.upperBound)
        el_deletestr(handle, Int32(clamping: scalars.count))
        insert(text)
    }

    func moveCursor(to index: Int) {
        _ = el_cursor(handle, Int32(clamping: index - buffer.cursor))
    }

    /// Keys to be read before any other.
    func push(_ keys: String) {
        el_wpush(handle, LibEdit.wide(keys))
    }

    // MARK: The screen

    /// Draws prompt and text anew; the cursor must be where the prompt is to begin.
    func redraw() {
        screen.beginPrompt(columns: columns)
        _ = ce_redraw(handle)
    }
    func followTerminalSize() { el_resize(handle) }
    func setRaw(_ raw: Bool) { _ = ce_set_raw(handle, raw) }

    // MARK: A line

    /// The line without the newline that ends it, or nil if it was not finished.
    func readLine() -> String? {
        var count: Int32 = 0
        guard let line = el_wgets(handle, &count), count > 0 else { return nil }
        let scalars = (0..<Int(count)).map { LibEdit.scalar(line[$0]) }
        return EditBuffer.text(of: scalars.last == "\n" ? scalars.dropLast() : scalars[...])
    }

    func setHistoryLimit(_ entryCount: Int) {
        _ = ce_history_set_size(history, Int32(clamping: entryCount))
        _ = ce_history_skip_repeated(history, true)
    }

    func addToHistory(_ entry: String) {
        _ = ce_history_enter(history, LibEdit.wide(entry))
    }

    private static func wide(_ text: String) -> [wchar_t] {
        text.unicodeScalars.map { wchar_t(truncatingIfNeeded: $0.value) } + [0]
    }

    private static func scalar(_ character: wchar_t) -> Unicode.Scalar {
        Unicode.Scalar(UInt32(truncatingIfNeeded: character)) ?? "\u{FFFD}"
    }
}
