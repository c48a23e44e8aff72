import Model
import Semantics

/// Conditions in three values: they hold, they do not, or a value beyond 64 bits decides.
extension OverflowAnalysis {
    /// nil where nothing that it looks at can be beyond 64 bits.
    mutating func verdict(on condition: PlanExpression) -> Verdict? {
        switch condition {
        case .and(let operands): return joined(operands, PlanExpression.and)
        case .or(let operands): return joined(operands, PlanExpression.or)
        case .not(let operand): return verdict(on: operand)?.negated
        case .between(let value, let low, let high):
            return verdict(on: .and([.comparison(.greaterEqual, value, low), .comparison(.lessEqual, value, high)]))
        case .comparison(_, let left, let right):
            return failure(ofPair: left, right).map { Verdict(condition, unless: $0) }
        case .exists(let records): return verdict(on: records)
        case .sequence(let sequence): return verdict(on: sequence)
        case .definition(let id, let row, _) where plan.definitions[id.index].kind == .segment:
            return verdict(onDefinition: id, of: row)
        case .range, .membership, .textMatch, .isMissing:
            return failure(ofAny: condition.operands).map { Verdict(condition, unless: $0) }
        default: return failure(of: condition).map { Verdict(condition, unless: $0) }
        }
    }

    private mutating func joined(_ operands: [PlanExpression], _ join: ([PlanExpression]) -> PlanExpression) -> Verdict?
    {
        let verdicts = operands.map { verdict(on: $0) }
        guard verdicts.contains(where: { $0 != nil }) else { return nil }
        return Verdict(
            certain: join(zip(verdicts, operands).map { $0?.certain ?? $1 }),
            possible: join(zip(verdicts, operands).map { $0?.possible ?? $1 }))
    }

    private mutating func verdict(on records: RecordSet) -> Verdict? {
        guard let condition = records.condition, let verdict = verdict(on: condition) else { return nil }
        var (fewer, more) = (records, records)
        (fewer.condition, more.condition) = (verdict.certain, verdict.possible)
        return Verdict(certain: .exists(fewer), possible: .exists(more))
    }

    private mutating func verdict(on sequence: PlanSequence) -> Verdict? {
        var certain = sequence, possible = sequence
        var canFail = false
        for index in sequence.steps.indices {
            if let verdict = sequence.steps[index].events.records.condition.flatMap({ verdict(on: $0) }) {
                certain.steps[index].events.records.condition = verdict.certain
                possible.steps[index].events.records.condition = verdict.possible
                canFail = true
            }
            for exclusion in sequence.steps[index].exclusions.indices {
                guard
                    let verdict = sequence.steps[index].exclusions[exclusion].records.condition.flatMap({
                        verdict(on: $0)
                    }) else { continue }
                certain.steps[index].exclusions[exclusion].records.condition = verdict.possible
                possible.steps[index].exclusions[exclusion].records.condition = verdict.certain
                canFail = true
            }
        }
        return canFail ? Verdict(certain: .sequence(certain), possible: .sequence(possible)) : nil
    }

    private mutating func verdict(onDefinition id: DefinitionID, of row: RowReference) -> Verdict? {
        if definitions[id.index] == nil {
            let definition = plan.definitions[id.index]
            definitions[id.index] = verdict(on: definition.expression).map { verdict in
                .segment(certain: add("\(definition.name), whatever is beyond 64 bits", verdict.certain),
                         possible: add("\(definition.name), by what is beyond 64 bits", verdict.possible))
            } ?? .value(nil)
        }
        guard case .segment(let certain, let possible)? = definitions[id.index] else { return nil }
        return Verdict(certain: .definition(certain, of: row, .bool), possible: .definition(possible, of: row, .bool))
    }
}

extension PlanExpression {
    var isKnown: PlanExpression { .not(.isMissing(self)) }

    /// A condition as a value.
    static func flag(_ condition: PlanExpression) -> PlanExpression {
        .conditional([PlanArm(condition: condition, value: .true)], else: .false, .bool)
    }

    static func exists(_ records: RecordSet, where condition: PlanExpression) -> PlanExpression {
        var records = records
        records.condition = records.condition.map { .and([$0, condition]) } ?? condition
        return .exists(records)
    }

    /// The expression, about the customer in row variable 0 or about all customers, asked of another row.
    func asked(of row: RowReference) -> PlanExpression {
        rewritten { expression in
            if case .definition(let id, .variable(0), let type) = expression {
                .definition(id, of: row, type)
            } else {
                expression
            }
        }
    }
}
