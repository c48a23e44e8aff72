extension AggregateDeclaration {
    static let balance = AggregateDeclaration(
        operand: .value(.any), result: .sameAsValue, ofNothing: .zero, tellsOfMany: true,
        documentation: """
            What is left of credits that lapse: negative values take from the credit with the same link, then \
            from those that lapse first; 0 of nothing.
            """,
        example: "balance(points.change, expires_at, order_id)")
}
