/// A whole text as tokens and nodes: an immutable value in flat arrays.
///
/// Every token that is not trivia belongs to exactly one node, in order, and all tokens concatenate to the text, so
/// that nothing the user wrote is ever lost, errors included.
///
/// A class, because every node refers to its tree and nodes are passed around by the thousand.
package final class SyntaxTree: Sendable {
    struct Node: Sendable {
        var kind: SyntaxKind
        var firstChild: Int32
        var childCount: Int32
        /// From the first token to the last; empty, where the node has none, at the place it was expected.
        var utf8Start: Int32
        var utf8End: Int32
    }

    package let source: SourceText
    /// The forms of the analyses that it was parsed with.
    package let analyses: [AnalysisForm]
    /// In source order, trivia included, `endOfFile` last.
    package let tokens: [Token]
    let nodes: [Node]
    /// Children of all nodes: a node's index, or the complement of a token's.
    let children: [Int32]

    init(
        source: SourceText, analyses: [AnalysisForm], tokens: [Token], nodes: [Node], children: [Int32]
    ) {
        self.source = source
        self.analyses = analyses
        self.tokens = tokens
        self.nodes = nodes
        self.children = children
    }

    package var root: SyntaxNode { SyntaxNode(tree: self, index: nodes.count - 1) }
}

/// A node of a tree.
package struct SyntaxNode: Sendable {
    package let tree: SyntaxTree
    let index: Int

    package var kind: SyntaxKind { tree.nodes[index].kind }

    package var span: SourceSpan {
        let node = tree.nodes[index]
        return SourceSpan(source: tree.source.id, utf8Start: Int(node.utf8Start), utf8End: Int(node.utf8End))
    }

    package var text: String { tree.source.text(span) }

    package enum Element: Sendable {
        case node(SyntaxNode)
        case token(SyntaxToken)
    }

    private var childHandles: ArraySlice<Int32> { tree.children[childRange] }

    private var childRange: Range<Int> {
        let node = tree.nodes[index]
        return Int(node.firstChild)..<Int(node.firstChild + node.childCount)
    }

    package var elements: [Element] {
        childHandles.map {
            $0 >= 0 ? .node(SyntaxNode(tree: tree, index: Int($0))) : .token(SyntaxToken(tree: tree, index: Int(~$0)))
        }
    }

    package var nodes: [SyntaxNode] {
        childHandles.compactMap { $0 >= 0 ? SyntaxNode(tree: tree, index: Int($0)) : nil }
    }

    package var tokens: [SyntaxToken] {
        childHandles.compactMap { $0 < 0 ? SyntaxToken(tree: tree, index: Int(~$0)) : nil }
    }

    /// The first child of a kind. Like `all`, `token` and `hasKeyword` it makes no list of the others: each start of
    /// the program asks them some thousands of times of the model.
    package func first(_ kind: SyntaxKind) -> SyntaxNode? {
        for place in childRange where tree.children[place] >= 0 && tree.nodes[Int(tree.children[place])].kind == kind {
            return SyntaxNode(tree: tree, index: Int(tree.children[place]))
        }
        return nil
    }

    package func all(_ kind: SyntaxKind) -> [SyntaxNode] {
        var found: [SyntaxNode] = []
        for place in childRange where tree.children[place] >= 0 && tree.nodes[Int(tree.children[place])].kind == kind {
            found.append(SyntaxNode(tree: tree, index: Int(tree.children[place])))
        }
        return found
    }

    /// The last child that covers a byte or ends right before it.
    package func child(at utf8Offset: Int) -> SyntaxNode? {
        for place in childRange.reversed() where tree.children[place] >= 0 {
            let node = tree.nodes[Int(tree.children[place])]
            if node.utf8Start <= utf8Offset, utf8Offset <= node.utf8End {
                return SyntaxNode(tree: tree, index: Int(tree.children[place]))
            }
        }
        return nil
    }

    package var lastToken: SyntaxToken? {
        for place in childRange.reversed() where tree.children[place] < 0 {
            return SyntaxToken(tree: tree, index: Int(~tree.children[place]))
        }
        return nil
    }

    package var firstToken: SyntaxToken? {
        for place in childRange where tree.children[place] < 0 {
            return SyntaxToken(tree: tree, index: Int(~tree.children[place]))
        }
        return nil
    }

    package func token(_ kind: TokenKind) -> SyntaxToken? {
        for place in childRange where tree.children[place] < 0 && tree.tokens[Int(~tree.children[place])].kind == kind {
            return SyntaxToken(tree: tree, index: Int(~tree.children[place]))
        }
        return nil
    }

    package func hasKeyword(_ keyword: Keyword) -> Bool {
        childHandles.contains { $0 < 0 && tree.tokens[Int(~$0)].keyword == keyword }
    }

    /// Whether the parser had to leave something out or in below this node.
    package var isDamaged: Bool {
        kind == .missing || kind == .unexpected || nodes.contains { $0.isDamaged }
    }

    /// The comment lines directly above, without their dashes and without those that speak to the linter; nil where
    /// there are none.
    package var documentation: String? {
        guard let first = firstTokenIndex else { return nil }
        var lines: [String] = []
        var i = first - 1
        while i >= 1, tree.tokens[i].kind == .whitespace, tree.tokens[i - 1].kind == .comment {
            let gap = tree.source.bytes[tree.tokens[i].utf8Range]
            guard gap.reduce(0, { $1 == UInt8(ascii: "\n") ? $0 + 1 : $0 }) == 1 else { break }
            // A comment behind something on its line belongs to that, not to what follows.
            guard startsLine(tokenIndex: i - 1) else { break }
            let comment = tree.source.bytes[tree.tokens[i - 1].utf8Range].drop { $0 == UInt8(ascii: "-") }
            let line = comment.first == UInt8(ascii: " ") ? comment.dropFirst() : comment
            if !line.starts(with: "lint: ".utf8) { lines.append(String(decoding: line, as: UTF8.self)) }
            i -= 2
        }
        lines.reverse()
        return lines.isEmpty ? nil : lines.count == 1 ? lines[0] : lines.joined(separator: "\n")
    }

    private func startsLine(tokenIndex i: Int) -> Bool {
        guard i > 0 else { return true }
        guard tree.tokens[i - 1].kind == .whitespace else { return false }
        return i == 1 || tree.source.bytes[tree.tokens[i - 1].utf8Range].contains(UInt8(ascii: "\n"))
    }

    private var firstTokenIndex: Int? {
        for handle in childHandles {
            if handle < 0 { return Int(~handle) }
            if let found = SyntaxNode(tree: tree, index: Int(handle)).firstTokenIndex { return found }
        }
        return nil
    }

    /// All tokens below this node in source order, trivia left out.
    package var descendantTokens: [SyntaxToken] {
        elements.flatMap { element -> [SyntaxToken] in
            switch element {
            case .node(let node): node.descendantTokens
            case .token(let token): [token]
            }
        }
    }
}

