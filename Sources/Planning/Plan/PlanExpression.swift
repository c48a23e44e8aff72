package import Model
package import Semantics

/// An expression of a plan: windows are absolute, time zones resolved, `today` a constant.
///
/// Conditions stay two-valued: a comparison with a missing value is false. Times are instants in microseconds since the
/// epoch, dates are days since the epoch, money is in minor units; `range` compares such integers.
package indirect enum PlanExpression: Sendable, Hashable {
    case constant(Value)
    case field(RowReference, field: Int, ValueType)
    /// A column of the stage before.
    case column(Int, ValueType)
    /// A definition of the plan: a metric's value or a segment's membership of the customer in a row.
    case definition(DefinitionID, of: RowReference, ValueType)
    case comparison(ComparisonOperator, PlanExpression, PlanExpression)
    /// Both ends included.
    case between(PlanExpression, PlanExpression, PlanExpression)
    /// A date or time in a range: `from` included, `to` excluded, nil open.
    case range(PlanExpression, from: Int64?, to: Int64?)
    case membership(PlanExpression, [PlanExpression])
    case textMatch(TextMatchOperator, PlanExpression, PlanExpression)
    /// Text with differences of case removed.
    case caseFolded(PlanExpression)
    case isMissing(PlanExpression)
    case and([PlanExpression])
    case or([PlanExpression])
    case not(PlanExpression)
    case arithmetic(ArithmeticOperator, PlanExpression, PlanExpression, ValueType)
    case negate(PlanExpression, ValueType)
    /// Whole numbers and money by decimals, exactly.
    case decimal(PlanDecimal)
    /// The day of a time in the question's time zone.
    case localDay(PlanExpression)
    case call(ScalarFunction.Operation, [PlanExpression], ValueType)
    /// Whether there is such a record.
    case exists(RecordSet)
    case aggregate(PlanAggregate)
    case sequence(PlanSequence)
    /// The value of the first arm whose condition holds; missing where none does and there is no `else`.
    case conditional([PlanArm], else: PlanExpression?, ValueType)
    /// One of `StableHash.bucketCount` buckets, by the value and a seed.
    case bucket(PlanExpression, seed: String)
    case groupAggregate(
        AggregateFunction, PlanExpression?, parameter: Double? = nil, filter: PlanExpression?, isDistinct: Bool,
        ValueType)

    package static let `true` = PlanExpression.constant(.bool(true))
    package static let `false` = PlanExpression.constant(.bool(false))

    /// A missing value of a type, which is that of a value that never comes up.
    static func missing(_ type: ValueType) -> PlanExpression {
        .conditional([PlanArm(condition: .false, value: .constant(.zero(of: type)))], else: nil, type)
    }

    /// The conjunction of conditions; nil of none.
    static func all(of conditions: [PlanExpression]) -> PlanExpression? {
        conditions.count > 1 ? .and(conditions) : conditions.first
    }
}

package struct PlanArm: Sendable, Hashable {
    package var condition: PlanExpression
    package var value: PlanExpression

    package init(condition: PlanExpression, value: PlanExpression) {
        self.condition = condition
        self.value = value
    }
}

/// A function over the records of one row, clustered by that row and ascending in time.
package struct PlanAggregate: Sendable, Hashable {
    package var function: AggregateFunction
    package var records: RecordSet
    /// nil where the records themselves are meant.
    package var value: PlanExpression?
    /// Where there is one, what is looked at is not the value, a day, but the days by which it lies behind the one
    /// before: that of the record before, in the order of event times and, where these are equal, of keys, or the
    /// latest earlier day of any record. The first has no such number, so that n records, or n different days, have n −
    /// 1; a number belongs to the later of its two.
    package var gaps: GapKind?
    package var isDistinct: Bool
    /// The share of `quantile`, the position of `nth`.
    package var parameter: Double?
    /// For `balance` only.
    package var credit: PlanCredit?
    package var type: ValueType
}

/// The inputs of `balance` for each booking, besides its value; see `CreditLedger`.
package struct PlanCredit: Sendable, Hashable {
    /// When it was booked, and the first moment at which it can't be used any more: both in microseconds, or both in
    /// days.
    package var time: PlanExpression
    package var expiry: PlanExpression
    package var reversalKey: PlanExpression?
    /// The first moment, or day, that has not happened yet.
    package var end: Int64
}

/// The records of one row, restricted in time first, then by a condition.
package struct RecordSet: Sendable, Hashable {
    /// Ignored where the path starts with the customers: then the records are those of all customers.
    package var anchor: RowReference
    /// Entities from the anchor's records down to the records themselves.
    package var path: [Int]
    package var row: Int
    /// One for each timed entity on the path, the innermost last; every one must hold.
    package var timeRanges: [TimeRange]
    package var condition: PlanExpression?

    package var entity: Int { path[path.count - 1] }
}

/// Absolute bounds on a row's event time.
package struct TimeRange: Sendable, Hashable {
    package var row: RowReference
    package var field: Int
    package var kind: ValueKind
    /// Microseconds for times, days for dates; included.
    package var from: Int64?
    /// Excluded.
    package var to: Int64?
    /// Whether a row without an event time is inside (it is where nothing but existence is asked).
    package var admitsMissing: Bool

    package init(row: RowReference, field: Int, kind: ValueKind, from: Int64?, to: Int64?, admitsMissing: Bool) {
        self.row = row
        self.field = field
        self.kind = kind
        self.from = from
        self.to = to
        self.admitsMissing = admitsMissing
    }

    /// Restricts the range further; what has no event time is outside of every window.
    mutating func narrow(_ from: Int64?, _ to: Int64?) {
        admitsMissing = false
        if let from { self.from = max(from, self.from ?? .min) }
        if let to { self.to = min(to, self.to ?? .max) }
    }
}

extension PlanExpression {
    package var type: ValueType {
        switch self {
        case .constant(let value): value.type
        case .field(_, _, let type), .column(_, let type), .definition(_, _, let type), .arithmetic(_, _, _, let type),
            .negate(_, let type), .call(_, _, let type), .conditional(_, _, let type),
            .groupAggregate(_, _, _, _, _, let type):
            type
        case .comparison, .between, .range, .membership, .textMatch, .isMissing, .and, .or, .not, .exists, .sequence:
            .bool
        case .caseFolded: .text
        case .bucket: .int
        case .localDay: .date
        case .aggregate(let aggregate): aggregate.type
        case .decimal(let decimal): decimal.type
        }
    }
}

extension Value {
    /// Numbers without their unit; missing counts as bool.
    package var type: ValueType {
        switch self {
        case .missing, .bool: .bool
        case .int: .int
        case .number: .number
        case .money: .money
        case .text: .text
        case .date: .date
        case .time: .time
        case .duration: .duration
        }
    }
}

extension Value {
    /// The first value of a type, which is 0 for everything that can be added up.
    package static func zero(of type: ValueType) -> Value {
        switch type.kind {
        case .bool: .bool(false)
        case .int: .int(0)
        case .number: .number(0)
        case .money: .money(0)
        case .text: .text("")
        case .date: .date(CivilDate(daysSinceEpoch: 0))
        case .time: .time(Instant(microseconds: 0))
        case .duration: .duration(0)
        }
    }
}
