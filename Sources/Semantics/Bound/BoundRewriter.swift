import Syntax

/// Rebuilds what was bound with other spans, definitions or rows: the one traversal that does so. Whoever conforms says
/// what becomes of these.
protocol BoundRewriter {
    mutating func carry(_ span: SourceSpan) -> SourceSpan
    mutating func carry(_ id: DefinitionID) -> DefinitionID
    mutating func carry(_ row: RowReference) -> RowReference
}

extension BoundRewriter {
    mutating func carry(_ span: SourceSpan) -> SourceSpan { span }
    mutating func carry(_ id: DefinitionID) -> DefinitionID { id }
    mutating func carry(_ row: RowReference) -> RowReference { row }

    mutating func carry(_ expression: BoundExpression) -> BoundExpression {
        BoundExpression(carry(expression.kind), expression.type, carry(expression.span))
    }

    private mutating func carry(_ expressions: [BoundExpression]) -> [BoundExpression] { expressions.map { carry($0) } }

    private mutating func carry(_ kind: BoundExpression.Kind) -> BoundExpression.Kind {
        switch kind {
        case .literal, .decimal, .period, .localTime, .today, .ago, .duration, .column: kind
        case .field(let row, let field): .field(carry(row), field: field)
        case .sample(let threshold, let seed, let row): .sample(threshold: threshold, seed: seed, of: carry(row))
        case .definition(let id, let row): .definition(carry(id), of: carry(row))
        case .comparison(let sign, let left, let right, let ignoringCase):
            .comparison(sign, carry(left), carry(right), ignoringCase: ignoringCase)
        case .between(let value, let low, let high): .between(carry(value), carry(low), carry(high))
        case .membership(let value, let members, let ignoringCase):
            .membership(carry(value), carry(members), ignoringCase: ignoringCase)
        case .textMatch(let sign, let value, let pattern, let ignoringCase):
            .textMatch(sign, carry(value), carry(pattern), ignoringCase: ignoringCase)
        case .isMissing(let operand): .isMissing(carry(operand))
        case .window(let operand, let window): .window(carry(operand), carry(window))
        case .anniversary(let operand, let window): .anniversary(carry(operand), carry(window))
        case .and(let operands): .and(carry(operands))
        case .or(let operands): .or(carry(operands))
        case .not(let operand): .not(carry(operand))
        case .arithmetic(let sign, let left, let right): .arithmetic(sign, carry(left), carry(right))
        case .negate(let operand): .negate(carry(operand))
        case .conditional(let arms, let otherwise):
            .conditional(
                arms.map { BoundArm(condition: carry($0.condition), value: carry($0.value)) }, else: carry(otherwise))
        case .call(let function, let arguments): .call(function, carry(arguments))
        case .restricted(let operand, let window): .restricted(carry(operand), carry(window))
        case .asOf(let operand, let moment, let row): .asOf(carry(operand), carry(moment), of: row.map { carry($0) })
        case .aggregate(let aggregate): .aggregate(carry(aggregate))
        case .ranking(var ranking, let row): {
            ranking.value = carry(ranking.value)
            ranking.partition = carry(ranking.partition)
            return .ranking(ranking, of: carry(row))
        }()
        case .among(let operand, let condition): .among(carry(operand), carry(condition))
        case .sequence(let sequence): .sequence(BoundSequence(steps: sequence.steps.map { carry($0) }))
        case .groupAggregate(let function, let operand, let parameter, let filter, let isDistinct):
            .groupAggregate(
                function, operand.map { carry($0) }, parameter: parameter, filter: filter.map { carry($0) },
                isDistinct: isDistinct)
        }
    }

    // MARK: Windows

    mutating func carry(_ window: BoundWindow) -> BoundWindow {
        switch window {
        case .last, .lastFull, .next, .current: window
        case .range(let from, let to): .range(from: from.map { carry($0) }, to: to.map { carry($0) })
        }
    }

    mutating func carry(_ moment: BoundMoment) -> BoundMoment {
        switch moment {
        case .ago: moment
        case .start(let expression): .start(of: carry(expression))
        case .end(let expression): .end(of: carry(expression))
        }
    }

    // MARK: Records

    private mutating func carry(_ aggregate: BoundAggregate) -> BoundAggregate {
        var result = aggregate
        result.records = carry(aggregate.records)
        result.value = aggregate.value.map { carry($0) }
        result.credit = aggregate.credit.map {
            BoundCredit(time: carry($0.time), expiry: carry($0.expiry), reversalKey: $0.reversalKey.map { carry($0) })
        }
        return result
    }

    mutating func carry(_ records: BoundRecords) -> BoundRecords {
        var result = records
        result.anchor = carry(records.anchor)
        result.windowRow = records.windowRow.map { carry($0) }
        result.window = records.window.map { carry($0) }
        result.condition = records.condition.map { carry($0) }
        result.pathSpan = records.pathSpan.map { carry($0) }
        return result
    }

    private mutating func carry(_ step: BoundStep) -> BoundStep {
        var result = step
        result.events = carry(step.events)
        result.exclusions = step.exclusions.map { carry($0) }
        return result
    }

    private mutating func carry(_ events: BoundEvents) -> BoundEvents {
        var result = events
        result.records = carry(events.records)
        result.timeRow = carry(events.timeRow)
        return result
    }
}
