import Model
import Semantics

extension OptimizerRule {
    static let lastRecordToExistence = OptimizerRule(
        "last record to existence",
        "The time of the latest record is at or after a moment exactly where there is a record at or after it."
    ) { plan in
        plan.rewritingExpressions { expression in
            guard case .range(.aggregate(let aggregate), from: .some(let from), to: nil) = expression,
                  aggregate.function == .last || aggregate.function == .max, aggregate.gaps == nil,
                  case .field(let row, let field, _)? = aggregate.value,
                  let index = aggregate.records.timeRanges.firstIndex(where: { $0.row == row && $0.field == field }),
                  // The last record is the last by the innermost time: by another one it need not be the latest.
                aggregate.function == .max || index == aggregate.records.timeRanges.indices.last
            else { return expression }
            var records = aggregate.records
            records.timeRanges[index].from = max(from, records.timeRanges[index].from ?? .min)
            records.timeRanges[index].admitsMissing = false
            return .exists(records)
        }
    }
}
