package import Model
package import Syntax

/// A function over the records of one row: of a customer, or of a record that has records of its own.
package struct BoundAggregate: Sendable {
    package var function: AggregateFunction
    package var records: BoundRecords
    /// The value that is counted, summed or picked; nil where the records themselves are meant.
    package var value: BoundExpression?
    /// Where there is one, what is looked at are days between neighbours: records by their event time, which is the
    /// value then, or the days that the value gives.
    package var gaps: GapKind?
    package var isDistinct: Bool
    /// The share of `quantile`, the position of `nth`.
    package var parameter: Double?
    /// For `balance` only.
    package var credit: BoundCredit?

    package init(
        function: AggregateFunction, records: BoundRecords, value: BoundExpression? = nil, gaps: GapKind? = nil,
        isDistinct: Bool = false, parameter: Double? = nil, credit: BoundCredit? = nil
    ) {
        (self.function, self.records, self.value, self.gaps) = (function, records, value, gaps)
        (self.isDistinct, self.parameter, self.credit) = (isDistinct, parameter, credit)
    }
}

/// When a booking was made, when it lapses if it is a credit, and what links a credit with its reversal.
package struct BoundCredit: Sendable {
    package var time: BoundExpression
    package var expiry: BoundExpression
    package var reversalKey: BoundExpression?
}

/// `path [WINDOW] [where CONDITION]`, seen from one row.
package struct BoundRecords: Sendable {
    /// The row whose records these are.
    package var anchor: RowReference
    /// The entities on the way, the record's own last: each belongs to the one before, the first to the anchor's.
    package var path: [Int]
    /// The record, for the condition and the value.
    package var row: Int
    package var window: BoundWindow?
    /// Whether another run may give the window other bounds.
    var windowHasParameter = false
    /// The row that has the event time the window looks at: the record or one that it belongs to.
    package var windowRow: RowReference?
    package var condition: BoundExpression?
    /// Path and window as they are written; nil where nobody wrote them.
    package var pathSpan: SourceSpan?

    package var entity: Int { path[path.count - 1] }
}

/// A span of time, relative to the as-of instant until the plan is made.
package indirect enum BoundWindow: Sendable {
    /// `in last 90 days`: ninety whole days, the as-of day among them.
    case last(Int, DurationUnit)
    /// `in last 3 full months`: whole calendar units before the one that the as-of day lies in.
    case lastFull(Int, DurationUnit)
    /// `in next 7 days`: the seven days after the as-of day.
    case next(Int, DurationUnit)
    /// `this month`: from its start up to the as-of instant.
    case current(DurationUnit)
    /// From the first moment of one to the first moment of the other, the latter excluded; nil is open.
    case range(from: BoundMoment?, to: BoundMoment?)
}

extension BoundWindow {
    /// Whether it starts and ends at moments that are the same for every customer.
    package var isBounded: Bool {
        guard case .range(let from, let to) = self else { return true }
        return (from?.isConstant ?? false) && (to?.isConstant ?? false)
    }
}

package enum BoundMoment: Sendable {
    /// The end of the as-of day less so much.
    case ago(Int, DurationUnit)
    /// The first moment of a day or month, or the time itself.
    case start(of: BoundExpression)
    /// The moment after a day or month, or the time itself.
    case end(of: BoundExpression)

    var isAgo: Bool { if case .ago = self { true } else { false } }

    package var isConstant: Bool {
        switch self {
        case .ago: true
        case .start(let expression), .end(let expression): expression.isConstant
        }
    }
}
