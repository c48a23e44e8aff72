import Syntax

extension SyntaxNode {
    /// All nodes below this one, in the order of the text.
    var descendants: [SyntaxNode] {
        var found: [SyntaxNode] = []
        var pending: [SyntaxNode] = nodes.reversed()
        while let node = pending.popLast() {
            found.append(node)
            pending += node.nodes.reversed()
        }
        return found
    }
}

extension SourceSpan {
    /// The empty span in front.
    var start: SourceSpan { SourceSpan(source: source, utf8Start: Int(utf8Start), utf8End: Int(utf8Start)) }
}
