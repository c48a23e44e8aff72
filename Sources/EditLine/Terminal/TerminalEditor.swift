internal import CEditLine
internal import Glibc

/// The editor on a terminal: what happens between two statements and while one is typed.
///
/// libedit calls back while `readStatement` waits in it, on the same thread. The callbacks find the editor through libedit's
/// client data.
final class TerminalEditor {
    let libedit: LibEdit
    let input: TerminalInput
    let language: LineEditor.Language
    let prompt: Prompt
    private let history: StatementHistory
    private let promptBytes: UnsafeMutablePointer<CChar>
    /// Why libedit was told to give up the statement.
    private var abandonment: Abandonment?
    /// The width of the terminal when the text was last drawn.
    private var drawnColumns = 0
    /// The row at the top of the screen while the text has more rows than it and `TallTextPainter` is in charge.
    private var tallTextTop: Int?
    /// What the next statement begins with.
    var prefilled: String?
    /// Where the cursor was when the last ESC came, for a paste in vi: ESC has moved it by then.
    private(set) var cursorBeforeEscape = 0

    private enum Abandonment {
        case interrupted
        case killed(by: Int32)
    }

    init?(program: String, prompt: Prompt, language: LineEditor.Language, input: TerminalInput, history: StatementHistory) {
        guard let libedit = LibEdit(program: program), let promptBytes = strdup(prompt.libeditText) else { return nil }
        self.libedit = libedit
        self.input = input
        self.language = language
        self.prompt = prompt
        self.history = history
        self.promptBytes = promptBytes

        libedit.setHistoryLimit(StatementHistory.entryLimit)
        for entry in history.load() { libedit.addToHistory(entry) }

        // Unretained, since libedit lives no longer than the editor that owns it.
        _ = ce_set_client_data(libedit.handle, Unmanaged.passUnretained(self).toOpaque())
        _ = ce_set_prompt(libedit.handle, { TerminalEditor.of($0)?.promptBytes }, 1)
        _ = ce_set_reader(libedit.handle, { handle, character in
            guard let character, let editor = TerminalEditor.of(handle) else { return 0 }
            return editor.readCharacter(into: character)
        })
        addKeyFunctions()
        KeyBindings.bind(in: libedit)
    }

    deinit {
        free(promptBytes)
    }

    /// The editor that libedit calls back for.
    static func of(_ handle: OpaquePointer?) -> TerminalEditor? {
        guard let handle, let data = ce_client_data(handle) else { return nil }
        return Unmanaged<TerminalEditor>.fromOpaque(data).takeUnretainedValue()
    }

    func readStatement() -> Input {
        abandonment = nil
        tallTextTop = nil
        input.beginForwardingSignals(terminalIsRaw: true)
        // libedit would do so after the prompt is there to be seen: what is typed in between would be echoed into it.
        libedit.setRaw(true)
        TerminalOutput.write(TerminalOutput.beginBracketedPaste)
        pushPrefill()
        // On the way back libedit has put the terminal's modes back already.
        let line = libedit.readLine()
        TerminalOutput.write(TerminalOutput.endBracketedPaste)
        input.endForwardingSignals()

        if let abandonment {
            switch abandonment {
            case .interrupted: return .interrupted
            case .killed(let number):
                // The terminal is as it was; now the signal may do what it does without an editor.
                raise(number)
                return .endOfInput
            }
        }
        guard let line else {
            TerminalOutput.write("\n")
            return .endOfInput
        }
        if !EditBuffer(line, cursor: 0).isBlank, history.add(line) { libedit.addToHistory(line) }
        return .statement(line)
    }

    /// Gives up the statement in a key function: the result ends libedit's reading.
    func abandon(because signal: Int32) -> UInt8 {
        leaveText(saying: signal == SIGINT ? "^C" : "")
        abandonment = signal == SIGINT ? .interrupted : .killed(by: signal)
        return UInt8(CC_EOF)
    }

    // MARK: Reading a key

    /// libedit calls this when it has drawn everything and wants the next key: 1 for one, 0 at the end, -1 to give up.
    private func readCharacter(into character: UnsafeMutablePointer<wchar_t>) -> Int32 {
        finishDrawing()
        character.pointee = 0
        while true {
            switch input.readScalar() {
            case .scalar(let scalar):
                if scalar == "\u{1B}" { cursorBeforeEscape = libedit.buffer.cursor }
                character.pointee = wchar_t(truncatingIfNeeded: scalar.value)
                return 1
            case .end:
                return 0
            case .signal(let number) where !handledWhileEditing(number):
                _ = abandon(because: number)
                errno = EINTR
                return -1
            case .signal:
                break
            }
        }
    }

    /// False for a signal that ends the statement.
    func handledWhileEditing(_ signal: Int32) -> Bool {
        switch signal {
        case SIGWINCH: resize()
        case SIGTSTP: suspend()
        case SIGCONT: resume()
        default: return false
        }
        return true
    }

