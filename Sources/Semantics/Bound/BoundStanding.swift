package import Model

/// Where a customer stands among others by a value.
package struct BoundStanding: Sendable {
    package var function: StandingFunction
    /// Of `ntile` and `quantile_score`.
    package var parts: Int?
    /// Of the customer in row variable 0, as in a definition.
    package var value: BoundExpression
}
