import Analyses
import Syntax

/// A text that is still being typed, made whole by leaving out what dangles at its end and closing what is open.
///
/// It makes earlier errors visible: the parser gives up on a statement that ends too soon, and nothing in it is
/// checked.
struct UnfinishedText {
    /// Parses without an error.
    let text: String
    /// Up to here it is as it was typed.
    let typedEnd: Int
    /// Whether what was left out leaves what stands before it as it is: `and` ends a condition, `>` does not.
    let endIsFinal: Bool

    /// nil where no short way makes the text whole.
    init?(_ typed: String) {
        let source = SourceText(id: SourceID(0), name: "prompt", text: typed)
        var tokens = Parser.parse(source, analyses: Analyses.forms).tree.tokens.filter {
            !$0.kind.isTrivia && $0.kind != .endOfFile
        }
        var leftOut: Token?
        for _ in 0..<4 {
            guard let last = tokens.last else { return nil }
            let end = last.utf8Range.upperBound
            let candidate = source.text(0..<end) + " " + UnfinishedText.closing(tokens)
            let parsed = Parser.parse(
                SourceText(id: SourceID(0), name: "prompt", text: candidate), analyses: Analyses.forms)
            if !parsed.needsMore, parsed.diagnostics.isEmpty {
                (text, typedEnd) = (candidate, end)
                endIsFinal =
                    leftOut.map { $0.kind == .pipe || $0.kind == .comma || $0.keyword == .and || $0.keyword == .or }
                    ?? false
                return
            }
            leftOut = tokens.popLast()
        }
        return nil
    }

    /// The brackets that the tokens leave open, closed.
    private static func closing(_ tokens: [Token]) -> String {
        var open: [String] = []
        for token in tokens {
            switch token.kind {
            case .leftParenthesis: open.append(")")
            case .leftBrace: open.append("}")
            case .rightParenthesis, .rightBrace: _ = open.popLast()
            default: continue
            }
        }
        return open.reversed().joined()
    }
}
