import EditLine
import Engine
import LanguageService
import Model
import Output
import Semantics
import Store
import Syntax

/// The language as the editor asks about it, key by key: remembers what it made of the last text.
///
/// Enters: texts, as they are typed. Leaves: what the editor shows beside them. Never: changes the session, or asks its
/// store on the editor's thread.
final class PromptLanguage {
    private unowned let prompt: PromptSession
    private var context: LanguageContext?
    private var latest: ScriptAnalysis?
    private var knowledge: StoreKnowledge?
    /// Whether statements of the history would be understood as things are.
    private var worth: [String: Bool] = [:]

    init(_ prompt: PromptSession) { self.prompt = prompt }

    private var session: Session { prompt.session }

    static func isCommand(_ text: String) -> Bool { text.trimmingBlanks.hasPrefix(".") }

    /// Whether nothing need follow.
    func isComplete(_ text: String) -> Bool {
        LanguageService.isComplete(prompt.memory.whole(text)) && !StatementText.isToBeContinued(text)
    }

    /// - Parameter text: all of it, with the statement that it goes on from.
    private func analyse(_ text: String) -> ScriptAnalysis {
        if let latest, latest.source.bytes == Array(text.utf8) { return latest }
        let context = context ?? LanguageContext(session)
        let analysis = ScriptAnalysis(name: "prompt", bytes: Array(text.utf8), in: context)
        self.context = context
        latest = analysis
        return analysis
    }

    /// A statement may run: names can mean something else then, and the store can be another one or hold other values.
    func forget() {
        context = nil
        latest = nil
        knowledge = nil
        worth = [:]
    }

    // MARK: At a key

    /// Completions at a place, with values of the store if it returns them soon.
    func completions(_ text: String, _ utf8Offset: Int) -> Completions {
        let service = LanguageService(context ?? LanguageContext(session), knowledge: askableStore)
        let whole = prompt.memory.whole(text), before = whole.utf8.count - text.utf8.count
        let found = session.withoutBuildReports { service.completions(in: whole, at: before + utf8Offset) }
        let replaced = found.replacing.lowerBound - before..<found.replacing.upperBound - before
        return Completions(replacing: replaced, candidates: found.items.map(PromptLanguage.completion))
    }

    private var askableStore: StoreKnowledge? {
        guard prompt.asksWhileTyping, session.storePath != nil else { return nil }
        let knowledge = knowledge ?? StoreKnowledge(session)
        self.knowledge = knowledge
        return knowledge
    }

    private static func completion(_ item: CompletionItem) -> Completion {
        let type = switch item.kind {
        case .segment, .records: item.kind.rawValue
        case .keyword, .value: ""
        case .field, .metric, .function, .parameter, .column: item.type?.name ?? ""
        }
        let count = item.count.map { grouped($0) } ?? ""
        var detail = item.detail == count ? "" : item.detail
        // A type with a column of its own need not be repeated.
        if !type.isEmpty, detail.hasPrefix(type) {
            detail = String(detail.dropFirst(type.count).drop { " ·".contains($0) })
        }
        return Completion(insertText: item.text, label: item.text, type: type, count: count, detail: detail)
    }

    // MARK: While nothing is typed

    /// Errors first, then warnings, each as it stands in the text; nothing of what is only not finished yet.
    func inlineDiagnostics(_ text: String) -> [InlineDiagnostic] {
        guard !PromptLanguage.isCommand(text) else { return [] }
        let whole = prompt.memory.whole(text), before = whole.utf8.count - text.utf8.count
        let compilation = analyse(whole).compilation
        let isUnfinished = compilation.parsed.needsMore && !PromptLanguage.asksWhatIsMissing(text)
        let told = isUnfinished ? diagnosticsSoFar(whole, compilation) : compilation.diagnostics
        let own = told.filter {
            let range = $0.primary.span.utf8Range
            // The quote that closes a text may still come.
            return $0.primary.span.source == compilation.source.id && range.lowerBound >= before
                && !($0.code.id == "E0104" && range.upperBound == whole.utf8.count)
        }
        let ordered = own.filter { $0.severity == .error } + own.filter { $0.severity == .warning }
        return ordered.map { remark($0, in: compilation.source, before) }
    }

    /// Whether Enter was pressed again where a row was empty already.
    private static func asksWhatIsMissing(_ text: String) -> Bool {
        let rows = text.split(separator: "\n", omittingEmptySubsequences: false)
        return rows.count > 2 && rows.suffix(2).allSatisfy { String($0).trimmingBlanks.isEmpty }
    }

