extension AggregateDeclaration {
    static let median = AggregateDeclaration(
        operand: .value(.numbers), result: .fraction, worksOnGroups: true, tellsOfMany: true,
        documentation: "The middle value, or the mean of the middle two; missing of none.",
        example: "median(orders.amount)")
}
