extension AggregateDeclaration {
    static let avg = AggregateDeclaration(
        operand: .value(.numbers), result: .fraction, worksOnGroups: true, tellsOfMany: true,
        documentation: "The mean of the values that are known; missing of none.",
        example: "avg(orders.amount)")
}
