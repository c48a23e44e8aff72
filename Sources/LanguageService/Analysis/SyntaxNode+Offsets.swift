import Syntax

extension SyntaxNode {
    var utf8Range: Range<Int> { span.utf8Range }

    /// The nodes around a byte, the outermost first; a byte right behind a node counts as in it.
    func chain(to utf8Offset: Int) -> [SyntaxNode] {
        var chain = [self]
        while let inner = chain[chain.count - 1].child(at: utf8Offset) { chain.append(inner) }
        return chain
    }

    /// The innermost node that holds a whole range.
    func innermost(holding range: Range<Int>) -> SyntaxNode {
        var node = self
        while let inner = node.nodes.first(where: {
            $0.utf8Range.lowerBound <= range.lowerBound && range.upperBound <= $0.utf8Range.upperBound
                && !$0.utf8Range.isEmpty
        }) {
            node = inner
        }
        return node
    }
}

extension SyntaxTree {
    /// The index of the token that a byte is in, or right behind; white space only where nothing else is there.
    func tokenIndex(at utf8Offset: Int) -> Int? {
        var low = 0, high = tokens.count
        while low < high {
            let middle = (low + high) / 2
            if tokens[middle].utf8Range.upperBound < utf8Offset { low = middle + 1 } else { high = middle }
        }
        let touching = tokens[low...].prefix { $0.utf8Range.lowerBound <= utf8Offset }.indices
        return touching.first { tokens[$0].kind == .identifier } ?? touching.first {
            !tokens[$0].kind.isTrivia && tokens[$0].kind != .endOfFile
        } ?? touching.first
    }
}
