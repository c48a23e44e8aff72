package import Syntax

/// `import "lib/metrics.cq" as m`, as written.
package struct ImportStatement: Sendable {
    package let path: String
    package let pathSpan: SourceSpan
    package let alias: String
    package let aliasSpan: SourceSpan

    /// nil for any other node, and where the parser missed something.
    init?(_ node: SyntaxNode) {
        let words = node.tokens
        guard node.kind == .importDeclaration, !node.isDamaged, words.count == 4, words[2].keyword == .as else {
            return nil
        }
        (path, pathSpan) = (words[1].contents, words[1].span)
        (alias, aliasSpan) = (words[3].contents, words[3].span)
    }

    static func isAnyDamaged(in parsed: ParsedSource) -> Bool {
        parsed.tree.root.all(.importDeclaration).contains { ImportStatement($0) == nil }
    }

    /// The imports of a text, in order.
    package static func all(in parsed: ParsedSource) -> [ImportStatement] {
        parsed.tree.root.all(.importDeclaration).compactMap { ImportStatement($0) }
    }
}
