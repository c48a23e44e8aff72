import Model
import Semantics

/// Which columns of a result have numbers as they are stored or written, which nothing may round: a position on earth,
/// but not a mean.
package struct StoredValues {
    /// By definition; each is worked out once, from those before it.
    private var definitions: [Bool] = []
    private var columns: [Bool] = []

    package init(_ plan: Plan) {
        for definition in plan.definitions {
            definitions.append(definition.ranking == nil && isStored(definition.expression, []))
        }
        columns = columns(of: plan.root)
    }

    package func contains(column index: Int) -> Bool { columns[index] }

    /// For each column of a relation, from those of the one before.
    private func columns(of relation: RelationNode) -> [Bool] {
        let input = relation.input.map { columns(of: $0) } ?? []
        return switch relation {
        case .scan: []
        case .filter, .sort, .take, .fill: input
        case .project(_, let columns): columns.map { isStored($0.expression, input) }
        case .group(_, let keys, let aggregates): (keys + aggregates).map { isStored($0.expression, input) }
        case .window(_, let functions): input + functions.map { $0.value.map { isStored($0, input) } ?? false }
        }
    }

    /// - Parameter columns: that the expression can refer to.
    private func isStored(_ expression: PlanExpression, _ columns: [Bool]) -> Bool {
        // Only numbers with fractions are ever rounded.
        guard expression.type.kind == .number else { return false }
        return switch expression {
        case .field, .constant: true
        case .column(let index, _): columns[index]
        case .definition(let id, _, _): definitions[id.index]
        case .negate(let operand, _): isStored(operand, columns)
        case .conditional(let arms, let otherwise, _):
            (arms.map(\.value) + [otherwise].compactMap(\.self)).contains { isStored($0, columns) }
        case .aggregate(let aggregate):
            aggregate.function.picksValue && aggregate.value.map { isStored($0, columns) } ?? false
        case .groupAggregate(let function, let operand, _, _, _, _):
            function.picksValue && operand.map { isStored($0, columns) } ?? false
        default: false
        }
    }
}

extension AggregateFunction {
    /// Whether its result is one of the values.
    fileprivate var picksValue: Bool {
        switch self {
        case .min, .max, .mode, .first, .last, .nth: true
        case .count, .sum, .avg, .median, .quantile, .stddev, .variance, .any, .all, .none, .balance: false
        }
    }
}
