import EditLine
import Engine
import LanguageService
import Output
import Semantics
import Store
import Syntax

/// The language as the editor asks about it, key by key: remembers what it made of the last text.
///
/// Enters: texts, as they are typed. Leaves: what the editor shows beside them. Never: changes the session, or asks its store
/// on the editor's thread.
final class PromptLanguage {
    private unowned let prompt: PromptSession
    private var latest: (text: String, compilation: Compilation, session: ObjectIdentifier)?

    init(_ prompt: PromptSession) { self.prompt = prompt }

    private var session: Session { prompt.session }

    private static func isCommand(_ text: String) -> Bool { text.trimmingBlanks.hasPrefix(".") }

    private func compile(_ text: String) -> Compilation {
        if let latest, latest.text == text, latest.session == ObjectIdentifier(session) { return latest.compilation }
        let compilation = session.context.compile(name: "prompt", bytes: Array(text.utf8))
        latest = (text, compilation, ObjectIdentifier(session))
        return compilation
    }

    /// A statement may run: names can mean something else then.
    func forget() { latest = nil }

    // MARK: While nothing is typed

    /// Errors first, then warnings, each as it stands in the text; nothing of what is only not finished yet.
    func remarks(_ text: String) -> [Remark] {
        guard !PromptLanguage.isCommand(text) else { return [] }
        let compilation = compile(text)
        let told = compilation.parsed.needsMore ? diagnosticsSoFar(text, compilation) : compilation.diagnostics
        let own = told.filter { $0.primary.span.source == compilation.source.id }
        return (own.filter { $0.severity == .error } + own.filter { $0.severity == .warning }).map { remark($0, in: compilation.source) }
    }

    /// What is wrong with a text that waits for more: of what was typed last, names alone are wrong whatever follows.
    private func diagnosticsSoFar(_ text: String, _ compilation: Compilation) -> [Diagnostic] {
        guard let unfinished = UnfinishedText(text) else {
            let end = text.utf8.count - text.utf8.reversed().prefix { [0x20, 0x09, 0x0A, 0x0D].contains($0) }.count
            return compilation.diagnostics.filter { $0.primary.span.utf8Range.upperBound < end }
        }
        let whole = session.context.compile(name: "prompt", bytes: Array(unfinished.text.utf8))
        return whole.diagnostics.filter {
            let end = $0.primary.span.utf8Range.upperBound
            return end < unfinished.typedEnd || end == unfinished.typedEnd && $0.code.id.hasPrefix("E03")
        }
    }

    private func remark(_ diagnostic: Diagnostic, in source: SourceText) -> Remark {
        let correction = diagnostic.fixIts.first.flatMap { fix -> Correction? in
            guard fix.edits.allSatisfy({ $0.span.source == source.id }) else { return nil }
            return Correction(fix.title, fix.edits.map { Correction.Edit($0.span.utf8Range, $0.replacement) })
        }
        return Remark(range: diagnostic.primary.span.utf8Range, severity: diagnostic.severity == .error ? .error : .warning,
                      message: "\(diagnostic.code.id): \(diagnostic.message)", correction: correction)
    }

    /// How many customers the statement is about, where it is whole.
    func audience(_ text: String) -> IdleQuestion? {
        guard prompt.asksWhileTyping, session.storePath != nil, !PromptLanguage.isCommand(text) else { return nil }
        let compilation = compile(text)
        guard !compilation.parsed.needsMore, session.hasAudience(compilation) else { return nil }
        let lent = LentSession(session: session)
        return IdleQuestion(
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

    /// The one completion that is certain, or how the function is called whose brackets are open.
    func hint(_ text: String) -> Hint? {
        guard !PromptLanguage.isCommand(text) else { return nil }
        let offset = text.utf8.count
        let found = LanguageService(session).completions(in: text, at: offset)
        let typed = String(decoding: Array(text.utf8)[found.replacing.clamped(to: 0..<offset)], as: UTF8.self)
        if !typed.isEmpty, found.items.count == 1, let only = found.items.first, only.text.hasPrefix(typed), only.text != typed {
            return Hint(String(only.text.dropFirst(typed.count)))
        }
        return nil
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