    /// Diagnostics of an unfinished text: at its end only names count, which are wrong whatever follows.
    private func diagnosticsSoFar(_ text: String, _ compilation: Compilation) -> [Diagnostic] {
        guard let unfinished = UnfinishedText(text) else {
            let end = text.utf8.count - text.utf8.reversed().prefix { [0x20, 0x09, 0x0A, 0x0D].contains($0) }.count
            return compilation.diagnostics.filter { $0.primary.span.utf8Range.upperBound < end }
        }
        let whole = session.context.compile(name: "prompt", bytes: Array(unfinished.text.utf8))
        return whole.diagnostics.filter {
            let end = $0.primary.span.utf8Range.upperBound
            return end < unfinished.typedEnd
                || end == unfinished.typedEnd && (unfinished.endIsFinal || $0.code.id.hasPrefix("E03"))
        }
    }

    /// - Parameter before: how much of the source the statement goes on from.
    private func remark(_ diagnostic: Diagnostic, in source: SourceText, _ before: Int) -> InlineDiagnostic {
        func own(_ span: SourceSpan) -> Range<Int> {
            span.utf8Range.lowerBound - before..<span.utf8Range.upperBound - before
        }
        let correction = diagnostic.fixIts.first.flatMap { fix -> Correction? in
            guard fix.edits.allSatisfy({ $0.span.source == source.id && $0.span.utf8Range.lowerBound >= before })
            else { return nil }
            return Correction(fix.title, fix.edits.map { Correction.Edit(own($0.span), $0.replacement) })
        }
        let range = own(diagnostic.primary.span)
        return InlineDiagnostic(
            range: range, severity: diagnostic.severity == .error ? .error : .warning,
            message: "\(diagnostic.code.id): \(diagnostic.message)", correction: correction,
            mayBecomeRight: isBeginning(diagnostic.primary.span.utf8Range))
    }

    /// Whether the text at a place is a word, and a name begins with it.
    private func isBeginning(_ range: Range<Int>) -> Bool {
        guard let found = latest?.completions(at: range.upperBound) else { return false }
        return found.replacing == range && !range.isEmpty && (found.values != nil || !found.items.isEmpty)
    }

    /// How many customers the statement is about, where it is whole.
    func audience(_ text: String) -> IdleTask? {
        guard prompt.asksWhileTyping, session.storePath != nil, !PromptLanguage.isCommand(text) else { return nil }
        let compilation = analyse(prompt.memory.whole(text)).compilation
        guard !compilation.parsed.needsMore, session.hasAudience(compilation) else { return nil }
        let lent = LentSession(session: session)
        return IdleTask(
            answer: {
                guard let size = try? lent.session.audienceSize(of: compilation) else { return nil }
                return counted(size, "customer", "customers")
            },
            cancel: { [interrupter = session.interrupter] in interrupter?.interrupt() })
    }

    // unsafe: the editor calls nothing else of the language until the thread that has it is over.
    private struct LentSession: @unchecked Sendable {
        let session: Session
    }

    // MARK: At each key

    /// The one completion that is certain, or how the function is called whose brackets have just been opened.
    /// Whether a statement of the history would be understood today, and has not failed in this session.
    func isWorthOffering(_ statement: String) -> Bool {
        guard !prompt.memory.failed.contains(statement) else { return false }
        if PromptLanguage.isCommand(statement) { return true }
        if let known = worth[statement] { return known }
        let isSound = !session.context.compile(name: "prompt", bytes: Array(statement.utf8)).hasErrors
        worth[statement] = isSound
        return isSound
    }

    func hint(_ text: String) -> Hint? {
        guard !PromptLanguage.isCommand(text) else { return nil }
        let whole = prompt.memory.whole(text), analysis = analyse(whole), offset = whole.utf8.count
        let found = analysis.completions(at: offset)
        let typed = analysis.source.text(found.replacing.lowerBound..<offset)
        if !typed.isEmpty, found.values == nil, found.items.count == 1, let only = found.items.first,
            only.text.hasPrefix(typed), only.text != typed
        {
            return Hint(String(only.text.dropFirst(typed.count)))
        }
        guard let last = text.trimmingBlanks.last, last == "(" || last == ",",
            let help = analysis.signatureHelp(at: offset),
              let active = help.activeParameter else { return nil }
        let rest = help.signature.parameters[active...].map(\.label).joined(separator: ", ")
        return Hint("\(text.last == "," ? " " : "")\(rest)) → \(help.signature.result)", isInsertable: false)
    }

    // MARK: Colours

    static func styles(_ text: String) -> [StyledRange] {
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
