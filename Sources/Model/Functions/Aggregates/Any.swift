extension AggregateDeclaration {
    static let any = AggregateDeclaration(
        operand: .records, result: .condition, ofNothing: .decided,
        documentation: "Whether there is such a record.",
        example: "any(orders where channel = \"web\")")
}
