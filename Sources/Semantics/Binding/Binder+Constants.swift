import Model
import Syntax

/// Warnings of clauses that decide nothing: by types and constants alone they hold of everybody, or of nobody.
extension Binder {
    /// - Parameter condition: a whole one, which nothing surrounds; what it is made of is looked at, too.
    mutating func warnOfConstants(in condition: BoundExpression) {
        guard !isSilenced else { return }
        switch condition.kind {
        case .and(let operands):
            let reported = diagnostics.count
            for operand in operands { warnOfConstants(in: operand) }
            if diagnostics.count == reported { warnOfContradiction(operands) }
        case .or(let operands): for operand in operands { warnOfConstants(in: operand) }
        case .not(let operand) where operand.span != condition.span: warnOfConstants(in: operand)
        case .restricted(let operand, _), .asOf(let operand, _, _), .among(let operand, _): warnOfConstants(in: operand)
        case .comparison(let sign, let left, let right, _) where isSame(left, right):
            report(.comparedWithItself(left, sign, at: condition.span))
        case _ where reportsShareAboveOne(condition): return
        default:
            guard let verdict = verdict(on: condition) else { return }
            report(
                verdict.holds
                    ? .alwaysTrue(verdict.reason, at: condition.span) : .alwaysFalse(verdict.reason, at: condition.span)
            )
        }
    }

    // MARK: One clause

    /// Whether a test comes out one way whatever the data, and why; nil where data decide.
    private func verdict(on test: BoundExpression) -> (holds: Bool, reason: String)? {
        switch test.kind {
        case .comparison(let sign, let left, let right, _):
            if left.isConstant, !right.isConstant { return verdict(sign.mirrored, right, left) }
            return verdict(sign, left, right)
        case .between(let value, let low, let high):
            let bounds = (amount(low), amount(high))
            if let low = bounds.0, let high = bounds.1, low > high { return (false, "the range is empty") }
            guard let knowledge = knowledge(value) else { return nil }
            if let high = bounds.1, let lowest = knowledge.lowest, high < lowest {
                return (false, "never below \(text(lowest))")
            }
            if let low = bounds.0, let highest = knowledge.highest, low > highest {
                return (false, "never above \(text(highest))")
            }
            return nil
        case .sample(let threshold, _, _):
            return threshold <= 0
                ? (false, "nobody is in it")
                : threshold >= Int64(StableHash.bucketCount) ? (true, "everybody is in it") : nil
        case .isMissing(let value):
            guard let knowledge = knowledge(value), !knowledge.canBeMissing, !value.isConstant else { return nil }
            return (false, "never missing")
        case .not(let operand):
            guard case .isMissing(let value) = operand.kind, let knowledge = knowledge(value), !knowledge.canBeMissing,
                !value.isConstant
            else { return nil }
            return (true, "never missing")
        default: return nil
        }
    }

    private func verdict(_ sign: ComparisonOperator, _ left: BoundExpression, _ right: BoundExpression) -> (
        holds: Bool, reason: String
    )? {
        guard let bound = amount(right), !hasParameter(left), let knowledge = knowledge(left) else { return nil }
        // Where nothing is lower than the bound, and so on; what is missing fulfils nothing but `!=`.
        let isNeverBelow = knowledge.lowest.map { $0 >= bound } ?? false,
            isAlwaysAbove = knowledge.lowest.map { $0 > bound } ?? false
        let isNeverAbove = knowledge.highest.map { $0 <= bound } ?? false,
            isAlwaysBelow = knowledge.highest.map { $0 < bound } ?? false
        let isExcluded = isAlwaysAbove || isAlwaysBelow
        let isNever = switch sign {
        case .less: isNeverBelow
        case .lessEqual: isAlwaysAbove
        case .greater: isNeverAbove
        case .greaterEqual: isAlwaysBelow
        case .equal: isExcluded
        case .notEqual: knowledge.lowest == knowledge.highest && knowledge.lowest == bound && !knowledge.canBeMissing
        }
        let isAlways = switch sign {
        case .less: isAlwaysBelow
        case .lessEqual: isNeverAbove
        case .greater: isAlwaysAbove
        case .greaterEqual: isNeverBelow
        case .equal: knowledge.lowest == knowledge.highest && knowledge.lowest == bound
        case .notEqual: isExcluded
        }
        guard isNever || isAlways && (!knowledge.canBeMissing || sign == .notEqual) else { return nil }
        if left.isConstant { return (isAlways, "two constants") }
        let isLow = isNeverBelow || isAlwaysAbove
        return (
            isAlways,
            isLow ? "never below \(text(knowledge.lowest ?? bound))" : "never above \(text(knowledge.highest ?? bound))"
        )
    }

