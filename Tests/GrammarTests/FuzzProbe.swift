import Analyses
import Formatting
import Glibc
import Linting
import Semantics
import Syntax
import Testing

/// Sends a text through the stages and holds their results to what they promise of any text.
struct FuzzProbe {
    struct Tally: CustomStringConvertible {
        var texts = 0, parsed = 0, bound = 0
        /// Of the processor, for whoever reads the run; no test fails by it.
        var slowest = Duration.zero
        var slowestText = ""

        mutating func add(_ other: Tally) {
            texts += other.texts
            parsed += other.parsed
            bound += other.bound
            if other.slowest > slowest { (slowest, slowestText) = (other.slowest, other.slowestText) }
        }

        var description: String {
            "\(texts) texts, \(parsed) parsed, \(bound) bound, slowest \(slowest) (\(slowestText))"
        }
    }

    /// The recogniser is cubic in the worst case; longer texts are left to the other checks.
    private static let recognizedTokens = 80

    private let environment: Environment
    private var recognizer: EarleyRecognizer
    private(set) var tally = Tally()

    init(_ grammar: Grammar, _ environment: Environment) throws {
        self.environment = environment
        recognizer = try EarleyRecognizer(grammar)
    }

    mutating func check(_ bytes: [UInt8], _ name: String) {
        let source = SourceText(id: SourceID(2), name: name, bytes: bytes)
        let start = FuzzProbe.processorTime
        let parsed = Parser.parse(source, analyses: Analyses.forms)
        let bound = Binder.bind(parsed, in: environment, recordsNames: true)
        let model = ModelBinder.bind(parsed)
        let time = FuzzProbe.processorTime - start

        checkTree(parsed, name)
        checkVerdict(parsed, name)
        checkLayout(parsed, name)
        for diagnostic in parsed.diagnostics + bound.diagnostics + model.diagnostics + findings(parsed, bound) {
            checkSpans(diagnostic, source, name)
        }

        tally.texts += 1
        if parsed.diagnostics.isEmpty { tally.parsed += 1 }
        if parsed.diagnostics.isEmpty, bound.diagnostics.isEmpty, !bound.script.statements.isEmpty { tally.bound += 1 }
        if time > tally.slowest { (tally.slowest, tally.slowestText) = (time, name) }
    }

    /// What this thread has used of a processor.
    private static var processorTime: Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    /// The tokens concatenate to the text, and each that is not trivia is in the tree once and in order.
    private func checkTree(_ parsed: ParsedSource, _ name: String) {
        let tree = parsed.tree
        var end: Int32 = 0
        for token in tree.tokens {
            if token.utf8Start != end || token.utf8End < end {
                return _ = Issue.record("\(name): tokens leave a gap at \(end)")
            }
            end = token.utf8End
        }
        if Int(end) != tree.source.bytes.count { Issue.record("\(name): tokens end at \(end)") }
        if tree.tokens.last?.kind != .endOfFile { Issue.record("\(name): no end of file") }
        let significant = tree.tokens.lazy.filter { !$0.kind.isTrivia && $0.kind != .endOfFile }.map(\.utf8Range)
        if !significant.elementsEqual(tree.root.descendantTokens.lazy.map(\.span.utf8Range)) {
            Issue.record("\(name): the tree's tokens are not the text's")
        }
    }

    /// Something is said of a text that does not parse, and nothing about the grammar of one that does.
    private mutating func checkVerdict(_ parsed: ParsedSource, _ name: String) {
        let tokens = parsed.tree.tokens
        let isClean = tokens.allSatisfy { $0.kind != .unknown && $0.foreign == nil }
        if parsed.diagnostics.isEmpty, !isClean || parsed.needsMore || parsed.tree.root.isDamaged {
            return _ = Issue.record("\(name): does not parse, and nothing is said")
        }
        let masks = TerminalSet.masks(parsed.tree)
        guard masks.count <= FuzzProbe.recognizedTokens else { return }
        let isSentence = recognizer.recognizes(masks)
        if !isSentence, parsed.diagnostics.isEmpty { Issue.record("\(name): no sentence, and nothing is said") }
        // Null has an answer of its own, the only refusal that the grammar states in words.
        let refusals = parsed.diagnostics.filter { $0.code.id.hasPrefix("E02") }
        if isSentence, isClean, !refusals.isEmpty, !refusals.contains(where: { $0.code.id == "E0205" }) {
            Issue.record("\(name): a sentence, refused with \(refusals.map(\.message))")
        }
    }

    /// What parses is laid out, once and for all, and what does not is refused.
    private func checkLayout(_ parsed: ParsedSource, _ name: String) {
        switch Formatter.format(parsed) {
        case .formatted(let script):
            if !parsed.diagnostics.isEmpty { Issue.record("\(name): laid out, and does not parse") }
            let again = Formatter.format(
                Parser.parse(SourceText(id: SourceID(2), name: name, bytes: script.bytes), analyses: Analyses.forms)
            )
                .script
            if again?.bytes != script.bytes { Issue.record("\(name): laid out once more, it changes") }
            if parsed.tree.source.bytes(applying: script.edits) != script.bytes {
                Issue.record("\(name): the edits make another text")
            }
        case .refused(let diagnostics):
            if diagnostics.isEmpty { Issue.record("\(name): refused without a word") }
            if parsed.diagnostics.isEmpty, diagnostics.contains(where: { $0.code.id != "E0101" }) {
                Issue.record("\(name): parses, and is not laid out")
            }
        case .internalError: Issue.record("\(name): laid out, it would mean something else")
        }
    }

    private func findings(_ parsed: ParsedSource, _ bound: Binder.Result) -> [Diagnostic] {
        guard (parsed.diagnostics + bound.diagnostics).allSatisfy({ $0.severity != .error }) else { return [] }
        return Linter.lint(
            LintedScript(
                parsed, script: bound.script, environment: bound.environment, builtin: environment, names: bound.names
            ))
    }

    private func checkSpans(_ diagnostic: Diagnostic, _ source: SourceText, _ name: String) {
        let edits = diagnostic.fixIts.flatMap(\.edits)
        for span in [diagnostic.primary.span] + diagnostic.secondary.map(\.span) + edits.map(\.span) {
            // A circle of definitions can close in the text that came before.
            let isEarlier = span.source == QuestionEnvironment.definitionsSource && diagnostic.code.id == "E0306"
            let length = isEarlier ? QuestionEnvironment.definitions.utf8.count : source.bytes.count
            let isInside = span.utf8Start >= 0 && span.utf8Start <= span.utf8End && span.utf8End <= length
            if !isInside || span.source != source.id && !isEarlier {
                Issue.record("\(name): \(diagnostic.code.id) points to \(span)")
            }
        }
        for fixIt in diagnostic.fixIts {
            let sorted = fixIt.edits.sorted { $0.span.utf8Start < $1.span.utf8Start }
            for (a, b) in zip(sorted, sorted.dropFirst()) where a.span.utf8End > b.span.utf8Start {
                Issue.record("\(name): \(diagnostic.code.id) has edits that overlap at \(b.span)")
            }
        }
    }
}
