import Syntax

/// Pipelines: on one line, or one stage a line behind its `|`.
extension LayoutBuilder {
    mutating func addPipeline(_ elements: [SyntaxNode.Element]) {
        for (index, element) in elements.enumerated() {
            if element.tokenKind == .pipe {
                indented { $0.addOperator(element) }
            } else if index > 0, elements[index - 1].tokenKind == .pipe {
                add(.space)
                indented { $0.indented { $0.add(element) } }
            } else {
                if index > 0 { add(.space) }
                add(element)
            }
        }
    }

    /// `path WINDOW where CONDITION`, and what else follows records.
    mutating func addRecords(_ elements: [SyntaxNode.Element]) {
        group {
            $0.indented {
                for (index, element) in elements.enumerated() {
                    if let clause = element.node, clause.kind == .whereClause, let word = clause.elements.first {
                        // `count(where vip)`: nothing is parted from it.
                        if index > 0 { $0.addOperator(word) } else { $0.add(word) }
                        $0.add(.space)
                        $0.addSpaced(clause.elements.dropFirst())
                    } else {
                        let isClause = element.node?.kind == .withinClause || element.node?.kind == .withoutClause
                        if index > 0 { $0.add(isClause ? .line : .space) }
                        $0.add(element)
                    }
                }
            }
        }
    }

    /// `select a, b`: as many on a line as fit where they are names and values, else one a line.
    mutating func addListStage(_ elements: [SyntaxNode.Element]) {
        guard let word = elements.first else { return }
        add(word)
        let isFilled = elements.allSatisfy { $0.node?.isShort ?? true } || word.keyword == .sort
        group {
            $0.indented {
                $0.add(isFilled ? .space : .line)
                $0.addList(elements.dropFirst(), separator: isFilled ? .fillLine : .line)
            }
        }
    }

    /// `take 3`, `take 3 by country, city`
    mutating func addTakeStage(_ elements: [SyntaxNode.Element]) {
        let head = elements.prefix { $0.node == nil }
        addSpaced(head)
        guard head.count < elements.count else { return }
        add(.space)
        group { $0.indented { $0.addList(elements[head.count...], separator: .fillLine) } }
    }

    /// `group by a, b { … }`
    mutating func addGroupStage(_ elements: [SyntaxNode.Element]) {
        let brace = elements.firstIndex { $0.tokenKind == .leftBrace } ?? elements.count
        addSpaced(elements[..<min(2, brace)])
        add(.space)
        let keys = elements[min(2, brace)..<brace]
        let totals = keys.lastIndex { $0.node?.kind == .totalsClause } ?? brace
        group { $0.indented { $0.addList(keys[..<totals], separator: .fillLine) } }
        for element in keys[totals...] {
            add(.space)
            add(element)
        }
        add(.space)
        addBraces(elements[brace...], endsWithComma: true)
    }

    /// `aggregate { … }`, `classify name { … }`
    mutating func addBracedStage(_ elements: [SyntaxNode.Element], endsWithComma: Bool) {
        let brace = elements.firstIndex { $0.tokenKind == .leftBrace } ?? elements.count
        addSpaced(elements[..<brace])
        add(.space)
        addBraces(elements[brace...], endsWithComma: endsWithComma)
    }

    /// `migrate tier from 2026-01-01 to today`: a line ends before the word of a clause.
    mutating func addAnalysis(_ elements: [SyntaxNode.Element]) {
        group {
            $0.indented {
                for (index, element) in elements.enumerated() {
                    if index > 0 { $0.add(element.node?.elements.first?.node == nil ? .line : .space) }
                    $0.add(element)
                }
            }
        }
    }

    mutating func addAnalysisClause(_ elements: [SyntaxNode.Element]) {
        if elements.first?.tokenKind == .leftBrace { return addBraces(elements[...], endsWithComma: false) }
        let words = elements.prefix { $0.tokenKind == .identifier }
        addSpaced(words)
        if !words.isEmpty { add(.space) }
        group { $0.indented { $0.addList(elements.dropFirst(words.count), separator: .fillLine) } }
    }

    mutating func addList(_ elements: ArraySlice<SyntaxNode.Element>, separator: LayoutItem) {
        var separates = false
        for element in elements {
            if element.tokenKind == .comma {
                add(element)
                separates = true
            } else {
                if separates { add(separator) }
                group { $0.add(element) }
            }
        }
    }
}

extension SyntaxNode {
    /// A name or a value, which stands well beside others of its kind.
    var isShort: Bool {
        switch kind {
        case .literal, .path, .parameterReference, .duration, .minus, .allColumns: true
        case .namedExpression, .sortKey: nodes.allSatisfy(\.isShort) && token(.equal) == nil
        case .knownValue: tokens.count == 1
        default: false
        }
    }
}
