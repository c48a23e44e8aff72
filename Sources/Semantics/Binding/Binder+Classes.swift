import Model
import Syntax

/// `if … then … else`, and classes: tables of rules whose arms are tried in order.
extension Binder {
    mutating func bindConditional(_ node: SyntaxNode) -> BoundExpression? {
        guard node.nodes.count == 3 else { return nil }
        let condition = bindCondition(node.nodes[0]), yes = bindValue(node.nodes[1]), no = bindValue(node.nodes[2])
        guard let condition, let yes, let no, let (first, second) = unify(yes, no, comparing: false) else { return nil }
        return BoundExpression(.conditional([BoundArm(condition: condition, value: first)], else: second), first.type, node.span)
    }

    /// The arms of a `classify` declaration or stage as one expression.
    mutating func bindClasses(_ node: SyntaxNode) -> BoundExpression? {
        let arms = node.all(.classArm)
        guard !node.isDamaged else { return nil }
        guard let last = arms.last, last.hasKeyword(.else) else {
            report(.missingElse(at: node.token(.rightBrace)?.span ?? node.span.end))
            return nil
        }
        var bound: [BoundArm] = []
        var result: BoundExpression?
        var failed = false
        for (index, arm) in arms.enumerated() {
            if arm.hasKeyword(.else), index < arms.count - 1 {
                report(.elseNotLast(at: arm.span))
                failed = true
                continue
            }
            guard let syntax = arm.nodes.first, let value = bindValue(syntax) else {
                failed = true
                continue
            }
            var adopted = settled(value)
            if let first = result {
                guard let (_, other) = unify(first, value, comparing: false) else {
                    failed = true
                    continue
                }
                adopted = other
            } else {
                result = adopted
            }
            if arm.hasKeyword(.else) {
                guard !failed, let type = result?.type else { return nil }
                warnOfUnreachable(bound, arms)
                return BoundExpression(.conditional(bound, else: adopted), type, node.span)
            }
            guard arm.nodes.count == 2, let condition = bindCondition(arm.nodes[1]) else {
                failed = true
                continue
            }
            bound.append(BoundArm(condition: condition, value: adopted))
        }
        return nil
    }

    // MARK: Reachability

    /// Warns of arms that can never win, because earlier ones take every value that they would.
    private mutating func warnOfUnreachable(_ arms: [BoundArm], _ syntax: [SyntaxNode]) {
        for (index, arm) in arms.enumerated() where index > 0 {
            guard let rule = ValueRule(arm.condition, of: self) else { continue }
            let earlier = arms[..<index].compactMap { ValueRule($0.condition, of: self) }.filter { $0.subject == rule.subject }
            guard !earlier.isEmpty else { continue }
            let samples = ValueRule.samples(for: [rule] + earlier).filter { rule.holds($0) }
            guard samples.allSatisfy({ sample in earlier.contains { $0.holds(sample) } }) else { continue }
            report(.unreachableArm(at: syntax[index].span, earlier: syntax[0].span))
        }
    }
}
