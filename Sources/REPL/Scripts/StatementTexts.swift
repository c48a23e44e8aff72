import Analyses
import Semantics
import Syntax

/// A statement of a text with the comments that belong to it: those before it, and the one behind it on its last line.
struct StatementText {
    let node: SyntaxNode
    /// In UTF-8, of the whole text; begins with the first comment.
    let utf8Range: Range<Int>
    /// Begins with the comment lines directly above, without those that a blank line parts from it.
    let closeRange: Range<Int>

    var source: SourceText { node.tree.source }
    var text: String { source.text(utf8Range) }
    /// The line that the statement itself starts on, from 1.
    var line: Int { source.position(atUTF8Offset: node.span.utf8Range.lowerBound).line + 1 }

    /// The name that the statement defines: that of a segment, a value or a figure, `$min` or an import's; nil for a
    /// question.
    var definedName: String? {
        switch node.kind {
        case let kind where kind.isDefinition: return node.first(.declaredName)?.dottedName
        case .parameterDeclaration: return node.tokens.dropFirst().first.map { "$" + $0.contents }
        case .importDeclaration: return node.lastToken?.contents
        default: return nil
        }
    }

    /// Whether a text is comments alone, whose statement is still to come; a blank last row says that none will.
    static func isToBeContinued(_ text: String) -> Bool {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0).trimmingBlanks }
        return lines.last != "" && lines.contains { $0.hasPrefix("--") }
            && lines.allSatisfy { $0.isEmpty || $0.hasPrefix("--") }
    }

    static func all(in text: String) -> [StatementText] {
        let tree = Parser.parse(SourceText(id: SourceID(0), name: "", text: text), analyses: Analyses.forms).tree
        let comments = tree.tokens.filter { $0.kind == .comment }.map(\.utf8Range)
        let bytes = tree.source.bytes
        func holdsLineBreak(_ range: Range<Int>) -> Bool { bytes[range].contains(UInt8(ascii: "\n")) }
        var statements: [StatementText] = [], end = 0
        for node in tree.root.nodes {
            let own = node.span.utf8Range
            let above = comments.filter { $0.lowerBound >= end && $0.upperBound <= own.lowerBound }
            let behind = comments.first {
                $0.lowerBound >= own.upperBound && !holdsLineBreak(own.upperBound..<$0.lowerBound)
            }
            var close = own.lowerBound
            for comment in above.reversed() {
                guard bytes[comment.upperBound..<close].count(where: { $0 == UInt8(ascii: "\n") }) == 1 else { break }
                close = comment.lowerBound
            }
            // A text that ends in comments ends with its last statement.
            end = behind.map(\.upperBound) ?? own.upperBound
            statements.append(
                StatementText(
                    node: node, utf8Range: (above.first?.lowerBound ?? own.lowerBound)..<end, closeRange: close..<end))
        }
        return statements
    }
}
