extension AggregateDeclaration {
    static let first = AggregateDeclaration(
        operand: .value(.any), result: .sameAsValue,
        documentation: "The value of the earliest record; missing of none.",
        example: "first(orders.channel)")
}
