extension AggregateDeclaration {
    static let span = AggregateDeclaration(
        operand: .value(.numbers), result: .fraction, worksOnGroups: true, tellsOfMany: true,
        statistic: { values in
            guard let least = values.min(), let greatest = values.max() else { return nil }
            return greatest - least
        },
        documentation: "How far the greatest value lies from the least.", example: "span(orders.amount)")
}
