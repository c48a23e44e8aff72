extension AggregateDeclaration {
    /// The standard deviation of a sample: the root of n values' squared distances from the mean, divided by n - 1.
    static let stddev = AggregateDeclaration(
        operand: .value(.numbers), result: .fraction, worksOnGroups: true, tellsOfMany: true,
        statistic: standardDeviation,
        documentation: "How far the values lie from their mean (of a sample: n - 1); missing of fewer than two.",
        example: "stddev(orders.amount)")

    /// Sorted, so that the same values come to the same figure in whatever order they are read.
    private static func standardDeviation(_ values: UnsafeBufferPointer<Double>) -> Double? {
        guard values.count > 1 else { return nil }
        let sorted = values.sorted(), count = Double(sorted.count)
        let mean = sorted.reduce(0, +) / count
        let squares = sorted.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (squares / (count - 1)).squareRoot()
    }
}
