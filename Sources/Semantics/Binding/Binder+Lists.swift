import Model
import Syntax

/// Lists: fields that hold several texts, and parameters that stand for several values.
extension Binder {
    /// `tags has "vip"`, `tags has any ("vip", "gold")`, `tags has all $wanted`
    ///
    /// Each text is a condition of its own, joined by `or` or `and`: reasons name the one that decides.
    mutating func bindListTest(_ node: SyntaxNode) -> BoundExpression? {
        guard node.nodes.count == 2 else { return nil }
        let list = bindValue(node.nodes[0]), parts = bindParts(node)
        guard let list, let parts else { return nil }
        guard case .separated(let separator) = list.type.list else {
            report(.listNeeded(list.type, test: node, at: node.nodes[0].span))
            return nil
        }
        for part in parts where part.type != .text {
            report(.textNeeded(part.type, at: part.span))
            return nil
        }
        let tests = parts.map { part in
            let ignoringCase = node.hasKeyword(.ignoring) || isCaseless(list) || isCaseless(part)
            return BoundExpression(
                .textMatch(.has(separator: separator), list, part, ignoringCase: ignoringCase), .bool,
                parts.count == 1 ? node.span : part.span)
        }
        if tests.count == 1 { return tests[0] }
        return BoundExpression(node.hasKeyword(.all) ? .and(tests) : .or(tests), .bool, node.span)
    }

    private mutating func bindParts(_ node: SyntaxNode) -> [BoundExpression]? {
        let part = node.nodes[1]
        if part.kind == .valueList { return all(part.nodes.map { bindMembers($0) }) }
        return node.hasKeyword(.any) || node.hasKeyword(.all) ? bindMembers(part) : bindValue(part).map { [$0] }
    }

    private func all(_ values: [[BoundExpression]?]) -> [BoundExpression]? {
        values.allSatisfy { $0 != nil } ? values.flatMap { $0 ?? [] } : nil
    }

    /// One of the alternatives behind `in`, or those of a parameter that is a list.
    mutating func bindMembers(_ node: SyntaxNode) -> [BoundExpression]? {
        guard isList(node), let token = node.tokens.first, let parameter = parameters[token.contents] else {
            return bindValue(node).map { [$0] }
        }
        note(token.span, .parameter(token.contents), type: parameter.type)
        parameterSpans.insert(node.span)
        return parameter.constants.map { BoundExpression($0, parameter.type.element, node.span) }
    }

    /// Whether a node is a parameter that is a list.
    func isList(_ node: SyntaxNode) -> Bool {
        guard node.tokens.count == 1, let token = node.tokens.first, token.kind == .parameter else { return false }
        return parameters[token.contents]?.type.list != nil
    }

    /// Reports a list where one text is needed.
    mutating func reportsList(_ operands: BoundExpression..., beside node: SyntaxNode? = nil) -> Bool {
        guard let list = operands.first(where: { $0.type.list != nil }) else { return false }
        let text = operands.lazy.compactMap(\.writtenText).first ?? node?.token(.string)?.contents
        report(.listAsValue(list.type, text: text, at: list.span))
        return true
    }
}

extension BoundExpression {
    fileprivate var writtenText: String? {
        if case .literal(.text(let text)) = kind { text } else { nil }
    }
}
