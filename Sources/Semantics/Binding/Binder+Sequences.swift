import Model
import Syntax

/// `sequence(A then B within 14 days without C between)`
extension Binder {
    /// Most steps of a sequence: what databases join at once, each step with all that its records belong to.
    static let stepLimit = 12

    mutating func bindSequence(_ node: SyntaxNode) -> BoundExpression? {
        guard !node.isDamaged else { return nil }
        guard !scope.isOverRows else {
            report(.sequenceOfNobody(at: node.span))
            return nil
        }
        let syntax = node.all(.sequenceStep)
        var steps: [BoundStep] = []
        // Every step is bound, so that each tells its own errors.
        for (index, step) in syntax.enumerated() {
            if let bound = bindStep(step, isFirst: index == 0, after: steps.count == index ? steps.last : nil) {
                steps.append(bound)
            }
        }
        guard steps.count == syntax.count else { return nil }
        guard steps.count > 1, steps.count <= Binder.stepLimit else {
            report(
                steps.count > 1
                    ? .tooManySteps(limit: Binder.stepLimit, at: syntax[Binder.stepLimit].span)
                    : .oneStep(at: node.span, commas: []))
            return nil
        }
        return BoundExpression(.sequence(BoundSequence(steps: steps)), .bool, node.span)
    }

    /// `sequence(orders)`, or steps with commas between them.
    mutating func reportOneStep(_ call: SyntaxNode) {
        let isPlain = call.all(.argument).allSatisfy { !$0.hasKeyword(.distinct) }
        report(.oneStep(at: call.span, commas: isPlain ? call.tokens.filter { $0.kind == .comma }.map(\.span) : []))
    }

    private mutating func bindStep(_ node: SyntaxNode, isFirst: Bool, after previous: BoundStep?) -> BoundStep? {
        guard let events = bindEvents(node) else { return nil }
        var step = BoundStep(events: events, limit: nil, exclusions: [])
        let clauses = node.nodes.filter { $0.kind == .withinClause || $0.kind == .withoutClause }
        if isFirst, let word = clauses.first?.tokens.first {
            let records = node.first(.whereClause) ?? node.nodes[0]
            report(.nothingBefore(word.text, behind: records.span, at: clauses.reduce(word.span) { $0.union($1.span) }))
            return nil
        }
        if let clause = node.first(.withinClause) {
            guard let limit = bindLimit(clause, step.events, previous) else { return nil }
            step.limit = limit
        }
        if let clause = node.first(.withoutClause) {
            let exclusions = clause.all(.exclusion).map { bindEvents($0) }
            step.exclusions = exclusions.compactMap(\.self)
            guard step.exclusions.count == exclusions.count else { return nil }
        }
        return step
    }

    /// The records of a step or of an exclusion.
    private mutating func bindEvents(_ node: SyntaxNode) -> BoundEvents? {
        let form = RecordExpression.sequence
        guard let operand = node.nodes.first,
            var found = bindRecords(operand, of: form.rawValue, example: form.example, takesRecords: true)
        else { return nil }
        if !found.rest.isEmpty {
            guard
                case .value(let value)? = within(
                    found.scope,
                    { $0.follow(found.rest, from: .variable(found.records.row), entity: found.records.entity) })
            else { return nil }
            report(.valueInStep(found.path, value.type, at: found.path.span))
            return nil
        }
        guard bindCondition(node.first(.whereClause), of: &found) else { return nil }
        return events(found.records, of: form, at: found.path)
    }

    /// `within 14 days`
    private mutating func bindLimit(_ clause: SyntaxNode, _ events: BoundEvents, _ previous: BoundStep?) -> BoundLimit?
    {
        let words = clause.tokens.dropFirst()
        guard let amount = words.first, let unit = words.last?.keyword?.durationUnit,
            let count = wholeNumber(amount, in: clause)
        else { return nil }
        let isExact = unit.isClock
        // `within 0 days` is the same day.
        guard count >= (unit == .day ? 0 : 1), count <= Binder.durationLimit else {
            report(.badDuration(amount.text, at: amount.span))
            return nil
        }
        if isExact, events.timeKind == .date || previous?.events.timeKind == .date {
            let entity =
                events.timeKind == .date
                ? events.records.entity : previous?.events.records.entity ?? events.records.entity
            report(.hoursBetweenDays(model.entities[entity].name, at: clause.span))
            return nil
        }
        return BoundLimit(count: count, unit: unit)
    }
}
