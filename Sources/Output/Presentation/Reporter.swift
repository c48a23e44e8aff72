package import Engine
internal import JSON
package import Syntax
import Glibc

/// Says on standard error what is wrong, to a person or to a program.
package struct Reporter: Sendable {
    package enum Format: String, Sendable, CaseIterable {
        case text, json
    }

    package var format: Format
    package var terminal: Terminal

    package init(format: Format = .text, terminal: Terminal = .standardError) {
        self.format = format
        self.terminal = terminal
    }

    package func report(_ diagnostics: [Diagnostic], sources: SourceMap) {
        switch format {
        case .text:
            let renderer = DiagnosticRenderer(
                sources: sources, isColored: terminal.isColored, maximumWidth: terminal.columns)
            say(diagnostics.map { renderer.render($0) }.joined(separator: "\n"))
        case .json:
            let renderer = DiagnosticJSON(sources: sources)
            say(DisplayText.lines(diagnostics.map { renderer.render($0) }.joined()))
        }
    }

    package func report(_ failure: Failure) { say(text(of: failure)) }

    package func text(of failure: Failure) -> String {
        switch format {
        case .text where failure.isInterruption:
            // The user who pressed Ctrl-C knows what happened; the terminal has put `^C` there.
            return (terminal.isTerminal ? "\n" : "") + text(ofRemark: "interrupted")
        case .text:
            let (start, end) = terminal.isColored ? ("\u{1B}[1;31m", "\u{1B}[0m") : ("", "")
            let notes = failure.notes.map {
                WordWrap.wrapped("  = note: \(DisplayText.lines($0))", columns: terminal.columns) + "\n"
            }
            return "\(start)error[\(failure.code.id)]\(end): \(DisplayText.lines(failure.message))\n" + notes.joined()
        case .json:
            let empty = SourceSpan(source: SourceID(-1), utf8Start: 0, utf8End: 0)
            return DisplayText.lines(
                DiagnosticJSON(sources: SourceMap()).render(
                    Diagnostic(failure.code, failure.message, at: empty, notes: failure.notes)))
        }
    }

    /// A line for a person: dim where there is colour. For programs, an object like those of diagnostics.
    package func remark(_ text: String) { say(self.text(ofRemark: text)) }

    private func text(ofRemark text: String) -> String {
        switch format {
        case .text:
            let lines = WordWrap.wrapped(DisplayText.lines(text), columns: terminal.columns)
            return terminal.isColored ? "\u{1B}[2m\(lines)\u{1B}[0m\n" : lines + "\n"
        case .json:
            var bytes = Array("{\"severity\":\"note\",\"message\":".utf8)
            JSONText.append(text, to: &bytes)
            return DisplayText.lines(String(decoding: bytes, as: UTF8.self)) + "}\n"
        }
    }

    /// Writes as it is, so that what may steer a terminal is made visible before. Standard error that is closed is
    /// nobody's loss.
    package func say(_ text: String) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let written = bytes.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
            if written < 0 && errno == EINTR { continue }
            if written <= 0 { return }
            bytes = bytes.dropFirst(written)
        }
    }
}
