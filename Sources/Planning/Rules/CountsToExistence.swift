import Model
import Semantics

extension OptimizerRule {
    static let countsToExistence = OptimizerRule(
        "counts to existence",
        "`count(…) >= 1` asks whether there is a record, `count(…) = 0` whether there is none: the first one found decides."
    ) { plan in
        plan.rewritingExpressions { expression in
            guard case .comparison(let sign, .aggregate(let aggregate), .constant(.int(let bound))) = expression,
                  aggregate.function == .count, !aggregate.isDistinct, aggregate.gaps == nil else { return expression }
            var records = aggregate.records
            if let value = aggregate.value {
                // Counting a value counts the records that have it.
                records.condition = .and([records.condition, .not(.isMissing(value))].compactMap(\.self))
            }
            switch (sign, bound) {
            case (.greaterEqual, 1), (.greater, 0), (.notEqual, 0): return .exists(records)
            case (.equal, 0), (.less, 1), (.lessEqual, 0): return .not(.exists(records))
            default: return expression
            }
        }
    }
}
