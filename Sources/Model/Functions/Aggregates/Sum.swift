extension AggregateDeclaration {
    static let sum = AggregateDeclaration(
        operand: .value(.numbers), result: .sameAsValue, ofNothing: .zero, worksOnGroups: true, tellsOfMany: true,
        documentation: "The sum, exact for money and whole numbers; 0 of nothing.",
        example: "sum(orders.amount in last 12 months)")
}
