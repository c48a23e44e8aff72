internal import Glibc

/// Statements from the lines of standard input, without editing: for pipes and for terminals that can't move their
/// cursor.
final class PlainReader {
    private let prompt: Prompt
    private let language: LineEditor.Language
    private let input: TerminalInput
    private let readsTerminal = isatty(STDIN_FILENO) == 1
    private let writesTerminal = isatty(STDOUT_FILENO) == 1
    /// Initial text of the next statement; it can be ended or dropped here, not changed.
    var prefilled: String?

    init(prompt: Prompt, language: LineEditor.Language, input: TerminalInput) {
        self.prompt = prompt
        self.language = language
        self.input = input
    }

    /// The last statement of a pipe may be incomplete: it is the caller's to say what is missing.
    func readStatement() -> Input {
        // Ctrl-C in a pipe ends the program, as it does for any other.
        if readsTerminal { input.beginForwardingSignals(terminalIsRaw: false) }
        defer { if readsTerminal { input.endForwardingSignals() } }
        var statement = Array((prefilled ?? "").utf8)
        if writesTerminal { TerminalOutput.write(prompt.text + (prefilled ?? "")) }
        prefilled = nil
        var isTooLong = false
        while true {
            if statement.count > LineEditor.statementLimit {
                isTooLong = true
                statement = []
            }
            switch input.read() {
            case .byte(UInt8(ascii: "\n")) where isTooLong: return .tooLong
            case .byte(UInt8(ascii: "\n")):
                if statement.last == UInt8(ascii: "\r") { statement.removeLast() }
                let text = String(decoding: statement, as: UTF8.self)
                let isBlank = EditBuffer(text, cursor: 0).isBlank
                let goesOn =
                    readsTerminal && !isBlank && !language.isCommand(text) && input.waitingByte?.beginsRow == true
                if isBlank || !goesOn && language.isComplete(text) { return .statement(text) }
                statement.append(UInt8(ascii: "\n"))
            case .byte(let byte):
                statement.append(byte)
            case .signal:
                if writesTerminal { TerminalOutput.write("\n") }
                return .interrupted
            case .end:
                if writesTerminal { TerminalOutput.write("\n") }
                if isTooLong { return .tooLong }
                return statement.isEmpty ? .endOfInput : .statement(String(decoding: statement, as: UTF8.self))
            }
        }
    }
}
