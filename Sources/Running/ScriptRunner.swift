// Running: a text ──► its answers, written, and what there is to say about them.
//
// Enters: a text, a session to ask, a presenter for the rows and a reporter for all else. Leaves: an exit status; the
// session knows what the text defined. One way for the prompt, for files and for pipes. Never: opens a store, reads the
// clock, decides where output goes.

package import Concurrency
import Analyses
package import Engine
package import Output
import Semantics
import Syntax

/// Compiles a text and runs what it asks, in order: one way for the prompt, for files and for pipes.
///
/// A text with an error runs none of its statements.
package struct ScriptRunner {
    package var session: Session
    package var presenter: ResultPresenter
    package var reporter: Reporter
    /// Whether a sentence about each result goes to standard error.
    package var showsSummary: Bool
    /// Whether that sentence says how long it took.
    package var summaryHasTime = true
    /// Whether other texts are run beside this one, and whether some before it, so that their results stand together.
    package var isBesideTexts = false
    package var followsText = false
    /// Told when the text has no error, before anything runs.
    package var onUnderstood: (() -> Void)?
    /// Told of each answer that has been given to its end, and may go through its rows again.
    package var onAnswer: ((Answer) -> Void)?

    package init(session: Session, presenter: ResultPresenter, reporter: Reporter, showsSummary: Bool) {
        self.session = session
        self.presenter = presenter
        self.reporter = reporter
        self.showsSummary = showsSummary
    }

    private var saysHowMany: Bool { showsSummary || presenter.showsTiming }

    /// - Parameters:
    ///   - path: of the file that the text is, where it is one.
    ///   - clock: seconds on a clock that never goes back.
    ///   - cancellation: asked between questions; one that is running is the session's interrupter's to stop.
    /// - Throws: `ClosedPipe` and `WriteError` of the sink.
    package func run(
        name: String, bytes: [UInt8], path: String? = nil, arguments: [String: String] = [:], checkOnly: Bool = false,
        clock: () -> Double, cancellation: CancellationToken = .never
    ) throws -> ExitStatus {
        let compilation = session.compile(name: name, bytes: bytes, path: path, arguments: arguments)
        if !compilation.diagnostics.isEmpty { reporter.report(compilation.diagnostics, sources: session.sources) }
        if cancellation.isCancelled { return interrupted() }
        guard !compilation.hasErrors else { return .usageError }
        do { try presenter.file?.admit(compilation.resultCount, in: presenter.format) } catch {
            reporter.report(error)
            return ExitStatus(error)
        }
        session.adopt(compilation)
        onUnderstood?()
        if checkOnly { return .success }
        if !compilation.asksSomething, showsSummary { return remarkOnDefinitions(compilation, clock: clock) }
        let isAmongOthers = compilation.resultCount > 1 || presenter.format.hasTitles && (isBesideTexts || followsText)
        let titles = isAmongOthers || presenter.folder != nil ? compilation.resultTitles : []
        var number = 0
        for statement in compilation.script.statements {
            if cancellation.isCancelled { return interrupted() }
            if case .definition = statement { continue }
            defer { number += 1 }
            var presenter = presenter
            if let folder = presenter.folder {
                presenter.sink = try folder.next(titles[number], presenter.format)
            } else if !titles.isEmpty {
                presenter.place = ResultPlace(
                    title: titles[number], isFirst: number == 0, isLast: number == titles.count - 1,
                    followsText: followsText)
            }
            do {
                switch statement {
                case .definition: continue
                case .query(let query): try answer(query, of: compilation, with: presenter, clock: clock)
                case .analysis(let analysis): try run(analysis, of: compilation, with: presenter, clock: clock)
                }
            } catch let failure as Failure {
                reporter.report(failure)
                return ExitStatus(failure)
            }
        }
        return cancellation.isCancelled ? interrupted() : .success
    }

    private func interrupted() -> ExitStatus {
        reporter.report(Failure.interruption)
        return .interrupted
    }

    private func answer(
        _ query: BoundQuery, of compilation: Compilation, with presenter: ResultPresenter, clock: () -> Double
    ) throws {
        let start = clock()
        let result = try session.runWatched(query, of: compilation, countsCustomers: saysHowMany)
        if onAnswer != nil { result.keepRows() }
        let waited = try presenter.present(result, of: session)
        let elapsed = clock() - start - waited
        let notes = session.notes(on: result, of: compilation)
        if !notes.isEmpty { reporter.report(notes, sources: session.sources) }
        if saysHowMany {
            reporter.remark(presenter.summary(result, of: session, elapsed: summaryHasTime ? elapsed : nil))
        }
        onAnswer?(Answer(content: .rows(result, of: query), compilation: compilation, session: session))
    }

    private func run(
        _ analysis: BoundAnalysis, of compilation: Compilation, with presenter: ResultPresenter, clock: () -> Double
    ) throws {
        let start = clock()
        let result = try session.run(analysis, of: compilation)
        let elapsed = clock() - start
        try presenter.present(result, of: session)
        if !result.notes.isEmpty { reporter.report(result.notes, sources: session.sources) }
        if saysHowMany {
            for definition in result.definitions { reporter.remark(definition) }
            reporter.remark(presenter.summary(result, of: session, elapsed: summaryHasTime ? elapsed : nil))
        }
        onAnswer?(Answer(content: .analysis(result), compilation: compilation, session: session))
    }

    /// Says what a text that asks nothing has done: how many customers its segments hold.
    private func remarkOnDefinitions(_ compilation: Compilation, clock: () -> Double) -> ExitStatus {
        let nodes = compilation.parsed.tree.root.nodes.filter(\.kind.isDefinition)
        let defined = nodes.compactMap { $0.first(.declaredName)?.dottedName }
        let segments = Set(compilation.script.definitions.lazy.filter { $0.kind == .segment }.map(\.name))
        for file in compilation.importedFiles {
            let names = file.names.prefix(12).joined(separator: ", ") + (file.names.count > 12 ? " …" : "")
            reporter.remark("imported \(file.path) as \(file.alias): \(names.isEmpty ? "it defines nothing" : names)")
        }
        let parameters = Binder.parameterNames(in: compilation.parsed).compactMap {
            compilation.environment.parameters[$0]
        }
        for parameter in parameters { reporter.remark("defined $\(parameter.name): \(parameter.written)") }
        if defined.isEmpty, parameters.isEmpty, compilation.importedFiles.isEmpty {
            reporter.remark("nothing to do: the text asks nothing")
        }
        for name in defined {
            guard segments.contains(name), session.store != nil else {
                reporter.remark("defined \(name)")
                continue
            }
            do {
                let start = clock()
                guard let share = try session.share(ofSegment: name) else { continue }
                let summary = presenter.summary(ofSegmentSize: share.size, among: share.customers, of: session,
                                                elapsed: summaryHasTime ? clock() - start : nil)
                reporter.remark("\(name): \(summary); `from \(name)` shows them")
            } catch {
                reporter.report(error)
                return ExitStatus(error)
            }
        }
        return .success
    }
}
