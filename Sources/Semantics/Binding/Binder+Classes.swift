import Model
import Syntax

/// `if … then … else`, and classes: tables of rules whose arms are tried in order.
extension Binder {
    mutating func bindConditional(_ node: SyntaxNode) -> BoundExpression? {
        guard node.nodes.count == 3 else { return nil }
        let condition = bindCondition(node.nodes[0]), yes = bindValue(node.nodes[1]), no = bindValue(node.nodes[2])
        guard let condition, let yes, let no, let (values, type) = unifyArms([yes, no]) else { return nil }
        warnOfConstants(in: condition)
        return BoundExpression(
            .conditional([BoundArm(condition: condition, value: values[0])], else: values[1]), type, node.span)
    }

    /// The arms of a `classify` declaration or stage as one expression.
    mutating func bindClasses(_ node: SyntaxNode) -> BoundExpression? {
        let arms = node.all(.classArm)
        guard !node.isDamaged else { return nil }
        guard let last = arms.last, last.hasKeyword(.else) else {
            report(.missingElse(at: node.token(.rightBrace)?.span ?? node.span.end))
            return nil
        }
        var conditions: [BoundExpression] = [], values: [BoundExpression] = []
        var failed = false
        for (index, arm) in arms.enumerated() {
            let isLast = index == arms.count - 1
            if arm.hasKeyword(.else), !isLast {
                report(.elseNotLast(at: arm.span))
                failed = true
                continue
            }
            // Every arm is bound, so that each tells its own errors.
            guard arm.nodes.count == (isLast ? 1 : 2), let value = bindValue(arm.nodes[0]) else {
                failed = true
                continue
            }
            values.append(value)
            if isLast { continue }
            if let condition = bindCondition(arm.nodes[1]) { conditions.append(condition) } else { failed = true }
        }
        guard !failed, let (adopted, type) = unifyArms(values), let otherwise = adopted.last else { return nil }
        let bound = zip(conditions, adopted).map { BoundArm(condition: $0, value: $1) }
        checkTable(bound, arms)
        return BoundExpression(.conditional(bound, else: otherwise), type, node.span)
    }

    // MARK: Tables of rules

    /// Warns of rules that can never win, and of those that share values with an earlier one as if by accident.
    private mutating func checkTable(_ arms: [BoundArm], _ syntax: [SyntaxNode]) {
        guard !isSilenced else { return }
        let reported = diagnostics.count
        defer { if diagnostics.count == reported { for arm in arms { warnOfConstants(in: arm.condition) } } }
        var table = RuleTable(arms, script: script, model: model)
        let verdicts = table.verdicts()
        for (arm, verdict) in zip(syntax, verdicts) {
            switch verdict {
            case .reachable: continue
            case .taken: report(.unreachableArm(at: arm.span))
            case .impossible: report(.impossibleArm(at: arm.span))
            }
        }
        defer {
            if let index = table.firstUnchecked {
                report(.tableTooLarge(checked: index, of: arms.count, at: syntax[index].span))
            }
        }
        // Where a rule is out of reach, the table is to be put right first.
        guard verdicts.allSatisfy({ $0 == .reachable }) else { return }
        if table.isComplete(), let last = syntax.last, let before = syntax.dropLast().last {
            report(.unreachableElse(at: last.span, before: before))
        }
        for overlap in table.overlaps() {
            let shared = overlap.shared.map { range(of: $0.values, in: $0.subject, syntax[overlap.rule]) }
            report(
                .overlappingArms(
                    shared: shared, at: syntax[overlap.rule].nodes[1].span,
                    earlier: syntax[overlap.earlier].nodes[1].span))
        }
    }

    /// One interval of a value as the language writes it: `recency between 5 and 10`.
    private func range(of values: ValueSet, in subject: BoundExpression, _ syntax: SyntaxNode) -> String {
        let name = syntax.tree.source.text(subject.span)
        func text(_ point: ValueSet.Point) -> String {
            switch point {
            case .int(let value) where subject.type.kind == .money: literal(minorUnits: value)
            case .int(let value) where subject.type.kind == .date:
                CivilDate(daysSinceEpoch: Int32(clamping: value)).description
            case .int(let value): String(value)
            case .number(let value): String(subject.type.isMoney ? value / Double(environment.currency.scale) : value)
            case .text(let bytes): String(decoding: bytes, as: UTF8.self)
            }
        }
        guard let (lower, upper) = values.span else { return name }
        switch (lower?.lowest, upper?.highest) {
        case (let low?, let high?) where low.point == high.point: return "\(name) = \(text(low.point))"
        case (let low?, let high?) where low.isIncluded && high.isIncluded:
            return "\(name) between \(text(low.point)) and \(text(high.point))"
        case (let low, let high):
            let from = low.map { "\(name) \($0.isIncluded ? ">=" : ">") \(text($0.point))" }
            let to = high.map { "\(name) \($0.isIncluded ? "<=" : "<") \(text($0.point))" }
            return [from, to].compactMap(\.self).joined(separator: " and ")
        }
    }

    private func literal(minorUnits value: Int64) -> String {
        let (whole, rest) = value.quotientAndRemainder(dividingBy: environment.currency.scale)
        if rest == 0 { return String(whole) }
        let digits = String(rest.magnitude)
        let padding = String(repeating: "0", count: max(0, environment.currency.minorDigits - digits.utf8.count))
        return (value < 0 && whole == 0 ? "-" : "") + "\(whole).\(padding)\(digits)"
    }
}
