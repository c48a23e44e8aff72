extension AggregateDeclaration {
    static let max = AggregateDeclaration(
        operand: .value(.ordered), result: .sameAsValue, worksOnGroups: true, tellsOfMany: true,
        documentation: "The largest value; missing of none.",
        example: "max(orders.amount)")
}
