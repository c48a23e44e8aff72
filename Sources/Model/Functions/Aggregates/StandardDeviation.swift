extension AggregateDeclaration {
    /// The standard deviation of a sample: the root of n values' squared distances from the mean, divided by n - 1.
    static let stddev = AggregateDeclaration(
        operand: .value(.numbers), result: .fraction, worksOnGroups: true, tellsOfMany: true,
        statistic: standardDeviation,
        documentation: "How far the values lie from their mean (of a sample: n - 1); missing of fewer than two.",
        example: "stddev(orders.amount)")

    /// Sorted, so that the same values come to the same figure in whatever order they are read. Measured from one of
    /// the values, so that values that are all equal deviate by exactly 0: their mean would be rounded.
    private static func standardDeviation(_ values: UnsafeBufferPointer<Double>) -> Double? {
        guard values.count > 1 else { return nil }
        let sorted = values.sorted(), count = Double(sorted.count), origin = sorted[sorted.count / 2]
        let mean = sorted.reduce(0) { $0 + ($1 - origin) } / count
        let squares = sorted.reduce(0) { sum, value in
            let deviation = (value - origin) - mean
            return sum + deviation * deviation
        }
        return (squares / (count - 1)).squareRoot()
    }
}
