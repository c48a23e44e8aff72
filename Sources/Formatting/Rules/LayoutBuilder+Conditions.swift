import Syntax

/// Conditions and arithmetic: a line ends before an operator, all of a chain or none.
extension LayoutBuilder {
    mutating func addChain(_ elements: [SyntaxNode.Element]) {
        group {
            $0.indented {
                for element in elements {
                    if case .token = element {
                        $0.addOperator(element)
                        $0.add(.space)
                    } else {
                        $0.add(element)
                    }
                }
            }
        }
    }

    /// A line ends before the operator, unless there is but a value behind it: then it ends within the brackets before
    /// it.
    mutating func addComparison(_ elements: [SyntaxNode.Element]) {
        let nodes = elements.compactMap(\.node)
        let endsInBrackets = (nodes.first?.hasBrackets ?? false) && (nodes.last?.isShort ?? true)
        group {
            $0.addTouching(elements.prefix(1))
            $0.indented {
                for element in elements.dropFirst() {
                    if !endsInBrackets, element.tokenKind?.spelling != nil {
                        $0.addOperator(element)
                    } else {
                        $0.add(.space)
                        $0.add(element)
                    }
                }
            }
        }
    }

    /// `a in (x, y) ignoring case`
    mutating func addMembership(_ elements: [SyntaxNode.Element]) {
        let opening = elements.firstIndex { $0.tokenKind == .leftParenthesis } ?? elements.count
        let closing = elements.lastIndex { $0.tokenKind == .rightParenthesis } ?? elements.count
        addSpaced(elements[..<opening])
        guard opening < closing, closing < elements.count else { return addRest(elements[opening...]) }
        if opening > 0 { add(.space) }
        let items = elements[(opening + 1)..<closing]
        let isFilled = items.allSatisfy { $0.node?.isShort ?? true }
        addBrackets(elements[opening], elements[closing]) { $0.addList(items, separator: isFilled ? .fillLine : .line) }
        addRest(elements[(closing + 1)...])
    }

    private mutating func addRest(_ elements: ArraySlice<SyntaxNode.Element>) {
        for element in elements {
            add(.space)
            add(element)
        }
    }

    /// `if a then b else c`
    mutating func addConditional(_ elements: [SyntaxNode.Element]) {
        group {
            for (index, element) in elements.enumerated() {
                if element.keyword == .then || element.keyword == .else {
                    $0.indented { $0.addOperator(element) }
                } else {
                    if index > 0 { $0.add(.space) }
                    $0.indented { $0.add(element) }
                }
            }
        }
    }

    /// Round brackets with what is in them on the same line, or indented on lines of its own.
    mutating func addBrackets(
        _ opening: SyntaxNode.Element, _ closing: SyntaxNode.Element, _ content: (inout LayoutBuilder) -> Void
    ) {
        group {
            $0.add(opening)
            $0.indented {
                $0.add(.softLine)
                content(&$0)
                $0.addComments(beforeClosing: closing)
            }
            $0.add(.softLine)
            $0.add(closing)
        }
    }
}

extension SyntaxNode {
    /// Whether a line can end within round brackets.
    var hasBrackets: Bool {
        switch kind {
        case .call, .sequence, .parenthesized, .membership, .valuesClause, .valueList: true
        default: nodes.contains(where: \.hasBrackets)
        }
    }
}