    private func knowledge(_ expression: BoundExpression) -> ValueBounds? {
        let rows = rowEntities
        return ValueBounds(folded(expression), of: script, model: model) { rows.entity(of: $0) }
    }

    /// A constant number, in the units in which it is compared; not that of a parameter, which another run may give
    /// another value.
    private func amount(_ expression: BoundExpression) -> Double? {
        if case .literal(let value) = expression.kind, !parameterSpans.contains(expression.span) {
            return expression.plainNumber ?? value.amount
        }
        guard expression.isConstant, !hasParameter(expression), let knowledge = knowledge(expression),
            knowledge.lowest == knowledge.highest
        else { return nil }
        return knowledge.lowest
    }

    func hasParameter(_ expression: BoundExpression) -> Bool {
        parameterSpans.contains(expression.span) || expression.children.contains { hasParameter($0) }
    }

    private func text(_ number: Double) -> String { Int(exactly: number).map(String.init) ?? String(number) }

    /// Whether two values are one and the same, from row to row.
    private func isSame(_ left: BoundExpression, _ right: BoundExpression) -> Bool {
        guard !left.isConstant, !right.isConstant, left.type == right.type,
            left.freeRows(in: model) == right.freeRows(in: model)
        else { return false }
        let reader = RuleReader(script: script, model: model, budget: StepBudget(0))
        return reader.text(left) == reader.text(right)
    }

    // MARK: Shares

    /// `percentile_rank(monetary) > 99`, which means 99%.
    private mutating func reportsShareAboveOne(_ test: BoundExpression) -> Bool {
        let (value, bounds): (BoundExpression, [BoundExpression]) = switch test.kind {
        case .comparison(_, let left, let right, _): left.isConstant ? (right, [left]) : (left, [right])
        case .between(let value, let low, let high): (value, [low, high])
        case .membership(let value, let members, _): (value, members)
        default: (test, [])
        }
        let large = bounds.filter { (amount($0) ?? 0) > 1 }
        guard isShare(value), let first = large.first, let number = amount(first) else { return false }
        // A bound above 100 or written with a percent sign is not a mistyped percentage.
        let isMeantAsPercentage = large.allSatisfy { bound in
            if case .literal(.number(let number)) = bound.kind {
                number <= 100 && !percentageSpans.contains(bound.span)
            } else {
                false
            }
        }
        report(.shareAboveOne(text(number), at: first.span, mending: isMeantAsPercentage ? large.map(\.span) : []))
        return true
    }

    /// Whether the value is by definition a part of a whole, also through a metric.
    private func isShare(_ expression: BoundExpression) -> Bool {
        switch expression.kind {
        case .ranking(let ranking, _): [.percentileRank, .share, .cumulativeShare].contains(ranking.function)
        case .definition(let id, _): isShare(script[id].expression)
        case .restricted(let operand, _), .asOf(let operand, _, _), .among(let operand, _): isShare(operand)
        default: false
        }
    }

    // MARK: Clauses against each other

    /// Step limit of the search; contradictions that take more steps to find are not reported.
    private static let contradictionSteps = 20_000

    /// Two clauses of a conjunction that no values fulfil both, read as the rules of a table are.
    private mutating func warnOfContradiction(_ operands: [BoundExpression]) {
        // Longer ones are a list that a program wrote.
        guard operands.count <= 100 else { return }
        var reader = RuleReader(script: script, model: model, budget: StepBudget(Binder.contradictionSteps))
        var known: [(clause: BoundExpression, boxes: [RuleBox])] = []
        for clause in operands where !hasParameter(clause) {
            let boxes = reader.boxes(clause)
            if !boxes.isEmpty { known.append((clause, boxes)) }
        }
        // Clauses that speak of different things never contradict each other, and most do.
        var subjects: Set<Int> = []
        let isShared = known.contains { clause in
            !clause.boxes.flatMap(\.subjects).allSatisfy { subjects.insert($0).inserted }
        }
        guard isShared, RuleSpace.boxes(ofAll: known.map(\.boxes), &reader.budget)?.isEmpty ?? false else { return }
        for (index, later) in known.enumerated() {
            let earlier = known[..<index].first {
                RuleSpace.boxes(ofAll: [$0.boxes, later.boxes], &reader.budget)?.isEmpty ?? false
            }
            guard let earlier else { continue }
            return report(.contradiction(at: later.clause.span, with: earlier.clause.span))
        }
    }
}
