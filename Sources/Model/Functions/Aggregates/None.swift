extension AggregateDeclaration {
    static let none = AggregateDeclaration(
        operand: .records, result: .condition, ofNothing: .decided,
        documentation: "Whether there is no such record.",
        example: "none(orders in last 180 days)")
}