    // MARK: The screen

    /// libedit has drawn the text; colour it unless the next key is here already.
    private func finishDrawing() {
        drawnColumns = libedit.columns
        guard input.isIdle else { return }
        let buffer = libedit.buffer
        let layout = layout(of: buffer, columns: drawnColumns)
        if layout.lastRow >= libedit.rows {
            paintTall(buffer, layout)
        } else {
            if tallTextTop != nil {
                // What is on the screen is not what libedit believes to be there.
                TerminalOutput.write(TerminalOutput.clearScreen)
                libedit.redraw()
                tallTextTop = nil
            }
            paint(buffer, layout)
        }
    }

    private func paint(_ buffer: EditBuffer, _ layout: ScreenLayout) {
        // Without colours there is still the wrapping to paint.
        guard !buffer.scalars.isEmpty, language.styles != nil || layout.lastRow > 0 else { return }
        let styles = language.styles?(buffer.text) ?? []
        TerminalOutput.write(SyntaxPainter.sequence(for: buffer, styles: styles, layout: layout))
    }

    private func paintTall(_ buffer: EditBuffer, _ layout: ScreenLayout) {
        let screenRows = libedit.rows
        let top = TallTextPainter.top(
            after: tallTextTop ?? layout.lastRow, cursorRow: layout.positions[buffer.cursor].row, lastRow: layout.lastRow,
            screenRows: screenRows)
        tallTextTop = top
        let styles = language.styles?(buffer.text) ?? []
        TerminalOutput.write(TallTextPainter.sequence(
            for: buffer, styles: styles, layout: layout, top: top, prompt: prompt, screenRows: screenRows))
    }

    private func layout(of buffer: EditBuffer, columns: Int) -> ScreenLayout {
        ScreenLayout(buffer.scalars, promptColumns: prompt.columns, columns: columns)
    }

    /// Shows the end of a text that is taller than the screen, and has libedit's idea of the screen agree with it: before
    /// libedit leaves the text by its own means. Does nothing to any other text.
    func goToEndOfTallText() {
        guard tallTextTop != nil else { return }
        libedit.moveCursor(to: libedit.buffer.scalars.count)
        TerminalOutput.write(TerminalOutput.clearScreen)
        libedit.redraw()
        let buffer = libedit.buffer
        paintTall(buffer, layout(of: buffer, columns: drawnColumns))
    }

    /// Moves the cursor to the row below the text.
    func leaveText(saying remark: String = "") {
        let buffer = libedit.buffer
        let layout = layout(of: buffer, columns: drawnColumns)
        if tallTextTop != nil {
            paintTall(EditBuffer(scalars: buffer.scalars, cursor: buffer.scalars.count), layout)
            tallTextTop = nil
        } else {
            let rowsBelow = layout.lastRow - layout.positions[buffer.cursor].row
            if rowsBelow > 0 { TerminalOutput.write("\u{1B}[\(rowsBelow)B") }
        }
        TerminalOutput.write("\u{1B}[\(layout.end.column + 1)G\(remark)\r\n")
    }

    /// Takes the text off the screen and draws it for the new size. Where the prompt is by now depends on whether the
    /// terminal has wrapped the old rows anew.
    private func resize() {
        let buffer = libedit.buffer
        var size = winsize()
        let known = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        let columns = known && TerminalEditor.terminalRewraps ? Int(size.ws_col) : drawnColumns
        let row = layout(of: buffer, columns: columns).positions[buffer.cursor].row
        TerminalOutput.write((row > 0 ? "\u{1B}[\(row)A" : "") + "\r" + TerminalOutput.clearBelow)
        libedit.followTerminalSize()
        libedit.redraw()
        finishDrawing()
    }

    /// Whether the terminal wraps what is on it anew when its width changes. Most do; the console, xterm and screen don't.
    private static let terminalRewraps: Bool = {
        if getenv("XTERM_VERSION") != nil || getenv("STY") != nil { return false }
        return getenv("TERM").map { String(cString: $0) } != "linux"
    }()

    // MARK: Job control

    private func suspend() {
        leaveText()
        TerminalOutput.write(TerminalOutput.endBracketedPaste)
        libedit.setRaw(false)
        input.endForwardingSignals()
        raise(SIGTSTP) // returns when the process is continued
        input.beginForwardingSignals(terminalIsRaw: true)
        resume()
    }

    /// The shell has used the terminal meanwhile: its modes and what is on it are unknown.
    private func resume() {
        libedit.setRaw(false) // libedit believes the terminal raw and would leave it alone
        libedit.setRaw(true)
        TerminalOutput.write(TerminalOutput.beginBracketedPaste + "\r" + TerminalOutput.clearBelow)
        libedit.followTerminalSize()
        libedit.redraw()
        finishDrawing()
    }
}
