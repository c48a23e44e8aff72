import Syntax

/// Definitions: a heading, and what it stands for on the same line or, indented, on the next ones.
extension LayoutBuilder {
    /// - Parameter isSign: whether an element is the word or sign that what is defined stands behind.
    mutating func addDefinition(_ elements: [SyntaxNode.Element], _ isSign: (SyntaxNode.Element) -> Bool) {
        let split = elements.firstIndex(where: isSign) ?? elements.count
        addHeading(elements[..<split])
        guard split < elements.count else { return }
        if split == 1 {
            // `segment where …`: the two words belong together.
            add(.space)
            addSpaced(elements[split...])
        } else {
            indented {
                $0.addOperator(elements[split])
                $0.add(.space)
                $0.addSpaced(elements[(split + 1)...])
            }
        }
    }

    /// The statement's word and the name; label and aliases behind them go onto further lines where they must.
    private mutating func addHeading(_ elements: ArraySlice<SyntaxNode.Element>) {
        addSpaced(elements.prefix(2))
        indented {
            $0.indented {
                for element in elements.dropFirst(2) {
                    $0.add(.fillLine)
                    $0.group { $0.add(element) }
                }
            }
        }
    }

    /// Classes are a table: one a line, however short.
    mutating func addClassDeclaration(_ elements: [SyntaxNode.Element]) {
        let brace = elements.firstIndex { $0.tokenKind == .leftBrace } ?? elements.count
        addHeading(elements[..<brace])
        add(.space)
        addBraces(elements[brace...], isBroken: true, endsWithComma: false)
    }

    mutating func addEntity(_ elements: [SyntaxNode.Element]) {
        let brace = elements.firstIndex { $0.tokenKind == .leftBrace } ?? elements.count
        addHeading(elements[..<brace])
        add(.space)
        addBraces(elements[brace...], endsWithComma: true)
    }

    /// `{ a, b }`, or one a line.
    mutating func addBraces(_ elements: ArraySlice<SyntaxNode.Element>, isBroken: Bool = false, endsWithComma: Bool) {
        let content = elements.filter { $0.tokenKind != .leftBrace && $0.tokenKind != .rightBrace }
        group(isBroken: isBroken && !content.isEmpty) {
            if let opening = elements.first(where: { $0.tokenKind == .leftBrace }) { $0.add(opening) }
            $0.indented {
                if !content.isEmpty { $0.add(.line) }
                $0.addEntries(content)
                if endsWithComma, !content.isEmpty { $0.add(.commaIfBroken) }
                $0.addComments(beforeClosing: elements.last)
            }
            $0.add(content.isEmpty ? .softLine : .line)
            if let closing = elements.last, closing.tokenKind == .rightBrace { $0.add(closing) }
        }
    }

    private mutating func addEntries(_ elements: [SyntaxNode.Element]) {
        var separates = false
        for element in elements {
            if element.tokenKind == .comma {
                add(element)
                separates = true
            } else {
                if separates {
                    add(.line)
                    add(.entry)
                }
                group { $0.add(element) }
            }
        }
    }

    mutating func addComments(beforeClosing element: SyntaxNode.Element?) {
        if case .token(let token) = element, let place = tokens.place(of: token) { add(.comments(before: place)) }
    }
}
