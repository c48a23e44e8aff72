package import Model

/// Where a customer stands among others by a value.
package struct BoundRanking: Sendable {
    package var function: RankingFunction
    /// The number of parts, for `ntile` and `quantile_score`.
    package var parts: Int?
    /// For the customer in row variable 0, as in a definition.
    package var value: BoundExpression
    /// The values, of the same customer, that take customers apart: each is placed among those who are equal in them.
    package var partition: [BoundExpression] = []

    package var expressions: [BoundExpression] { [value] + partition }
}
