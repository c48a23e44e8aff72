package import Model

extension BoundExpression {
    /// How many expressions it consists of, itself among them.
    var partCount: Int { children.reduce(1) { $0 + $1.partCount } }

    /// Every expression directly inside this one: operands, the conditions and windows of records, the moments of
    /// windows, what an aggregate asks of each record. A traversal that must not miss anything is built on this.
    package var children: [BoundExpression] {
        operands + windows.flatMap(\.expressions) + records.flatMap(\.expressions) + measures
    }

    /// The operands, in source order; what an aggregate or a sequence asks of its records is not among them.
    package var operands: [BoundExpression] {
        switch kind {
        case .literal, .decimal, .period, .localTime, .today, .ago, .duration, .field, .column, .definition, .sample,
            .aggregate, .sequence:
            []
        case .ranking(let ranking, _): ranking.expressions
        case .among(let operand, let condition): [operand, condition]
        case .comparison(_, let left, let right, _), .textMatch(_, let left, let right, _),
            .arithmetic(_, let left, let right):
            [left, right]
        case .between(let value, let low, let high): [value, low, high]
        case .membership(let value, let members, _): [value] + members
        case .isMissing(let operand), .not(let operand), .negate(let operand), .window(let operand, _),
            .anniversary(let operand, _), .restricted(let operand, _),
             .asOf(let operand, _, _): [operand]
        case .and(let operands), .or(let operands), .call(_, let operands): operands
        case .conditional(let arms, let otherwise): arms.flatMap { [$0.condition, $0.value] } + [otherwise]
        case .groupAggregate(_, let operand, _, let filter, _): [operand, filter].compactMap(\.self)
        }
    }

    /// The records that the expression itself looks at: of an aggregate, of the steps and exclusions of a sequence.
    package var records: [BoundRecords] {
        switch kind {
        case .aggregate(let aggregate): [aggregate.records]
        case .sequence(let sequence): sequence.steps.flatMap { [$0.events.records] + $0.exclusions.map(\.records) }
        default: []
        }
    }

    /// Windows and moments of the expression itself; those of its records belong to the records.
    private var windows: [BoundWindow] {
        switch kind {
        case .window(_, let window), .anniversary(_, let window), .restricted(_, let window): [window]
        case .asOf(_, let moment, _): [.range(from: nil, to: moment)]
        case .literal, .decimal, .period, .localTime, .today, .ago, .duration, .field, .column, .definition,
            .comparison, .between, .membership, .textMatch, .isMissing, .and, .or, .not, .arithmetic, .negate, .sample,
            .conditional, .call, .aggregate,
             .ranking, .among, .sequence, .groupAggregate: []
        }
    }

    /// The values that an aggregate takes from each record, besides the condition.
    private var measures: [BoundExpression] {
        guard case .aggregate(let aggregate) = kind else { return [] }
        let credit = aggregate.credit
        return [aggregate.value, credit?.time, credit?.expiry, credit?.reversalKey].compactMap(\.self)
    }

    /// Definitions of one row that the expression names itself, in order, each once.
    func namedDefinitions(of row: RowReference) -> [DefinitionID] {
        var found: [DefinitionID] = []
        func visit(_ expression: BoundExpression, _ row: RowReference) {
            switch expression.kind {
            case .definition(let id, row): if !found.contains(id) { found.append(id) }
            case .ranking(let ranking, row): for part in ranking.expressions { visit(part, .variable(0)) }
            case .among(let operand, _): visit(operand, row)
            default: for operand in expression.operands { visit(operand, row) }
            }
        }
        visit(self, row)
        return found
    }
}

extension BoundRecords {
    /// The moments of the window, and the condition.
    var expressions: [BoundExpression] { (window?.expressions ?? []) + [condition].compactMap(\.self) }
}

extension BoundWindow {
    /// The moments that are given by an expression.
    var expressions: [BoundExpression] {
        guard case .range(let from, let to) = self else { return [] }
        return [from, to].compactMap { moment in
            switch moment {
            case .start(let expression)?, .end(let expression)?: expression
            case .ago?, nil: nil
            }
        }
    }
}

extension BoundExpression {
    /// The rows that it looks at and does not bring itself, in the order in which it names them.
    ///
    /// - Parameter model: says what everybody's records are, which stand beside no row.
    package func freeRows(in model: DataModel) -> [RowReference] {
        let own = Set(records.map(\.row))
        var free = rows + records.filter { $0.path.first != model.customer }.map(\.anchor)
        // The value of a ranking, the population of `among` and the rows of a group have scopes of their own.
        for child in children {
            if case .ranking = kind { continue }
            if case .groupAggregate = kind { continue }
            if case .among(let operand, _) = kind, child.span != operand.span { continue }
            free += child.freeRows(in: model)
        }
        return free.filter { !own.contains($0.variable) }
    }

    private var rows: [RowReference] {
        switch kind {
        case .field(let row, _), .definition(_, let row), .ranking(_, let row), .sample(_, _, let row): [row]
        default: []
        }
    }
}
