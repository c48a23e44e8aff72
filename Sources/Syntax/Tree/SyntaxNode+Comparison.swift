extension SyntaxNode {
    /// Whether another node, of this tree or of another, has the same text below it and was made the same sense of,
    /// wherever it stands: the same bytes, and the same nodes over them.
    package func reads(as other: SyntaxNode) -> Bool {
        let (own, others) = (tree, other.tree), (ownRange, otherRange) = (span.utf8Range, other.span.utf8Range)
        guard ownRange.count == otherRange.count else { return false }
        let (first, otherFirst) = (firstNodeIndex, other.firstNodeIndex)
        guard index - first == other.index - otherFirst, own.source.bytes[ownRange] == others.source.bytes[otherRange]
        else { return false }
        let shift = Int32(otherRange.lowerBound - ownRange.lowerBound), nodeShift = Int32(otherFirst - first)
        var tokenShift: Int32?
        for place in first...index {
            let (a, b) = (own.nodes[place], others.nodes[place + Int(nodeShift)])
            guard a.kind == b.kind, a.childCount == b.childCount, a.utf8Start + shift == b.utf8Start,
                a.utf8End + shift == b.utf8End
            else { return false }
            for offset in 0..<a.childCount {
                let (child, otherChild) = (
                    own.children[Int(a.firstChild + offset)], others.children[Int(b.firstChild + offset)]
                )
                if child >= 0 {
                    guard child + nodeShift == otherChild else { return false }
                } else {
                    guard otherChild < 0 else { return false }
                    let shift = ~otherChild - ~child
                    guard tokenShift ?? shift == shift else { return false }
                    tokenShift = shift
                }
            }
        }
        return true
    }

    /// Nodes stand behind everything below them: the first of those is the innermost one at the left.
    private var firstNodeIndex: Int {
        var node = self
        while let child = node.nodes.first { node = child }
        return node.index
    }
}
