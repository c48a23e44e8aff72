package import Syntax

/// `explain CONDITION`, `explain customer KEY in CONDITION`.
package struct BoundExplanation: Sendable {
    /// Of the customer in row variable 0, like the definitions it leads into.
    package var condition: BoundExpression
    /// The key of the one customer to explain it for: a constant of the key's type; nil for all of them together.
    package var customer: BoundExpression?
    package var span: SourceSpan
}
