extension AggregateDeclaration {
    static let nth = AggregateDeclaration(
        operand: .value(.any), parameter: .position, result: .sameAsValue,
        documentation: """
            The value of the record that is so many from the earliest, or with a negative number from the \
            latest; missing where there are not so many.
            """,
        example: "nth(2, orders.amount)")
}
