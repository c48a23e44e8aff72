extension AggregateDeclaration {
    /// The standard deviation of a sample: the root of n values' squared distances from the mean, divided by n - 1.
    static let stddev = AggregateDeclaration(
        operand: .value(.numbers), result: .fraction, worksOnGroups: true, tellsOfMany: true,
        statistic: { variance($0)?.squareRoot() },
        documentation: "How far the values lie from their mean (of a sample: n - 1); missing of fewer than two.",
        example: "stddev(orders.amount)")

    /// Its square.
    static let variance = AggregateDeclaration(
        operand: .value(.plainNumbers), result: .plain, worksOnGroups: true, tellsOfMany: true,
        statistic: { variance($0) },
        documentation: "The square of the standard deviation (of a sample: n - 1); missing of fewer than two.",
        example: "variance(items.quantity)")

    /// Measured from one of the values: of those that are all equal the mean would be rounded, and they deviate by
    /// exactly 0.
    private static func variance(_ values: UnsafeBufferPointer<Double>) -> Double? {
        guard values.count > 1 else { return nil }
        if let exact = wholeVariance(values, from: values[0]) { return exact }
        // Sorted, so that the same values come to the same figure in whatever order they are read.
        let sorted = values.sorted(), count = Double(sorted.count), origin = sorted[sorted.count / 2]
        let mean = sorted.reduce(0) { $0 + ($1 - origin) } / count
        let squares = sorted.reduce(0) { sum, value in
            let deviation = (value - origin) - mean
            return sum + deviation * deviation
        }
        return squares / (count - 1)
    }

    /// The same where values are whole numbers apart: nothing is rounded before the end, and equal spreads are equal.
    private static func wholeVariance(_ values: UnsafeBufferPointer<Double>, from origin: Double) -> Double? {
        var sum: Int128 = 0, squares: Int128 = 0
        for value in values {
            guard let distance = Int64(exactly: value - origin), distance.magnitude < 1 << 53 else { return nil }
            sum += Int128(distance)
            let (total, overflow) = squares.addingReportingOverflow(Int128(distance) * Int128(distance))
            if overflow { return nil }
            squares = total
        }
        let count = Int128(values.count)
        let (all, isTooLarge) = count.multipliedReportingOverflow(by: squares)
        let (mean, isMeanTooLarge) = sum.multipliedReportingOverflow(by: sum)
        guard !isTooLarge, !isMeanTooLarge else { return nil }
        return Double(all - mean) / Double(count * (count - 1))
    }
}