/// A token of a tree.
package struct SyntaxToken: Sendable {
    package let tree: SyntaxTree
    /// Among the tokens of the tree.
    package let index: Int

    package var kind: TokenKind { tree.tokens[index].kind }
    package var keyword: Keyword? { tree.tokens[index].keyword }
    package var text: String { tree.source.text(tree.tokens[index].utf8Range) }
    /// The token's contents: quotes dropped, escapes resolved, the `$` of a parameter dropped.
    package var contents: String { tree.source.contents(of: tree.tokens[index]) }

    package var span: SourceSpan {
        let range = tree.tokens[index].utf8Range
        return SourceSpan(source: tree.source.id, utf8Start: range.lowerBound, utf8End: range.upperBound)
    }
}

extension SyntaxNode {
    /// An outline, a node or token a line, for `explain --stage tree`.
    package var outline: String {
        var lines: [String] = []
        appendOutline(to: &lines, depth: 0)
        return lines.joined(separator: "\n") + "\n"
    }

    private func appendOutline(to lines: inout [String], depth: Int) {
        let indent = String(repeating: "  ", count: depth)
        lines.append("\(indent)\(kind)")
        for element in elements {
            switch element {
            case .node(let node): node.appendOutline(to: &lines, depth: depth + 1)
            case .token(let token): lines.append("\(indent)  `\(token.text)`")
            }
        }
    }
}
