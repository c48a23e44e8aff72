package import Engine
package import Running
package import Output
import EditLine
import Glibc
import LanguageService
import Semantics
import Syntax

/// The prompt: reads statements, answers them, stays alive whatever happens.
///
/// Enters: a session, and keys or lines of standard input. Leaves: results on standard output, everything else on
/// standard error. Never: runs half a statement, loses definitions or history to an error.
package final class PromptSession {
    var session: Session
    var presenter: ResultPresenter
    var reporter: Reporter
    let promptEnvironment: PromptEnvironment
    /// Model files of databases that are no stores, by the path of the database.
    var models: [String: String]
    var historyPath: String? { promptEnvironment.historyPath }
    var memory = PromptMemory()
    /// Whether the sentence below an answer says how long it took.
    var showsTime = true
    /// nil where results go to no screen.
    let pager: Pager?
    /// Where results go if not through the pager.
    private let sink: ByteSink
    /// Whether somebody types.
    private(set) var isInteractive = false
    /// Whether only results and what is wrong are said: in a file that is read at the start, and in pipes.
    private(set) var isSilent = false
    /// Initial text of the next statement, for its reader.
    var prefilled: String?
    /// Keeps input typed for the prompt from a program that gets the terminal.
    private(set) var keepTypedAhead: () -> Void = {}
    /// Whether the store is asked while a statement is typed: how many customers it is about, which values a field has.
    var asksWhileTyping = true

    package init(session: Session, presenter: ResultPresenter, reporter: Reporter, promptEnvironment: PromptEnvironment)
    {
        self.session = session
        self.presenter = presenter
        self.reporter = reporter
        self.promptEnvironment = promptEnvironment
        models = promptEnvironment.models
        sink = presenter.sink
        pager =
            promptEnvironment.isOnScreen
            ? Pager(command: promptEnvironment.pager, clock: promptEnvironment.clock, reporter: reporter) : nil
    }

    /// Reads and answers until the input ends or the user leaves.
    package func run() -> ExitStatus { Interruption.betweenQuestions { readAndAnswer() } }

    private func readAndAnswer() -> ExitStatus {
        isInteractive = true
        greet()
        if let path = promptEnvironment.startupPath, case .leave = runStartupFile(path) { return .success }
        let editor = makeEditor()
        keepTypedAhead = { editor.keepTypedAhead() }
        pager?.willStart = keepTypedAhead
        while true {
            if let text = prefilled { editor.prefill(text) }
            prefilled = nil
            switch editor.readStatement() {
            case .endOfInput: return .success
            case .interrupted: continue
            case .tooLong:
                reporter.report(
                    Failure(
                        .unreadableScript,
                        "the statement is longer than \(LineEditor.statementLimit >> 20) MiB and was dropped"))
            case .statement(let text):
                if text.trimmingBlanks.isEmpty { continue }
                if case .leave = enter(text) { return .success }
            }
        }
    }

    /// Does what was typed, or stood in a file.
    private func enter(_ text: String) -> DotCommand.Outcome {
        prepareScreen()
        let outcome = outcome(of: text)
        if case .failed = outcome { memory.failed.insert(text) } else { memory.failed.remove(text) }
        return outcome
    }

    private func outcome(of text: String) -> DotCommand.Outcome {
        let trimmed = text.trimmingBlanks
        if trimmed.hasPrefix(".") { return DotCommand.run(trimmed, in: self) }
        let whole = memory.whole(text)
        if whole != text {
            let source = SourceText(id: SourceID(0), name: "prompt", text: whole)
            reporter.remark("goes on from the last statement: \(source.text(onOneLine: 0..<whole.utf8.count))")
        }
        memory.typed = whole
        let status = Interruption.whileRunning(session.interrupter) {
            warnOfUnknownValues(in: whole)
            return Interruption.isRequested ? interrupted() : answer(whole)
        }
        return status == .success ? .done : .failed(status)
    }

    private func interrupted() -> ExitStatus {
        reporter.report(Failure.interruption)
        return ExitStatus(Failure.interruption)
    }

    /// Says which texts no record has, before a question with them is answered.
    private func warnOfUnknownValues(in text: String) {
        guard session.storePath != nil else { return }
        let compilation = session.context.compile(name: "prompt", bytes: Array(text.utf8), recordsNames: true)
        guard !compilation.hasErrors else { return }
        let warnings = session.withoutBuildReports {
            StoreKnowledge(session).unknownValues(
                in: compilation, within: StoreKnowledge.Budget(seconds: 0.5, Interruption.token))
        }
        if !warnings.isEmpty { reporter.report(warnings, sources: compilation.sources) }
    }

    private func greet() {
        reporter.remark(
            "Clientele. \(session.storePath ?? "no store"), as of \(session.asOfDescription). `.help` explains, Ctrl-D leaves."
        )
    }

    /// Fits what is written next to the terminal as it is now.
    func prepareScreen() {
        presenter.style = promptEnvironment.style()
        (presenter.style.rowsHint, presenter.style.columnsHint) = ("`.last` shows all", "`.last csv` has all")
        reporter.terminal = .standardErrorNow
        guard let pager, pager.command != nil else {
            (presenter.sink, presenter.resultSink) = (sink, nil)
            return
        }
        presenter.style.maximumRows = nil
        (presenter.sink, presenter.resultSink) = (ByteSink(pager, isTerminal: true), pager)
    }

    // MARK: Answers

    /// Runs a text of the language, and remembers what it defines.
    ///
    /// - Parameters:
    ///   - name: what reports call the text.
    ///   - path: of the file that it is.
    @discardableResult
    func answer(
        _ text: String, name: String = "prompt", path: String? = nil, arguments: [String: String]? = nil,
        isNoted: Bool = true
    ) -> ExitStatus {
        let bytes = Array(text.utf8)
        var runner = ScriptRunner(session: session, presenter: presenter, reporter: reporter, showsSummary: !isSilent)
        runner.summaryHasTime = showsTime
        runner.onAnswer = { [unowned self] answer in
            if case .rows(let result, _) = answer.content { result.discardRowsIfMany() }
            memory.answer = answer
        }
        runner.onUnderstood = { [unowned self] in if isNoted { memory.note(text, model: session.environment.model) } }
        do {
            return try Interruption.whileRunning(session.interrupter) {
                try runner.run(
                    name: name, bytes: bytes, path: path, arguments: arguments ?? self.arguments(for: bytes),
                    clock: promptEnvironment.clock,
                    cancellation: Interruption.token)
            }
        } catch {
            couldNotWrite(error)
            return .failure
        }
    }

    /// Arguments of the command line for parameters that a text declares.
    private func arguments(for bytes: [UInt8]) -> [String: String] {
        guard !promptEnvironment.arguments.isEmpty else { return [:] }
        let declared = DeclaredParameters(of: bytes)
        return promptEnvironment.arguments.filter { declared.take($0.key) }
    }

    /// Output that can't be written (a closed pager, a full disk) costs this answer, not the session.
    func couldNotWrite(_ error: any Error) {
        presenter.sink.bytes.removeAll()
        switch error {
        case is ClosedPipe: break
        case let refusal as CommandError: reporter.remark(refusal.message)
        default: reporter.remark("the answer could not be written: \(error)")
        }
    }

    // MARK: Files

    /// Runs a text of statements and commands, as piped input is one, up to the first thing that goes wrong.
    package func run(_ text: String, name: String) -> ExitStatus {
        isSilent = !promptEnvironment.writesToTerminal
        for part in PromptScript(text, isComplete: LanguageService.isComplete).parts {
            prepareScreen()
            let outcome: DotCommand.Outcome
            switch part {
            case .statements(let text):
                let status = answer(text, name: name)
                outcome = status == .success ? .done : .failed(status)
            case .command(let command, _): outcome = DotCommand.run(command, in: self)
            }
            switch outcome {
            case .done: continue
            case .leave: return .success
            case .failed(let status): return status
            }
        }
        return .success
    }

    /// Whether a text has commands of the prompt among its statements.
    package static func hasCommands(_ text: String) -> Bool {
        PromptScript(text, isComplete: LanguageService.isComplete).hasCommands
    }

    /// Runs the statements of a file that have no error, and says what is wrong with the others.
    private func answerWhatIsSound(_ text: String, path: String) {
        let analysis = ScriptAnalysis(name: path, bytes: Array(text.utf8), path: path, in: LanguageContext(session))
        guard analysis.compilation.hasErrors, let sound = analysis.sound else {
            answer(text, name: path, path: path); return
        }
        let errors = analysis.diagnostics.filter { $0.severity == .error }
        reporter.report(errors, sources: analysis.compilation.sources)
        answer(String(decoding: sound.source.bytes, as: UTF8.self), name: path, path: path)
    }

    /// Runs the file of the user's own settings and definitions. What is wrong in it is reported and left out.
    private func runStartupFile(_ path: String) -> DotCommand.Outcome {
        let bytes: [UInt8]
        do { bytes = try InputFile.read(path: path) } catch {
            if let failure = error as? Failure { reporter.report(failure) }
            return .done
        }
        isSilent = true
        defer { isSilent = false }
        for part in PromptScript(String(decoding: bytes, as: UTF8.self), isComplete: LanguageService.isComplete).parts {
            prepareScreen()
            switch part {
            case .statements(let text): answerWhatIsSound(text, path: path)
            case .command(let command, let line):
                switch DotCommand.run(command, in: self) {
                case .leave: return .leave
                case .failed: reporter.remark("that was `\(command)` in \(path):\(line)")
                case .done: break
                }
            }
        }
        let names = memory.definitions.keys.sorted()
        if !names.isEmpty { reporter.remark("\(path) defines \(names.joined(separator: ", "))") }
        // Questions in the file don't count as the last ones asked.
        memory.forgetQuestions()
        return .done
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
