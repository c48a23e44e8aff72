import Model
import Semantics

/// Mistakes in a plan, whatever it was made from: the safety net under lowering and every optimiser rule.
///
/// Enters: a plan. Leaves: a sentence for each mistake; none for a sound plan. Never: changes a plan. Tests and debug
/// builds run it after lowering and after each rule; a release does not.
package struct PlanValidator {
    private let plan: Plan
    private var problems: [String] = []
    /// The entity of each variable, wherever it is bound: engines look it up by the variable's number alone.
    private var entityOfRow: [Int: Int] = [:]

    package static func problems(of plan: Plan) -> [String] {
        var validator = PlanValidator(plan)
        validator.check()
        return validator.problems
    }

    private init(_ plan: Plan) { self.plan = plan }

    private mutating func check() {
        bind(0, to: plan.model.customer, inside: [])
        for (index, definition) in plan.definitions.enumerated() {
            let scope = Scope(rows: [0], columns: [], isOverRows: false, definitions: index)
            check(definition.expression, scope)
            if let existence = definition.existence { check(existence, scope) }
            if let population = definition.ranking?.population { check(condition: population, scope) }
            for key in definition.ranking?.partition ?? [] { check(key, scope) }
            if definition.kind == .segment { check(condition: definition.expression, scope) }
        }
        let scan = plan.root.scan
        bind(scan.row, to: scan.entity, inside: [])
        _ = check(plan.root)
    }

    /// The rows and columns that can be named where an expression stands.
    private struct Scope {
        var rows: Set<Int>
        /// Types of the columns that there are.
        var columns: [ValueType]
        var isOverRows: Bool
        /// Definitions before this number can be referred to.
        var definitions: Int
    }

    // MARK: Relations

    /// The columns behind a relation.
    private mutating func check(_ relation: RelationNode) -> [ValueType] {
        let columns = relation.input.map { check($0) } ?? []
        let scan = relation.scan
        var scope = Scope(
            rows: relation.input?.isOfEntity ?? true ? [scan.row] : [], columns: columns, isOverRows: false,
            definitions: plan.definitions.count)
        switch relation {
        case .scan: for range in scan.timeRanges { check(range, scope) }
        case .filter(_, let condition): check(condition: condition, scope)
        case .sort(_, let keys): for key in keys { check(key.expression, scope) }
        case .take(_, let count): if count < 0 { problems.append("take \(count)") }
        case .window(_, let functions):
            for expression in functions.flatMap(\.expressions) { check(expression, scope) }
            return columns + functions.map(\.type)
        case .project(_, let list):
            for column in list { check(column.expression, scope) }
            return list.map(\.type)
        case .group(_, let keys, let aggregates):
            for key in keys { check(key.expression, scope) }
            scope.isOverRows = true
            for aggregate in aggregates { check(aggregate.expression, scope) }
            return (keys + aggregates).map(\.type)
        case .fill(_, let fill):
            scope.columns = []
            for value in fill.values { check(value, scope) }
            if fill.keyCount + fill.values.count != columns.count || fill.period >= fill.keyCount {
                problems.append("a fill that does not fit \(columns.count) columns")
            }
        }
        return columns
    }

    // MARK: Rows

    private mutating func bind(_ row: Int, to entity: Int, inside scope: Set<Int>) {
        if scope.contains(row) { problems.append("r\(row) is bound inside its own scope") }
        if let other = entityOfRow[row], other != entity {
            problems.append("r\(row) ranges over \(name(other)) and over \(name(entity))")
        }
        if row >= plan.nextRow { problems.append("r\(row) is not below the next row, r\(plan.nextRow)") }
        entityOfRow[row] = entity
    }

    private func name(_ entity: Int) -> String {
        plan.model.entities.indices.contains(entity) ? plan.model.entities[entity].name : "entity \(entity)"
    }

    /// The entity of a row that is in scope; nil after a report.
    private mutating func entity(of row: RowReference, _ scope: Scope) -> Int? {
        switch row {
        case .variable(let id):
            guard scope.rows.contains(id), let entity = entityOfRow[id] else {
                problems.append("r\(id) is used outside of its scope")
                return nil
            }
            return entity
        case .owner(let inner):
            guard let below = entity(of: inner, scope) else { return nil }
            let owner = plan.model.owner(of: below)
            if owner == nil { problems.append("\(name(below)) has no owner") }
            return owner
        case .reference(let inner, let field):
            guard let below = entity(of: inner, scope), let field = self.field(field, of: below) else { return nil }
            let target = field.reference.flatMap { plan.model.entityIndex(named: $0) }
            if target == nil { problems.append("\(name(below)).\(field.name) refers to nothing") }
            return target
        }
    }

    private mutating func field(_ index: Int, of entity: Int) -> Field? {
        guard plan.model.entities[entity].fields.indices.contains(index) else {
            problems.append("\(name(entity)) has no field \(index)")
            return nil
        }
        return plan.model.entities[entity].fields[index]
    }

    private mutating func check(_ range: TimeRange, _ scope: Scope) {
        guard let entity = entity(of: range.row, scope), let field = field(range.field, of: entity) else { return }
        if field.type.kind != range.kind { problems.append("\(name(entity)).\(field.name) is no \(range.kind)") }
    }

    // MARK: Expressions

    private mutating func check(condition: PlanExpression, _ scope: Scope) {
        if condition.type.kind != .bool { problems.append("a condition of type \(condition.type.kind)") }
        check(condition, scope)
    }

    private mutating func check(_ expression: PlanExpression, _ scope: Scope) {
        switch expression {
        case .field(let row, let index, let type):
            guard let entity = entity(of: row, scope), let field = field(index, of: entity) else { return }
            if field.type.kind != type.kind { problems.append("\(name(entity)).\(field.name) read as \(type.kind)") }
        case .column(let index, let type):
            guard scope.columns.indices.contains(index) else { return problems.append("no column \(index)") }
            if scope.columns[index].kind != type.kind {
                problems.append("column \(index) of type \(scope.columns[index].kind) read as \(type.kind)")
            }
        case .definition(let id, let row, let type): check(id, of: row, type, scope)
        case .range(let value, _, _), .localDay(let value):
            if value.type.kind != .date && value.type.kind != .time {
                problems.append("a moment of type \(value.type.kind)")
            }
            checkOperands(expression, scope)
        case .and(let operands), .or(let operands): for operand in operands { check(condition: operand, scope) }
        case .not(let operand): check(condition: operand, scope)
        case .conditional(let arms, let otherwise, let type): check(arms, otherwise, type, scope)
        case .exists(let records): _ = check(records, scope)
        case .aggregate(let aggregate): check(aggregate, scope)
        case .sequence(let sequence): for step in sequence.steps { check(step, scope) }
        case .groupAggregate(_, let value, _, let filter, _, _):
            if !scope.isOverRows { problems.append("an aggregate over rows outside of a group") }
            var rows = scope
            rows.isOverRows = false
            if let value { check(value, rows) }
            if let filter { check(condition: filter, rows) }
        case .constant, .comparison, .between, .membership, .textMatch, .caseFolded, .isMissing, .arithmetic, .decimal,
            .negate, .call, .bucket:
            checkOperands(expression, scope)
        }
    }

    private mutating func checkOperands(_ expression: PlanExpression, _ scope: Scope) {
        for operand in expression.operands { check(operand, scope) }
    }

    private mutating func check(_ id: DefinitionID, of row: RowReference, _ type: ValueType, _ scope: Scope) {
        guard id.index < scope.definitions, plan.definitions.indices.contains(id.index) else {
            return problems.append("definition \(id.index) is used before it is there")
        }
        let definition = plan.definitions[id.index]
        let kind = definition.ranking.map { $0.function.type.kind } ?? definition.expression.type.kind
        if kind != type.kind { problems.append("\(definition.name) of type \(kind) read as \(type.kind)") }
        if let entity = entity(of: row, scope), entity != plan.model.customer {
            problems.append("\(definition.name) of \(name(entity))")
        }
    }

    private mutating func check(_ arms: [PlanArm], _ otherwise: PlanExpression?, _ type: ValueType, _ scope: Scope) {
        for arm in arms { check(condition: arm.condition, scope) }
        for value in arms.map(\.value) + [otherwise].compactMap(\.self) {
            check(value, scope)
            if value != .constant(.missing), value.type.kind != type.kind {
                problems.append("an arm of type \(value.type.kind) among \(type.kind)")
            }
        }
    }

    // MARK: Records

    private mutating func check(_ aggregate: PlanAggregate, _ scope: Scope) {
        let inner = check(aggregate.records, scope)
        let credit = aggregate.credit
        for expression in [aggregate.value, credit?.time, credit?.expiry, credit?.reversalKey] {
            if let expression { check(expression, inner) }
        }
    }

    private mutating func check(_ step: PlanSequence.Step, _ scope: Scope) {
        for events in [step.events] + step.exclusions { check(events.time, check(events.records, scope)) }
    }

    /// The scope inside the records, after a check of them.
    private mutating func check(_ records: RecordSet, _ scope: Scope) -> Scope {
        var inner = scope
        inner.isOverRows = false
        if records.path.first != plan.model.customer {
            let anchor = entity(of: records.anchor, scope)
            for (owner, entity) in zip([anchor] + records.path, records.path)
            where owner != plan.model.owner(of: entity) {
                problems.append("\(name(entity)) below \(owner.map { name($0) } ?? "nothing")")
            }
        }
        bind(records.row, to: records.entity, inside: scope.rows)
        inner.rows.insert(records.row)
        for range in records.timeRanges { check(range, inner) }
        if let condition = records.condition { check(condition: condition, inner) }
        return inner
    }
}

extension Plan {
    /// Stops a debug build where a plan is unsound, with what is wrong with it.
    func assertSound(after step: String) {
        assert(PlanValidator.problems(of: self).isEmpty,
               "after \(step): \(PlanValidator.problems(of: self).joined(separator: "; "))\n\(outline)")
    }
}
