package import Engine
package import Output
import EditLine
import Glibc
import LanguageService
import Syntax

/// The prompt: reads statements, answers them, stays alive whatever happens.
///
/// Enters: a session, and keys or lines of standard input. Leaves: results on standard output, everything else on standard
/// error. Never: runs half a statement, loses definitions or history to an error.
package final class PromptSession {
    var session: Session
    var presenter: ResultPresenter
    var reporter: Reporter
    let surroundings: PromptSurroundings

    package init(session: Session, presenter: ResultPresenter, reporter: Reporter, surroundings: PromptSurroundings) {
        self.session = session
        self.presenter = presenter
        self.reporter = reporter
        self.surroundings = surroundings
    }

    /// Reads and answers until the input ends or the user leaves.
    package func run() -> ExitStatus {
        greet()
        let editor = makeEditor()
        while true {
            switch editor.readStatement() {
            case .endOfInput: return .success
            case .interrupted: continue
            case .statement(let text):
                let trimmed = text.trimmingBlanks
                if trimmed.isEmpty { continue }
                presenter.style = surroundings.style()
                reporter.terminal = .standardErrorNow
                if trimmed.hasPrefix(".") {
                    if DotCommand.run(trimmed, in: self) == .leave { return .success }
                } else {
                    answer(text)
                }
            }
        }
    }

    private func greet() {
        reporter.remark("Clientele. \(session.storePath ?? "no store"), as of \(session.asOfDescription). `.help` explains, Ctrl-D leaves.")
    }

    private func answer(_ text: String) {
        let runner = ScriptRunner(session: session, presenter: presenter, reporter: reporter, showsSummary: true)
        do {
            _ = try Interruption.whileRunning(session.interrupter) {
                try runner.run(name: "prompt", bytes: Array(text.utf8), clock: surroundings.clock, isInterrupted: { Interruption.isRequested })
            }
        } catch { couldNotWrite(error) }
    }

    /// Output that can't be written (a closed pager, a full disk) costs this answer, not the session.
    func couldNotWrite(_ error: any Error) {
        presenter.sink.bytes.removeAll()
        if !(error is ClosedPipe) { reporter.remark("the answer could not be written: \(error)") }
    }

    private func makeEditor() -> LineEditor {
        let isColored = presenter.style.isColored
        let language = LineEditor.Language(
            isComplete: { $0.trimmingBlanks.hasPrefix(".") || LanguageService.isComplete($0) },
            completions: { [unowned self] in self.completions($0, $1) },
            styles: isColored ? { PromptSession.styles($0) } : nil)
        let prompt = Prompt("clientele> ", style: isColored ? TextStyle(parameters: "1;36") : nil)
        let reporter = reporter // for what the history has to say, which may be before the first statement
        return LineEditor(program: "clientele", prompt: prompt, language: language, history: surroundings.historyPath.map { HistoryFile(path: $0) }) { error in
            reporter.remark("history: \(error.description)")
        }
    }

    private func completions(_ text: String, _ utf8Offset: Int) -> Completions {
        if text.trimmingBlanks.hasPrefix(".") { return DotCommand.completions(text, utf8Offset, in: self) }
        let found = LanguageService(session).completions(in: text, at: utf8Offset)
        return Completions(replacing: found.replacing, candidates: found.items.map {
            Completion(insertText: $0.text, label: $0.text, detail: $0.detail)
        })
    }

    private static func styles(_ text: String) -> [StyledRange] {
        LanguageService.classify(text).compactMap { token in
            let parameters: String? = switch token.tokenClass {
            case .keyword: "1;34"
            case .function: "34"
            case .number, .date: "33"
            case .text: "32"
            case .parameter: "35"
            case .comment: "2"
            case .error: "31"
            case .name, .operation: nil
            }
            return parameters.map { StyledRange(range: token.utf8Range, style: TextStyle(parameters: $0)) }
        }
    }
}

extension String {
    var trimmingBlanks: String {
        var view = Substring(self)
        while let first = view.first, first.isWhitespace { view.removeFirst() }
        while let last = view.last, last.isWhitespace { view.removeLast() }
        return String(view)
    }
}
