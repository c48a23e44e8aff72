import Model
import Semantics

/// Rows that a field refers to count as all other rows do: a row that has not happened yet as of the instant is not
/// there, and neither is a record that belongs to nobody.
extension Lowering {
    /// A value of a row; missing where a reference leads to nothing that is there.
    ///
    /// - Parameter isTwoValued: whether it is a condition, which does not hold there.
    func value(_ value: PlanExpression, of row: RowReference, isTwoValued: Bool = false) -> PlanExpression {
        guard let isThere = PlanExpression.all(of: presence(of: row)) else { return value }
        if isTwoValued { return .and([isThere, value]) }
        return .conditional([PlanArm(condition: isThere, value: value)], else: nil, value.type)
    }

    /// Conditions for what the references on the way to a row lead to; none where nothing can be wrong with it, as with
    /// look-ups that have no time.
    func presence(of row: RowReference) -> [PlanExpression] {
        switch row {
        case .variable: return []
        // A record is there only if its owner is.
        case .owner(let inner): return presence(of: inner)
        case .reference(let inner, _):
            guard let entity = script.entity(of: row, in: model) else { return [] }
            let owners = model.ownershipPath(from: entity)
            guard owners.count > 1, let last = owners.last else { return presence(of: inner) + existed(row) }
            let root = owners.dropFirst().reduce(row) { row, _ in .owner(row) }
            let key = model.entities[last].keyField,
                isKnown = PlanExpression.field(root, field: model.entities[last].key, key.type)
            return presence(of: inner) + [.not(.isMissing(isKnown))] + existed(row)
        }
    }
}
