package import Model
package import Syntax

/// An expression with every name resolved and every type known. Windows are still relative to the as-of instant.
package struct BoundExpression: Sendable {
    package var kind: Kind
    package var type: ValueType
    package var span: SourceSpan

    package init(_ kind: Kind, _ type: ValueType, _ span: SourceSpan) {
        self.kind = kind
        self.type = type
        self.span = span
    }

    /// Conditions are two-valued: a comparison with a missing value is false, `not` is the exact complement.
    package indirect enum Kind: Sendable {
        case literal(Value)
        /// `2.5`, `25%`: exact until it is known what it is compared with.
        case decimal(DecimalLiteral)
        /// The day, or the whole month, of a bare date; the second date is the day after the last.
        case period(CivilDate, CivilDate)
        /// `2026-03-01T09:00`, by the clock of the question's time zone.
        case localTime(LocalTime)
        /// `today`: the as-of day.
        case today
        /// `90 days ago`
        case ago(Int, DurationUnit)
        /// `90 days`
        case duration(Int, DurationUnit)
        case field(RowReference, field: Int)
        /// A column of the stage before, by position.
        case column(Int)
        /// A metric's value, or a segment's membership, of the customer in a row.
        case definition(DefinitionID, of: RowReference)
        case comparison(ComparisonOperator, BoundExpression, BoundExpression, ignoringCase: Bool)
        /// Both ends included.
        case between(BoundExpression, BoundExpression, BoundExpression)
        case membership(BoundExpression, [BoundExpression], ignoringCase: Bool)
        case textMatch(TextMatchOperator, BoundExpression, BoundExpression, ignoringCase: Bool)
        case isMissing(BoundExpression)
        case window(BoundExpression, BoundWindow)
        /// `anniversary(birthday) in next 7 days`: the day in whatever year.
        case anniversary(BoundExpression, BoundWindow)
        case and([BoundExpression])
        case or([BoundExpression])
        case not(BoundExpression)
        case arithmetic(ArithmeticOperator, BoundExpression, BoundExpression)
        case negate(BoundExpression)
        /// Whether the customer in a row is in a sample: below a threshold among `StableHash.bucketCount` buckets.
        case sample(threshold: Int64, seed: String, of: RowReference)
        /// The value of the first arm whose condition holds, else the last.
        case conditional([BoundArm], else: BoundExpression)
        case call(ScalarFunction, [BoundExpression])
        /// `frequency over last 90 days`
        case restricted(BoundExpression, BoundWindow)
        /// `vip as of 180 days ago`
        /// For the customer at hand; nil where rows are columns of a stage.
        case asOf(BoundExpression, BoundMoment, of: RowReference?)
        case aggregate(BoundAggregate)
        /// `percentile_rank(monetary)` of the customer in a row.
        case ranking(BoundRanking, of: RowReference)
        /// `rank(monetary) among vip`: standings in the first are among the customers, in row variable 0, for whom the
        /// second holds.
        case among(BoundExpression, BoundExpression)
        /// `sequence(interactions then orders within 14 days)`
        case sequence(BoundSequence)
        /// Over the rows of a group; no operand for `count()`. The parameter is the share of `quantile`.
        case groupAggregate(
            AggregateFunction, BoundExpression?, parameter: Double? = nil, filter: BoundExpression?, isDistinct: Bool)
    }

    /// Whether its value is known before any record is read, so that it takes the unit of what it is compared with.
    package var isConstant: Bool {
        switch kind {
        case .literal, .decimal, .period, .localTime, .today, .ago, .duration: true
        case .negate(let operand): operand.isConstant
        case .arithmetic(_, let left, let right): left.isConstant && right.isConstant
        default: false
        }
    }
}

package struct BoundArm: Sendable {
    package var condition: BoundExpression
    package var value: BoundExpression

    package init(condition: BoundExpression, value: BoundExpression) {
        self.condition = condition
        self.value = value
    }
}

package enum ComparisonOperator: String, Sendable, Hashable {
    case equal = "=", notEqual = "!=", less = "<", lessEqual = "<=", greater = ">", greaterEqual = ">="
}

package enum TextMatchOperator: Sendable, Hashable {
    case contains, startsWith, endsWith, matches
    /// The left text is a `TextList` with this separator, and the right one among its texts.
    case has(separator: UInt8)

    package var name: String {
        switch self {
        case .contains: "contains"
        case .startsWith: "starts with"
        case .endsWith: "ends with"
        case .matches: "matches"
        case .has: "has"
        }
    }
}

package enum ArithmeticOperator: String, Sendable, Hashable {
    case add = "+", subtract = "-", multiply = "*", divide = "/"
}

/// One row that a name can reach from where it stands.
package indirect enum RowReference: Sendable, Hashable {
    /// The row that a source or an aggregate is looking at; the number is unique in a statement.
    case variable(Int)
    /// The owner of the row: an item's order, an order's customer.
    case owner(RowReference)
    /// The row that a field of the row refers to: an item's product.
    case reference(RowReference, field: Int)

    /// The variable it starts from.
    package var variable: Int {
        switch self {
        case .variable(let id): id
        case .owner(let row), .reference(let row, _): row.variable
        }
    }

    /// Whether a reference leads there: perhaps to nothing.
    package var isReferredTo: Bool {
        switch self {
        case .variable: false
        case .owner(let row): row.isReferredTo
        case .reference: true
        }
    }
}

package struct DefinitionID: Sendable, Hashable {
    package let index: Int

    package init(_ index: Int) { self.index = index }
}
