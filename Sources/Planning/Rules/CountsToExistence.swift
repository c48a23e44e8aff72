import Model
import Semantics

extension OptimizerRule {
    static let countsToExistence = OptimizerRule(
        "counts to existence",
        "`count(…) >= 1` asks whether there is a record, `count(…) = 0` whether there is none: the first one found decides."
    ) { plan in
        plan.rewritingExpressions { expression in
            guard case .comparison(let sign, .aggregate(var aggregate), .constant(.int(let bound))) = expression,
                  aggregate.function == .count, !aggregate.isDistinct, aggregate.gaps == nil else { return expression }
            switch (sign, bound) {
            case (.greaterEqual, 1), (.greater, 0), (.notEqual, 0): aggregate.function = .any
            case (.equal, 0), (.less, 1), (.lessEqual, 0): aggregate.function = .none
            default: return expression
            }
            if let value = aggregate.value {
                // Counting a value counts the records that have it.
                aggregate.records.condition = .and(
                    [aggregate.records.condition, .not(.isMissing(value))].compactMap(\.self))
                aggregate.value = nil
            }
            aggregate.type = .bool
            return .aggregate(aggregate)
        }
    }
}
