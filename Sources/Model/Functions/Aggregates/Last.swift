extension AggregateDeclaration {
    static let last = AggregateDeclaration(
        operand: .value(.any), result: .sameAsValue,
        documentation: "The value of the latest record; missing of none.",
        example: "last(orders.amount where status = \"paid\")")
}
