import Analyses
import Semantics
import Syntax

/// A fix made by a test, and what is wrong with the text that it makes: written without a look at how the product
/// checks its fixes.
struct AppliedFix {
    let title: String
    let text: String
    /// Errors that the text did not have before.
    let newErrors: [String]

    /// Every fix of every diagnostic of a text.
    static func all(_ diagnostics: [Diagnostic], of text: [UInt8], compile: ([UInt8]) -> [Diagnostic]) -> [AppliedFix] {
        diagnostics.flatMap { diagnostic in
            diagnostic.fixIts.map { fix in
                let mended = apply(fix, to: text)
                var before = diagnostics.filter { $0.severity == .error && $0 != diagnostic }.map(words)
                var new: [String] = []
                for error in compile(mended) where error.severity == .error {
                    if let index = before.firstIndex(of: words(error)) {
                        before.remove(at: index)
                    } else {
                        new.append(words(error))
                    }
                }
                return AppliedFix(title: fix.title, text: String(decoding: mended, as: UTF8.self), newErrors: new)
            }
        }
    }

    private static func words(_ diagnostic: Diagnostic) -> String { "\(diagnostic.code.id) \(diagnostic.message)" }

    private static func apply(_ fix: Diagnostic.FixIt, to text: [UInt8]) -> [UInt8] {
        var bytes = text
        for edit in fix.edits.sorted(by: { ($0.span.utf8Start, $0.span.utf8End) > ($1.span.utf8Start, $1.span.utf8End) }
        ) {
            bytes.replaceSubrange(edit.span.utf8Range, with: Array(edit.replacement.utf8))
        }
        return bytes
    }
}

extension QuestionEnvironment {
    /// What is wrong with a text, with the fixes that are offered.
    static func diagnostics(_ bytes: [UInt8], _ environment: Environment) -> [Diagnostic] {
        let source = SourceText(id: SourceID(2), name: "question", bytes: bytes)
        func found(_ source: SourceText) -> [Diagnostic] {
            let parsed = Parser.parse(source, analyses: Analyses.forms)
            return parsed.diagnostics(with: Binder.bind(parsed, in: environment).diagnostics)
        }
        return FixItCheck.confirmed(found(source), of: source, compile: found)
    }
}
