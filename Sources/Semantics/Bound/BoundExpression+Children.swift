extension BoundExpression {
    /// The operands, in source order; what an aggregate asks of its records is not among them.
    package var operands: [BoundExpression] {
        switch kind {
        case .literal, .decimal, .period, .localTime, .today, .ago, .duration, .field, .column, .definition, .sample, .aggregate: []
        case .comparison(_, let left, let right, _), .textMatch(_, let left, let right, _), .arithmetic(_, let left, let right): [left, right]
        case .between(let value, let low, let high): [value, low, high]
        case .membership(let value, let members, _): [value] + members
        case .isMissing(let operand), .not(let operand), .negate(let operand), .window(let operand, _), .anniversary(let operand, _), .restricted(let operand, _),
             .asOf(let operand, _, _): [operand]
        case .and(let operands), .or(let operands), .call(_, let operands): operands
        case .conditional(let arms, let otherwise): arms.flatMap { [$0.condition, $0.value] } + [otherwise]
        case .groupAggregate(_, let operand, _, let filter, _): [operand, filter].compactMap(\.self)
        }
    }

    /// Definitions of one row that the expression names itself, in order, each once.
    func namedDefinitions(of row: RowReference) -> [DefinitionID] {
        var found: [DefinitionID] = []
        func visit(_ expression: BoundExpression) {
            if case .definition(let id, row) = expression.kind, !found.contains(id) { found.append(id) }
            for operand in expression.operands { visit(operand) }
        }
        visit(self)
        return found
    }
}
