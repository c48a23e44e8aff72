import Model
package import Semantics

extension PlanExpression {
    /// The expression with `change` applied to every operand, conditions and values of aggregates included.
    package func mapOperands(_ change: (PlanExpression) -> PlanExpression) -> PlanExpression {
        switch self {
        case .constant, .field, .column, .definition: return self
        case .comparison(let sign, let l, let r): return .comparison(sign, change(l), change(r))
        case .between(let v, let l, let h): return .between(change(v), change(l), change(h))
        case .range(let v, let from, let to): return .range(change(v), from: from, to: to)
        case .membership(let v, let members): return .membership(change(v), members.map(change))
        case .textMatch(let sign, let v, let p): return .textMatch(sign, change(v), change(p))
        case .caseFolded(let v): return .caseFolded(change(v))
        case .bucket(let v, let seed): return .bucket(change(v), seed: seed)
        case .isMissing(let v): return .isMissing(change(v))
        case .and(let operands): return .and(operands.map(change))
        case .or(let operands): return .or(operands.map(change))
        case .not(let v): return .not(change(v))
        case .arithmetic(let sign, let l, let r, let type): return .arithmetic(sign, change(l), change(r), type)
        case .negate(let v, let type): return .negate(change(v), type)
        case .decimal(let decimal): return .decimal(decimal.mapOperands(change))
        case .localDay(let v): return .localDay(change(v))
        case .call(let operation, let arguments, let type): return .call(operation, arguments.map(change), type)
        case .exists(var records):
            records.condition = records.condition.map(change)
            return .exists(records)
        case .aggregate(var aggregate):
            aggregate.value = aggregate.value.map(change)
            aggregate.credit = aggregate.credit.map {
                PlanCredit(
                    time: change($0.time), expiry: change($0.expiry), reversalKey: $0.reversalKey.map(change),
                    end: $0.end)
            }
            aggregate.records.condition = aggregate.records.condition.map(change)
            return .aggregate(aggregate)
        case .sequence(let sequence): return .sequence(sequence.mapOperands(change))
        case .conditional(let arms, let otherwise, let type):
            return .conditional(
                arms.map { PlanArm(condition: change($0.condition), value: change($0.value)) },
                else: otherwise.map(change), type)
        case .groupAggregate(let function, let v, let parameter, let filter, let isDistinct, let type):
            return .groupAggregate(
                function, v.map(change), parameter: parameter, filter: filter.map(change), isDistinct: isDistinct, type)
        }
    }

    /// Rebuilds from the leaves up.
    package func rewritten(_ change: (PlanExpression) -> PlanExpression) -> PlanExpression {
        change(mapOperands { $0.rewritten(change) })
    }

    /// Every operand, conditions and values of aggregates included: what `mapOperands` changes.
    package var operands: [PlanExpression] {
        switch self {
        case .constant, .field, .column, .definition: []
        case .comparison(_, let l, let r), .textMatch(_, let l, let r), .arithmetic(_, let l, let r, _): [l, r]
        case .between(let v, let l, let h): [v, l, h]
        case .range(let v, _, _), .caseFolded(let v), .bucket(let v, _), .isMissing(let v), .not(let v),
            .negate(let v, _), .localDay(let v):
            [v]
        case .membership(let v, let members): [v] + members
        case .and(let operands), .or(let operands), .call(_, let operands, _): operands
        case .decimal(let decimal): decimal.terms.flatMap(\.values)
        case .exists(let records): [records.condition].compactMap(\.self)
        case .aggregate(let aggregate): aggregate.operands
        case .sequence(let sequence): sequence.operands
        case .conditional(let arms, let otherwise, _):
            arms.flatMap { [$0.condition, $0.value] } + [otherwise].compactMap(\.self)
        case .groupAggregate(_, let v, _, let filter, _, _): [v, filter].compactMap(\.self)
        }
    }

    /// Visits this expression and everything below it, outermost first.
    package func visit(_ body: (PlanExpression) -> Void) {
        body(self)
        for operand in operands { operand.visit(body) }
    }

    /// The records that the expression itself looks at: of an aggregate, of the steps and exclusions of a sequence.
    package var recordSets: [RecordSet] {
        switch self {
        case .exists(let records): [records]
        case .aggregate(let aggregate): [aggregate.records]
        case .sequence(let sequence): sequence.steps.flatMap { [$0.events.records] + $0.exclusions.map(\.records) }
        default: []
        }
    }

    func mapRecordSets(_ change: (RecordSet) -> RecordSet) -> PlanExpression {
        switch self {
        case .exists(let records): return .exists(change(records))
        case .aggregate(var aggregate):
            aggregate.records = change(aggregate.records)
            return .aggregate(aggregate)
        case .sequence(let sequence): return .sequence(sequence.mapRecordSets(change))
        default: return self
        }
    }

    /// Whether it is decided by two-valued logic, so that SQL's NULL has to be read as false.
    package var isCondition: Bool {
        switch self {
        case .comparison, .between, .range, .membership, .textMatch, .isMissing, .and, .or, .not, .exists, .sequence:
            true
        default: false
        }
    }

    /// How many nodes the expression has.
    package var size: Int {
        var count = 0
        visit { _ in count += 1 }
        return count
    }

    /// How many nodes deep the expression is.
    package var depth: Int { 1 + (operands.map(\.depth).max() ?? 0) }

    /// The expression seen from another row: row variable 0 becomes `customer`, variables of its aggregates become
    /// fresh ones.
    package func rebased(on customer: RowReference, nextRow: inout Int) -> PlanExpression {
        moved([0: customer], nextRow: &nextRow)
    }

    /// The expression of a definition: the customer in row variable `row` becomes the one in variable 0.
    package func renamed(from row: Int, nextRow: inout Int) -> PlanExpression {
        moved([row: .variable(0)], nextRow: &nextRow)
    }

    private func moved(_ rows: [Int: RowReference], nextRow: inout Int) -> PlanExpression {
        var fresh = rows
        var next = nextRow
        visit { expression in
            for set in expression.recordSets where fresh[set.row] == nil {
                fresh[set.row] = .variable(next)
                next += 1
            }
        }
        nextRow = next
        return rewritten { expression in
            switch expression {
            case .field(let row, let field, let type): return .field(row.substituting(fresh), field: field, type)
            case .definition(let id, let row, let type): return .definition(id, of: row.substituting(fresh), type)
            default: return expression.mapRecordSets { $0.substituting(fresh) }
            }
        }
    }
}

extension PlanAggregate {
    var operands: [PlanExpression] {
        [value, credit?.time, credit?.expiry, credit?.reversalKey, records.condition].compactMap(\.self)
    }
}

extension RowReference {
    func substituting(_ rows: [Int: RowReference]) -> RowReference {
        switch self {
        case .variable(let id): rows[id] ?? self
        case .owner(let inner): .owner(inner.substituting(rows))
        case .reference(let inner, let field): .reference(inner.substituting(rows), field: field)
        }
    }
}

extension RecordSet {
    func substituting(_ rows: [Int: RowReference]) -> RecordSet {
        var set = self
        set.anchor = anchor.substituting(rows)
        if case .variable(let row)? = rows[row] { set.row = row }
        for i in set.timeRanges.indices { set.timeRanges[i].row = set.timeRanges[i].row.substituting(rows) }
        return set
    }
}
