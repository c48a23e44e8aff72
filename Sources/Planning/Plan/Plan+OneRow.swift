import Model
import Semantics

extension RelationNode {
    /// Whether a filter admits one row of the scan at most: `id = 4711`.
    func isOfOneRow(of model: DataModel) -> Bool {
        var relation: RelationNode? = self
        while let node = relation {
            if case .filter(_, let condition) = node, node.scan.isOneRow(condition, of: model) { return true }
            relation = node.input
        }
        return false
    }
}

private extension ScanNode {
    func isOneRow(_ condition: PlanExpression, of model: DataModel) -> Bool {
        switch condition {
        case .and(let operands): operands.contains { isOneRow($0, of: model) }
        case .comparison(.equal, .field(.variable(row), model.entities[entity].key, _), .constant(let key)): !key.isMissing
        default: false
        }
    }
}
