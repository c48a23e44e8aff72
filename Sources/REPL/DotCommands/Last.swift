import Analyses
import Engine
import Glibc
import Model
import Running
import Output

extension DotCommand {
    static let last = DotCommand(
        name: ".last", argument: "[FORMAT] [| COMMAND | > FILE]", summary: "the last result again, all of it",
        group: .answers,
        details: """
            Shows every row of the last result, in the format of the session or another: \(OutputFormat.allCases.map(\.rawValue).joined(separator: ", ")).
            With `|` a command of the shell reads it, with `>` it goes to a file, which is replaced when all is written;
            there nothing is cut, and the file's ending chooses the format where none is named. The question is not
            asked again unless its result was too large to keep, and then as of the same instant.
            """,
        examples: [
            (".last", "all rows, through the pager"), (".last markdown", "as a table for a report"),
            (".last csv > vip.csv", "into a file"),
            (".last csv | head -3", "into a command")
        ],
        candidates: { _, words in
            if words.last == ">" { return .files }
            let symbols = words.contains { [">", "|"].contains($0) } ? [] : [">", "|"]
            return words.isEmpty
                ? .words(OutputFormat.allCases.map(\.rawValue) + symbols) : words.count == 1 ? .words(symbols) : .none
        }
    ) { session, argument in
        let request = try LastRequest(argument, home: session.promptEnvironment.home)
        guard let answer = session.memory.answer else {
            throw CommandError("nothing has been asked yet: there is no last result")
        }
        switch request.destination {
        case .screen:
            var presenter = session.presenter
            presenter.format = request.format ?? presenter.format
            presenter.style.maximumRows = nil
            try session.present(answer, with: presenter)
        case .command(let line): try session.pipe(answer, to: line, request.format)
        case .file(let path): try session.write(answer, to: path, request.format)
        }
    }
}

/// The parsed argument of `.last`.
struct LastRequest: Equatable {
    enum Destination: Equatable {
        case screen
        case command(String)
        case file(String)
    }

    var format: OutputFormat?
    var destination = Destination.screen

    init(_ argument: String, home: String?) throws(CommandError) {
        let end = argument.firstIndex { $0 == "|" || $0 == ">" } ?? argument.endIndex
        let word = String(argument[..<end]).trimmingBlanks
        if !word.isEmpty {
            guard let format = OutputFormat(rawValue: word) else {
                throw CommandError(
                    "there is no format `\(word)`: \(OutputFormat.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            self.format = format
        }
        guard end < argument.endIndex else { return }
        let rest = String(argument[argument.index(after: end)...]).trimmingBlanks
        if argument[end] == "|" {
            guard !rest.isEmpty else { throw CommandError("no command stands behind `|`: write `.last csv | head -3`") }
            destination = .command(rest)
        } else {
            guard !rest.hasPrefix(">") else {
                throw CommandError("`.last` replaces a file; to add to one, write `.last csv | tail -n +2 >> FILE`")
            }
            let words = ArgumentWords.all(rest)
            guard words.count == 1 else {
                throw CommandError(
                    words.isEmpty
                        ? "no file stands behind `>`: write `.last csv > vip.csv`"
                        : "more than one name stands behind `>`: put a name with blanks into quotes")
            }
            destination = .file(FileNames.expanded(words[0], home: home))
        }
    }
}

extension PromptSession {
    /// Shows an answer again and says how much it was.
    fileprivate func present(_ answer: Answer, with presenter: ResultPresenter) throws {
        switch answer.content {
        case .rows(let kept, let query):
            let result = try answer.rows(kept, of: query)
            try presenter.present(result, of: answer.session)
            if !isSilent { reporter.remark(presenter.summary(result, of: answer.session, elapsed: nil)) }
        case .analysis(let result):
            try presenter.present(result, of: answer.session)
            if !isSilent { reporter.remark(presenter.summary(result, of: answer.session, elapsed: nil)) }
        }
    }

    fileprivate func write(_ answer: Answer, to path: String, _ format: OutputFormat?) throws {
        let format = try format ?? OutputFormat.ofFile(named: path) ?? .csv
        let file = try OutputFile(path: path, .results)
        let resultSink = InterruptibleOutlet {
            try ByteSink.write($0, to: file.descriptor, cancellation: Interruption.token)
        }
        let presenter = ResultPresenter(format: format, style: .plain, sink: ByteSink(resultSink), showsTiming: false)
        let count = try rows(of: answer, to: presenter)
        if Interruption.isRequested { throw Failure.interruption }
        try file.commit()
        reporter.remark("\(counted(count, "row", "rows")) in \(path), as \(presenter.format.rawValue)")
    }

    fileprivate func pipe(_ answer: Answer, to line: String, _ format: OutputFormat?) throws {
        guard isInteractive || promptEnvironment.allowsShell else {
            throw CommandError(
                "a script starts no program (`\(line)`): `--allow shell` before it lets it, `.last > FILE` needs no leave"
            )
        }
        let modes = TerminalModes.current()
        keepTypedAhead()
        let process = try ShellProcess(line, readsFromUs: true)
        defer { modes.restore() }
        let resultSink = InterruptibleOutlet { try process.write($0, cancellation: Interruption.token) }
        let presenter = ResultPresenter(
            format: format ?? self.presenter.format, style: .plain, sink: ByteSink(resultSink), showsTiming: false)
        var failure: (any Error)?, count = 0, isClosed = false
        do { count = try rows(of: answer, to: presenter) } catch is ClosedPipe { isClosed = true } catch {
            failure = error
        }
        // Ctrl-C has reached the command as well, which may have its own use for it; one that does not heed it is ended
        // by the third.
        let ending = process.wait { Interruption.requestCount > 2 }
        if let failure { throw failure }
        if Interruption.isRequested, ending != .exited(0) { throw Failure.interruption }
        if let complaint = ending.complaint { throw CommandError("`\(line)` failed: \(complaint)") }
        reporter.remark(
            isClosed
                ? "`\(line)` stopped reading before the last row"
                : "\(counted(count, "row", "rows")) to `\(line)`, as \(presenter.format.rawValue)")
    }

    /// Writes all rows; how many there were.
    private func rows(of answer: Answer, to presenter: ResultPresenter) throws -> Int {
        switch answer.content {
        case .rows(let kept, let query):
            let result = try answer.rows(kept, of: query)
            try presenter.present(result, of: answer.session)
            return result.rowCount
        case .analysis(let result):
            try presenter.present(result, of: answer.session)
            return result.table.rows.count
        }
    }
}

/// Hands bytes on until Ctrl-C comes.
private final class InterruptibleOutlet: ResultSink {
    private let take: ([UInt8]) throws -> Void

    init(_ take: @escaping ([UInt8]) throws -> Void) { self.take = take }

    func begin(_ title: String?) {}
    func finish() -> Double { 0 }

    func write(_ bytes: [UInt8]) throws {
        if Interruption.isRequested { throw Failure.interruption }
        try take(bytes)
    }
}
