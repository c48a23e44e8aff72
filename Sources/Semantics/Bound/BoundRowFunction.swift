package import Model

/// A function of a row among those at hand: `previous(revenue)`, `rank(revenue) by country`.
package struct BoundRowFunction: Sendable {
    package var function: RowFunction
    /// nil for `row_number`.
    package var value: BoundExpression?
    /// How many rows away, how many rows, or how many parts.
    package var count: Int
    /// Rows that are equal in all of these are taken by themselves.
    package var partition: [BoundExpression] = []
    package var type: ValueType

    /// Every whole expression.
    package var expressions: [BoundExpression] { [value].compactMap(\.self) + partition }
}
