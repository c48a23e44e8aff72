package import Model
import Semantics

extension RelationNode {
    /// The key of the one row of the scan that a filter admits at most: 4711 of `id = 4711`. Before it no stage looks
    /// at other rows.
    func keyOfOneRow(in model: DataModel) -> Value? {
        var relation: RelationNode? = self
        var key: Value?
        while let node = relation {
            switch node {
            case .filter(_, let condition): key = key ?? node.scan.keyOfOneRow(condition, in: model)
            case .take, .window: key = nil
            case .scan, .sort, .project, .group, .fill: break
            }
            relation = node.input
        }
        return key
    }
}

private extension ScanNode {
    func keyOfOneRow(_ condition: PlanExpression, in model: DataModel) -> Value? {
        switch condition {
        case .and(let operands): operands.lazy.compactMap { keyOfOneRow($0, in: model) }.first
        case .comparison(.equal, .field(.variable(row), model.entities[entity].key, _), .constant(let key))
        where !key.isMissing: key
        default: nil
        }
    }
}

extension Plan {
    /// The key of the one customer whom every definition is asked of; nil where others are asked as well, as standings
    /// do.
    package var keyOfOnlyCustomer: Value? {
        guard root.scan.entity == model.customer, let key = root.keyOfOneRow(in: model) else { return nil }
        var isOnly = true
        func check(_ row: Int) -> (PlanExpression) -> Void {
            { if case .definition(_, let other, _) = $0, other != .variable(row) { isOnly = false } }
        }
        root.visitExpressions(check(root.scan.row))
        for definition in definitions {
            if definition.ranking != nil { isOnly = false }
            definition.expression.visit(check(0))
        }
        return isOnly ? key : nil
    }
}
