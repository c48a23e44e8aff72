import Model
import Semantics

/// Which columns of a result have numbers as they are stored or written, which nothing may round: a position on earth,
/// but not a mean.
package struct StoredValues {
    /// By definition; each is worked out once, from those before it.
    private var definitions: [Bool] = []
    private let root: RelationNode

    package init(_ plan: Plan) {
        root = plan.root
        for definition in plan.definitions {
            definitions.append(definition.ranking == nil && isStored(definition.expression, of: nil))
        }
    }

    package func contains(column index: Int) -> Bool { isStored(column: index, of: root) }

    private func isStored(column index: Int, of relation: RelationNode?) -> Bool {
        guard let relation else { return false }
        switch relation {
        case .scan: return false
        case .filter(let input, _), .sort(let input, _), .take(let input, _): return isStored(column: index, of: input)
        case .project(let input, let columns): return isStored(columns[index].expression, of: input)
        case .group(let input, let keys, let aggregates):
            return isStored((keys + aggregates)[index].expression, of: input)
        case .window(let input, let functions):
            let place = index - input.columns.count
            if place < 0 { return isStored(column: index, of: input) }
            return functions[place].value.map { isStored($0, of: input) } ?? false
        }
    }

    /// - Parameter relation: whose columns the expression refers to.
    private func isStored(_ expression: PlanExpression, of relation: RelationNode?) -> Bool {
        // Only numbers with fractions are ever rounded.
        guard expression.type.kind == .number else { return false }
        return switch expression {
        case .field, .constant: true
        case .column(let index, _): isStored(column: index, of: relation)
        case .definition(let id, _, _): definitions[id.index]
        case .negate(let operand, _): isStored(operand, of: relation)
        case .conditional(let arms, let otherwise, _):
            (arms.map(\.value) + [otherwise].compactMap(\.self)).contains { isStored($0, of: relation) }
        case .aggregate(let aggregate):
            aggregate.function.picksValue && aggregate.value.map { isStored($0, of: relation) } ?? false
        case .groupAggregate(let function, let operand, _, _, _, _):
            function.picksValue && operand.map { isStored($0, of: relation) } ?? false
        default: false
        }
    }
}

extension AggregateFunction {
    /// Whether its result is one of the values.
    fileprivate var picksValue: Bool {
        switch self {
        case .min, .max, .first, .last, .nth: true
        case .count, .sum, .avg, .median, .quantile, .stddev, .any, .all, .none, .balance: false
        }
    }
}
