extension AggregateDeclaration {
    static let quantile = AggregateDeclaration(
        operand: .value(.numbers), parameter: .share, result: .fraction, worksOnGroups: true, tellsOfMany: true,
        documentation: """
            The value below which a share of them lies, interpolated between neighbours (type 7); missing of \
            none.
            """,
        example: "quantile(orders.amount, 90%)")
}
