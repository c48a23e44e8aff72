package import Syntax

/// Fixes that hold: with one of them made, the text has no error that it did not have before.
///
/// The code that proposes a fix sees one place; only the whole text can tell whether the rest of the statement goes
/// with it. A fix that does not hold is not offered. If its only fault is that something is left to do elsewhere, it
/// stays as a piece of advice.
///
/// Enters: the diagnostics of a text, and a way to compile another text. Leaves: the same diagnostics with the fixes
/// that hold. Never: reads a file.
package struct FixItCheck {
    /// Bytes of text that may be compiled for the fixes of one text, so that a large script with many errors is not
    /// compiled a hundred times. Fixes beyond are offered as they are.
    static let limit = 1 << 18

    private let source: SourceText
    private let compile: (SourceText) -> [Diagnostic]
    private var spent = 0
    /// How often an error of these words was there.
    private let known: [Words: Int]

    /// An error wherever it stands: an edit before it moves it.
    private struct Words: Hashable {
        let code: String
        let message: String

        init(_ diagnostic: Diagnostic) { (code, message) = (diagnostic.code.id, diagnostic.message) }
    }

    /// - Parameters:
    ///   - asked: those whose fixes are looked at; nil for all.
    ///   - compile: what is wrong with a text that stands in place of the source, with the source's identity.
    package static func confirmed(
        _ diagnostics: [Diagnostic], asked: [Diagnostic]? = nil, of source: SourceText,
        compile: (SourceText) -> [Diagnostic]
    ) -> [Diagnostic] {
        let asked = asked ?? diagnostics
        // Where not all errors were told, those that come up behind a fix may be old ones.
        guard diagnostics.count < Parser.diagnosticLimit, asked.contains(where: { !$0.fixIts.isEmpty }) else {
            return asked
        }
        return withoutActuallyEscaping(compile) { compile in
            var check = FixItCheck(source: source, diagnostics: diagnostics, compile: compile)
            return asked.map { check.confirmed($0) }
        }
    }

    private init(source: SourceText, diagnostics: [Diagnostic], compile: @escaping (SourceText) -> [Diagnostic]) {
        self.source = source
        self.compile = compile
        known = diagnostics.reduce(into: [:]) { if $1.severity == .error { $0[Words($1), default: 0] += 1 } }
    }

    private mutating func confirmed(_ diagnostic: Diagnostic) -> Diagnostic {
        var result = diagnostic
        result.fixIts = []
        var advice: String?
        for fix in diagnostic.fixIts {
            switch outcome(of: fix, for: diagnostic) {
            case .holds: result.fixIts.append(fix)
            // The name is meant all the same, wherever it stands wrong.
            case .fails: if diagnostic.code.isOfNames { advice = advice ?? fix.title }
            case .leavesOthers: advice = advice ?? fix.title
            }
        }
        if result.fixIts.isEmpty, let advice, diagnostic.code.isOfNames || diagnostic.code == .unclosed {
            result.notes.append(advice)
        }
        return result
    }

    private enum Outcome { case holds, fails, leavesOthers }

    private mutating func outcome(of fix: Diagnostic.FixIt, for diagnostic: Diagnostic) -> Outcome {
        guard fix.edits.allSatisfy({ $0.span.source == source.id }) else { return .holds }
        spent += source.bytes.count
        guard spent <= FixItCheck.limit else { return .holds }
        let edits = fix.edits.sorted { ($0.span.utf8Start, $0.span.utf8End) < ($1.span.utf8Start, $1.span.utf8End) }
        let mended = SourceText(id: source.id, name: source.name, bytes: source.bytes(applying: edits))
        var allowed = known
        if diagnostic.severity == .error { allowed[Words(diagnostic), default: 0] -= 1 }
        var places = FixItCheck.places(of: edits)[...]
        if places.isEmpty { places = [0..<0] }
        var isHidden = false
        for error in compile(mended) where error.severity == .error {
            if let count = allowed[Words(error)], count > 0 {
                allowed[Words(error)] = count - 1
                continue
            }
            let spans = [error.primary.span] + error.secondary.map(\.span)
            let touches = spans.contains { span in
                span.source == source.id
                    && places.contains { $0.lowerBound <= Int(span.utf8End) && Int(span.utf8Start) <= $0.upperBound }
            }
            if touches { return .fails }
            isHidden = true
        }
        return isHidden ? .leavesOthers : .holds
    }

    /// Where the edits' replacements stand in the mended text.
    private static func places(of edits: [Diagnostic.Edit]) -> [Range<Int>] {
        var shift = 0
        return edits.map { edit in
            let start = Int(edit.span.utf8Start) + shift
            shift += edit.replacement.utf8.count - edit.span.utf8Range.count
            return start..<start + edit.replacement.utf8.count
        }
    }
}

extension DiagnosticCode {
    /// A name that means nothing, for which another may have been meant.
    fileprivate var isOfNames: Bool {
        [.unknownName, .unknownSource, .unknownFunction, .unknownParameter].contains(self)
    }
}
