extension AggregateDeclaration {
    static let min = AggregateDeclaration(
        operand: .value(.ordered), result: .sameAsValue, worksOnGroups: true, tellsOfMany: true,
        documentation: "The smallest value; missing of none.",
        example: "min(orders.amount)")
}
