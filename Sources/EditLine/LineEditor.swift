// A statement editor for a prompt.
//
// Input: keys from a terminal, or lines from a pipe; and the caller's knowledge of its language, as functions
// (completeness, completions, colours).
// Output: whole statements, of one row or many, and the news that the user pressed Ctrl-C or is done.
//
//     LineEditor        chooses: a terminal that can move its cursor gets the editor, all else the plain reader
//     TerminalEditor    the editor, on libedit: keys, history, completion, paste, signals, resizing, idle moments
//       EditBuffer        the text and its rows                                        (pure)
//       UndoHistory       its former states                                            (pure)
//       ScreenLayout      where libedit draws each character                           (pure)
//       TerminalModel       the terminal's contents, from the bytes written to it        (pure)
//       Frame             the wanted contents: text, colours, hint, a row below        (pure)
//       FramePainter      writes the difference                                        (pure)
//       TallTextPainter   shows a part of a text that is taller than the screen        (pure)
//       CompletionList    candidates as rows                                           (pure)
//     PlainReader       statements from lines
//     HistoryFile       statements of all sessions
//
// It never runs anything: not a paste, not a line of it. It never asks the terminal a question, since some give no
// answer. It leaves the terminal as it found it, whichever way a statement ends, and while none is being read it holds
// neither the terminal nor a signal.

internal import Glibc

/// The user's input at the prompt.
package enum Input: Equatable, Sendable {
    /// May be blank.
    case statement(String)
    /// More than a statement may have, which is dropped.
    case tooLong
    /// Ctrl-C: what was being typed is dropped.
    case interrupted
    /// Ctrl-D at an empty prompt, the end of the pipe, or the terminal is gone.
    case endOfInput
}

/// Reads statements from standard input, on any one thread at a time. There may be one in a process.
package final class LineEditor {
    /// The longest statement, in bytes: a line without an end must not fill the memory.
    package static let statementLimit = 16 << 20

    /// The caller's language. All offsets are in UTF-8. What is nil is not offered.
    package struct Language {
        /// Whether Enter ends the statement; otherwise it starts a new row. A blank text always ends. Where Enter is
        /// pressed in an empty last row, the text ends in the newline and the indentation of that row.
        package var isComplete: (_ text: String) -> Bool
        /// Whether the text is a command, which ends with its line, whatever has been typed or pasted behind it.
        package var isCommand: (_ text: String) -> Bool = { _ in false }
        /// Completions at `utf8Offset`.
        package var completions: (_ text: String, _ utf8Offset: Int) -> Completions
        /// The colours of the text, or nil for none at all: then there are no hints either, which could not be told
        /// from the text. It runs at each key.
        package var styles: ((_ text: String) -> [StyledRange])?
        /// A hint behind the text, where history has none. It runs at each key.
        package var hint: ((_ text: String) -> Hint?)?
        /// Whether a statement of the history may follow what is typed, as a hint: one that would fail is none. It runs
        /// at each key.
        package var isWorthOffering: (_ statement: String) -> Bool = { _ in true }
        /// Diagnostics of the text, the most important first, without those of a merely unfinished end. It runs when no
        /// key has come for a moment.
        package var inlineDiagnostics: ((_ text: String) -> [InlineDiagnostic])?
        /// Useful facts about a text without errors, which may take a while: requested when no key has come for longer.
        /// No other function of the language is called before its thread has ended.
        package var idleQuestion: ((_ text: String) -> IdleTask?)?

        package init(
            isComplete: @escaping (_ text: String) -> Bool,
            completions: @escaping (_ text: String, _ utf8Offset: Int) -> Completions = { _, _ in .none },
            styles: ((_ text: String) -> [StyledRange])? = nil
        ) {
            self.isComplete = isComplete
            self.completions = completions
            self.styles = styles
        }
    }

    private enum Source {
        case terminal(TerminalEditor)
        case plain(PlainReader)
    }

    private let source: Source

    /// - Parameters:
    ///   - program: its name in `~/.editrc`, where settings can be for one program.
    ///   - history: nil to keep none. Statements typed at a terminal go there, those from a pipe don't.
    ///   - historyFailed: called when the history can't be read or, at most once, when it can't be kept.
    package init(
        program: String, prompt: Prompt, language: Language, history: HistoryFile?,
        historyFailed: @escaping (HistoryError) -> Void
    ) {
        let input = TerminalInput()
        if LineEditor.isCapableTerminal, TextLocale.establish(), let editor = TerminalEditor(
            program: program, prompt: prompt, language: language, input: input,
            history: StatementHistory(file: history, failed: historyFailed)) {
            source = .terminal(editor)
        } else {
            source = .plain(PlainReader(prompt: prompt, language: language, input: input))
        }
    }

    /// The next statement begins with this text, as if it had been typed: it can be changed, and Enter ends it.
    package func prefill(_ text: String) {
        switch source {
        case .terminal(let editor): editor.prefilled = text
        case .plain(let reader): reader.prefilled = text
        }
    }

    /// Takes what has been typed so far, for the statements to come: before another program reads the terminal.
    package func keepTypedAhead() {
        switch source {
        case .terminal(let editor): editor.input.takeTypedAhead()
        case .plain: break
        }
    }

    /// Waits for the next statement.
    package func readStatement() -> Input {
        fflush(nil) // the prompt comes after whatever the caller has printed
        return switch source {
        case .terminal(let editor): editor.readStatement()
        case .plain(let reader): reader.readStatement()
        }
    }

    private static var isCapableTerminal: Bool {
        guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1, let type = getenv("TERM") else { return false }
        return !["", "dumb"].contains(String(cString: type))
    }
}
