package import Model

/// A function of a row among the rows at hand, in the order in which they come.
package struct PlanRowFunction: Sendable {
    package var function: RowFunction
    /// nil for `row_number`.
    package var value: PlanExpression?
    /// How many rows away, how many rows, or how many parts.
    package var count: Int
    /// Rows that are equal in all of these are taken by themselves; missing values are equal.
    package var partition: [PlanExpression]
    package var type: ValueType

    package init(
        function: RowFunction, value: PlanExpression?, count: Int, partition: [PlanExpression], type: ValueType
    ) {
        (self.function, self.value, self.count) = (function, value, count)
        (self.partition, self.type) = (partition, type)
    }

    /// For outlines: nobody names the column.
    var name: String { function.name }

    /// Every whole expression.
    package var expressions: [PlanExpression] { [value].compactMap(\.self) + partition }

    /// The function with `change` applied to every whole expression in it.
    package func mapExpressions(_ change: (PlanExpression) -> PlanExpression) -> PlanRowFunction {
        var result = self
        result.value = value.map(change)
        result.partition = partition.map(change)
        return result
    }
}
