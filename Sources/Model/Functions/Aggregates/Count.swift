extension AggregateDeclaration {
    static let count = AggregateDeclaration(
        operand: .recordsOrValue, result: .whole, ofNothing: .zero, worksOnGroups: true,
        documentation: """
            How many records there are; of a value, how many records have it. `distinct` counts different \
            values.
            """,
        example: "count(orders in last 90 days where status = \"paid\")")
}
