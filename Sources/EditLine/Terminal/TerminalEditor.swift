internal import CEditLine
internal import Glibc

/// The editor on a terminal: what happens between two statements and while one is typed.
///
/// libedit calls back while `readStatement` waits in it, on the same thread. The callbacks find the editor through
/// libedit's client data.
final class TerminalEditor {
    let libedit: LibEdit
    let screen = TerminalScreen()
    let input: TerminalInput
    let language: LineEditor.Language
    let prompt: Prompt
    let history: StatementHistory
    private let promptBytes: UnsafeMutablePointer<CChar>
    /// Why libedit was told to give up the statement.
    private var abandonment: Abandonment?
    /// The width of the terminal when the text was last drawn.
    var drawnColumns = 0
    /// The row at the top of the screen while the text has more rows than it and `TallTextPainter` is in charge.
    var tallTextTop: Int?
    /// Initial text of the next statement.
    var prefilled: String?
    /// The help shown beside the statement.
    var assistance = Assistance()
    var undoHistory = UndoHistory()
    /// How many statements the one that is shown lies back, as far as is known: a search goes back all at once.
    var entriesBack = 0
    /// Where the cursor was when the last ESC came, for what in vi arrives in command mode: ESC has moved it by then.
    private(set) var cursorBeforeEscape = 0
    /// The hint shown when the last ESC came.
    private(set) var hintBeforeEscape: Hint?

    private enum Abandonment {
        case interrupted
        case killed(by: Int32)
    }

    init?(
        program: String, prompt: Prompt, language: LineEditor.Language, input: TerminalInput, history: StatementHistory
    ) {
        guard let libedit = LibEdit(program: program, screen: screen), let promptBytes = strdup(prompt.libeditText)
        else { return nil }
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
        assistance = Assistance()
        undoHistory = UndoHistory()
        entriesBack = 0
        input.beginForwardingSignals(terminalIsRaw: true)
        // libedit would do so after the prompt is there to be seen: what is typed in between would be echoed into it.
        libedit.setRaw(true)
        // Input typed earlier has been echoed where the prompt is to be; it is read and shown again.
        screen.write(TerminalOutput.beginBracketedPaste + "\r" + TerminalOutput.clearBelow)
        screen.beginPrompt(columns: libedit.columns)
        pushPrefill()
        // On the way back libedit has put the terminal's modes back already.
        let line = libedit.readLine()
        clearBelowLine()
        screen.write(TerminalOutput.endBracketedPaste)
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
            screen.write("\n")
            return .endOfInput
        }
        if !EditBuffer(line, cursor: 0).isBlank, history.add(line) { libedit.addToHistory(line) }
        return .statement(line)
    }

    /// A key that the user has bound to a function of libedit's ends the line without asking the editor.
    private func clearBelowLine() {
        guard abandonment == nil, assistance.isShown else { return }
        screen.write(TerminalOutput.clearBelow)
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
        // Characters that come together are one step, and cost what they are long, not what the statement is.
        if !input.hasText { undoHistory.note(libedit.buffer) }
        finishDrawing()
        character.pointee = 0
        while true {
            useIdleTime()
            switch input.readScalar() {
            case .scalar(let scalar):
                if scalar == "\u{1B}" {
                    cursorBeforeEscape = libedit.buffer.cursor
                    hintBeforeEscape = assistance.hint
                }
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
}
