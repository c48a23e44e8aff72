import Model

/// Rows for periods without any, behind a group.
///
///     month    n                 month    n
///     2026-01  4    ──►          2026-01  4
///     2026-03  2                 2026-02  0
///                                2026-03  2
///
/// Each combination of the other keys that there is has a row for each period; a missing one stays, and leads to none.
package struct PlanFill: Sendable {
    /// How one period leads to the next.
    package enum Step: Sendable, Hashable {
        /// Days, years, hours of the day: the next whole number.
        case one
        /// Days that periods start with.
        case week, month, quarter
    }

    /// The keys are the first columns.
    package var keyCount: Int
    /// The column of the period among them.
    package var period: Int
    package var step: Step
    /// The periods that there are in any case, from the first to the last; nil where those of the rows decide.
    package var first: Int64?
    package var last: Int64?
    /// For each column behind the keys what is worked out over no rows: constants.
    package var values: [PlanExpression]

    func mapExpressions(_ change: (PlanExpression) -> PlanExpression) -> PlanFill {
        var fill = self
        fill.values = values.map(change)
        return fill
    }

    /// The period behind one.
    package func next(_ period: Int64) -> Int64 {
        func later(_ months: Int) -> Int64 {
            Int64(CivilDate(daysSinceEpoch: Int32(clamping: period)).adding(months: months).daysSinceEpoch)
        }
        return switch step {
        case .one: period + 1
        case .week: period + 7
        case .month: later(1)
        case .quarter: later(3)
        }
    }
}

extension PlanFill.Step {
    init(_ function: ScalarFunction.Operation) {
        self = switch function {
        case .week: .week
        case .month: .month
        case .quarter: .quarter
        default: .one
        }
    }
}

extension RelationNode {
    /// The group that columns have been put in another order of; itself where it is one.
    var groupBelow: RelationNode { if case .project(let input, _) = self { input.groupBelow } else { self } }
}

extension PlanExpression {
    /// A figure over the rows of a group, worked out over none.
    var ofNoRows: PlanExpression {
        rewritten {
            guard case .groupAggregate(let function, _, _, _, _, let type) = $0 else { return $0 }
            return function.canBeMissing ? .missing(type) : .constant(.zero(of: type))
        }
    }
}
