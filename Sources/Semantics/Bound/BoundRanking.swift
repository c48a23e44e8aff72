package import Model

/// Where a customer stands among others by a value.
package struct BoundRanking: Sendable {
    package var function: RankingFunction
    /// The number of parts, for `ntile` and `quantile_score`.
    package var parts: Int?
    /// For the customer in row variable 0, as in a definition.
    package var value: BoundExpression
}
