import Syntax

/// Calls, brackets, and what stands before or behind a value.
extension LayoutBuilder {
    /// `f(a, b)`, or one argument a line.
    mutating func addCall(_ elements: [SyntaxNode.Element]) {
        guard elements.count > 3, let closing = elements.last, closing.tokenKind == .rightParenthesis else {
            return addTouching(elements)
        }
        add(elements[0])
        addBrackets(elements[1], closing) { $0.addList(elements[2..<(elements.count - 1)], separator: .line) }
    }

    /// `sequence(a then b)`, or one step a line.
    mutating func addSequence(_ elements: [SyntaxNode.Element]) {
        guard elements.count > 3, let closing = elements.last, closing.tokenKind == .rightParenthesis else {
            return addTouching(elements)
        }
        add(elements[0])
        addBrackets(elements[1], closing) {
            for element in elements[2..<(elements.count - 1)] {
                if element.keyword == .then {
                    $0.addOperator(element)
                    $0.add(.space)
                } else {
                    $0.add(element)
                }
            }
        }
    }

    mutating func addParenthesized(_ elements: [SyntaxNode.Element]) {
        guard elements.count > 1, let opening = elements.first, let closing = elements.last,
            closing.tokenKind == .rightParenthesis
        else {
            return addTouching(elements)
        }
        addBrackets(opening, closing) { $0.addSpaced(elements[1..<(elements.count - 1)]) }
    }

    /// `-a`; two signs stay apart, or a comment would start.
    mutating func addMinus(_ elements: [SyntaxNode.Element]) {
        for element in elements {
            if element.node?.startsWithMinus ?? false { add(.space) }
            add(element)
        }
    }

    /// `a over WINDOW as of DAY`: chains of any length, so without recursion.
    mutating func addPostfix(_ node: SyntaxNode) {
        var chain = [node]
        while let operand = chain[chain.count - 1].elements.first?.node,
            [.restricted, .asOf, .among, .partitioned].contains(operand.kind)
        { chain.append(operand) }
        if let innermost = chain.last?.elements.first { add(innermost) }
        for node in chain.reversed() {
            if node.kind == .partitioned {
                addPartition(node.elements.dropFirst())
                continue
            }
            for element in node.elements.dropFirst() {
                add(.space)
                add(element)
            }
        }
    }

    /// `by country`, `by (country, city)`
    private mutating func addPartition(_ elements: ArraySlice<SyntaxNode.Element>) {
        guard let word = elements.first else { return }
        add(.space)
        add(word)
        add(.space)
        let rest = elements.dropFirst()
        guard rest.first?.tokenKind == .leftParenthesis, let open = rest.first, let close = rest.last, rest.count > 2
        else { return rest.forEach { add($0) } }
        add(open)
        group { $0.indented { $0.addList(rest.dropFirst().dropLast(), separator: .fillLine) } }
        add(close)
    }
}

extension SyntaxNode {
    /// Whether the first sign of the expression is a minus.
    var startsWithMinus: Bool {
        var node = self
        while true {
            if node.kind == .minus { return true }
            guard let first = node.elements.first?.node else { return false }
            node = first
        }
    }
}
