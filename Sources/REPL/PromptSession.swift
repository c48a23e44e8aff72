package import Engine
package import Output
import EditLine
import Glibc

/// The prompt: reads statements, answers them, stays alive whatever happens.
///
/// Enters: a session, and keys or lines of standard input. Leaves: results on standard output, everything else on standard
/// error. Never: runs half a statement, loses definitions or history to an error.
package final class PromptSession {
    var session: Session
    var presenter: ResultPresenter
    var reporter: Reporter
    let surroundings: PromptSurroundings
    var historyPath: String? { surroundings.historyPath }
    /// Whether the store is asked while a statement is typed: how many customers it is about, which values a field has.
    var asksWhileTyping = true

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
}

extension String {
    var trimmingBlanks: String {
        var view = Substring(self)
        while let first = view.first, first.isWhitespace { view.removeFirst() }
        while let last = view.last, last.isWhitespace { view.removeLast() }
        return String(view)
    }
}
