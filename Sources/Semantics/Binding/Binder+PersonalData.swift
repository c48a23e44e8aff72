import Model

/// Values derived from a personal field are personal, too: `metric born = birthday` reveals as much as the field.
extension Binder {
    /// Whether a value tells of a personal field of somebody. What only counts, or is true or false, does not.
    func isPersonal(_ expression: BoundExpression) -> Bool {
        switch expression.kind {
        case .field(let row, let field):
            script.entity(of: row, in: model).map { model.entities[$0].fields[field].isPersonal } ?? false
        case .column(let index): column(index)?.isPersonal ?? false
        case .definition(let id, _): script[id].isPersonal
        case .literal, .decimal, .period, .localTime, .today, .ago, .duration, .sample, .comparison, .between,
            .membership, .textMatch,
            .isMissing, .window, .anniversary, .and, .or, .not, .sequence:
            false
        case .aggregate(let aggregate): aggregate.function != .count && (aggregate.value.map(isPersonal) ?? false)
        case .groupAggregate(let function, let operand, _, _, _):
            function != .count && (operand.map(isPersonal) ?? false)
        case .conditional(let arms, let otherwise): arms.contains { isPersonal($0.value) } || isPersonal(otherwise)
        case .ranking, .among, .restricted, .asOf, .arithmetic, .negate, .call:
            expression.operands.contains(where: isPersonal)
        }
    }
}
