extension AggregateDeclaration {
    static let all = AggregateDeclaration(
        operand: .records, result: .condition, ofNothing: .decided,
        documentation: "Whether every record fulfils the condition; true of none.",
        example: "all(orders where status = \"paid\")")
}
