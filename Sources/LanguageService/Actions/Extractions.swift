import Engine
import Model
import Semantics
import Syntax

/// Giving a part of a text a name.
extension ScriptAnalysis {
    /// A condition on customers becomes a segment of its own.
    func extractSegment(_ range: Range<Int>) -> CodeAction? {
        guard !compilation.hasErrors, let (statement, node) = expression(holding: range), node.kind.isCondition,
            isAboutCustomer(node, in: statement),
              !isWholeSegment(node, of: statement) else { return nil }
        let inner = node.unparenthesized
        let candidate = extraction(
            "name this condition as a segment", of: node, from: statement, named: freshName("selected"),
            defining: { "segment \($0) where \(source.text(inner.utf8Range))" }, use: { $0 })
        return compiles(candidate) ? candidate : nil
    }

    /// A value of customers becomes a metric.
    func nameAsMetric(_ range: Range<Int>) -> CodeAction? {
        guard !compilation.hasErrors, !range.isEmpty || true, let (statement, found) = valueNode(range),
            isAboutCustomer(found, in: statement)
        else { return nil }
        let inner = found.unparenthesized
        let candidate = extraction("name this value as a metric", of: found, from: statement, named: freshName("value"),
                                   defining: { "metric \($0) = \(source.text(inner.utf8Range))" }, use: { $0 })
        return compiles(candidate) ? candidate : nil
    }

    /// A literal becomes a parameter.
    func nameAsParameter(_ range: Range<Int>) -> CodeAction? {
        guard !compilation.hasErrors, let index = tree.tokenIndex(at: range.lowerBound),
            tree.tokens[index].utf8Range.upperBound >= range.upperBound
        else { return nil }
        let token = tree.tokens[index]
        guard [.integer, .decimal, .percent, .string, .rawString, .date].contains(token.kind) else { return nil }
        let chain = tree.root.chain(to: token.utf8Range.lowerBound)
        guard let literal = chain.last(where: { $0.kind == .literal }), literal.utf8Range == token.utf8Range,
            let statement = chain.dropFirst().first,
              statement.kind != .parameterDeclaration, statement.kind != .entityDeclaration,
            let comparison = chain.last(where: { [.comparison, .between, .membership].contains($0.kind) })
        else { return nil }
        // The type is that of what it is compared with.
        let other = compilation.names.uses.first { use in
            comparison.nodes.first.map { $0.utf8Range.upperBound == Int(use.span.utf8End) } ?? false
        }
        guard let type = other?.type?.kind ?? literalKind(token.kind) else { return nil }
        let candidate = extraction(
            "name this value as a parameter", of: literal, from: statement, named: freshName("limit"),
            defining: { "param \($0): \(type.name) = \(source.text(token.utf8Range))" }, use: { "$" + $0 })
        return compiles(candidate) ? candidate : nil
    }

    private func literalKind(_ kind: TokenKind) -> ValueKind? {
        switch kind {
        case .integer: .int
        case .decimal, .percent: .number
        case .string, .rawString: .text
        case .date: .date
        default: nil
        }
    }

    private func valueNode(_ range: Range<Int>) -> (SyntaxNode, SyntaxNode)? {
        let kinds: Set<SyntaxKind> = [.call, .additive, .multiplicative, .restricted, .conditional, .among, .asOf]
        if range.isEmpty {
            let chain = tree.root.chain(to: range.lowerBound)
            guard let statement = chain.dropFirst().first, let value = chain.first(where: { kinds.contains($0.kind) }),
                !statement.isDamaged
            else { return nil }
            return isWholeMetric(value, of: statement) ? nil : (statement, value)
        }
        guard let (statement, node) = expression(holding: range), kinds.contains(node.kind),
            !isWholeMetric(node, of: statement)
        else { return nil }
        return (statement, node)
    }

    /// Whether the node is the whole of a named segment.
    private func isWholeSegment(_ node: SyntaxNode, of statement: SyntaxNode) -> Bool {
        statement.kind == .segmentDeclaration && statement.first(.declaredName) != nil
            && statement.nodes.last?.utf8Range == node.utf8Range
    }

    private func isWholeMetric(_ node: SyntaxNode, of statement: SyntaxNode) -> Bool {
        (statement.kind == .metricDeclaration || statement.kind == .parameterDeclaration)
            && statement.nodes.last?.utf8Range == node.utf8Range
    }

    /// Whether names in the expression mean what they would mean in a definition: nothing of records or of earlier
    /// stages is in reach.
    private func isAboutCustomer(_ node: SyntaxNode, in statement: SyntaxNode) -> Bool {
        let chain = tree.root.chain(to: node.utf8Range.lowerBound).filter {
            $0.utf8Range.lowerBound <= node.utf8Range.lowerBound && node.utf8Range.upperBound <= $0.utf8Range.upperBound
        }
        let outer = chain.prefix { $0.utf8Range != node.utf8Range }
        guard
            !outer.contains(where: {
                [.argument, .whereClause, .sequenceStep, .exclusion, .entityDeclaration].contains($0.kind)
            })
        else { return false }
        if let name = statement.first(.declaredName), name.pathTokens.count == 2,
            context.model.entity(named: name.pathTokens[0].contents) != nil
        {
            return false
        }
        guard statement.kind == .pipeline else { return true }
        let stages = statement.nodes.filter { $0.utf8Range.upperBound <= node.utf8Range.lowerBound }
        guard
            stages.allSatisfy({ StageForm.of($0.kind)?.effect.keepsColumns ?? true }),
              let records = statement.first(.records)?.nodes.first else { return false }
        let path = records.kind == .path ? records : records.nodes.first
        return path.map { context.model.entityIndex(named: $0.dottedName).map { $0 == context.model.customer } ?? true }
            ?? false
    }

    /// An offer that would leave an error is none.
    func compiles(_ action: CodeAction) -> Bool {
        let after = ScriptAnalysis(
            name: source.name, bytes: action.edits.applied(to: source.bytes), path: path, in: context, after: self)
        return !after.compilation.hasErrors
    }
}

extension SyntaxNode {
    var unparenthesized: SyntaxNode {
        var node = self
        while node.kind == .parenthesized, let inner = node.nodes.first { node = inner }
        return node
    }
}
