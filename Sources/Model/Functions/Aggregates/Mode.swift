extension AggregateDeclaration {
    static let mode = AggregateDeclaration(
        operand: .value(.ordered), result: .sameAsValue, worksOnGroups: true, tellsOfMany: true,
        documentation: "The value that comes most often, of several such the least; missing of none.",
        example: "mode(orders.channel)")
}
