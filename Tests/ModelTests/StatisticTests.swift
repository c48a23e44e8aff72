import Model
import Testing

/// Statistics by their declarations, against what pencil and paper say.
struct StatisticTests {
    private func deviation(_ values: [Double]) -> Double? {
        AggregateFunction.stddev.declaration.statistic.flatMap { statistic in
            values.withUnsafeBufferPointer(statistic)
        }
    }

    /// Their mean is rounded: 0.1 three times is 0.30000000000000004, and a third of that is not 0.1.
    @Test(arguments: [0.1, 1.0 / 3, 13_562.37, 1e300, -7.7e-12], [2, 3, 7, 10, 1_001])
    func equalValuesDeviateByNothing(value: Double, count: Int) {
        #expect(deviation(Array(repeating: value, count: count)) == 0)
    }

    /// Spreads that are equal are equal to the last digit, wherever the values lie and however they are ordered: rows
    /// are sorted by them.
    @Test(arguments: [[0, 1, 5], [0.0, 3, 4, 11, 12], [0, 0, 0, 1], [-7, 0, 7, 13, 15, 1]])
    func equalSpreadsAreEqual(values: [Double]) {
        let known = deviation(values)
        for offset in [1.0, 17, 1_000_003, 1e12] {
            #expect(deviation(values.map { $0 + offset }) == known)
            #expect(deviation(values.reversed().map { offset - $0 }) == known)
        }
    }

    @Test func deviationsAreOfASample() {
        #expect(deviation([]) == nil)
        #expect(deviation([5]) == nil)
        #expect(deviation([2, 4, 4, 4, 5, 5, 7, 9]) == (32.0 / 7).squareRoot())
        #expect(deviation([9, 7, 5, 5, 4, 4, 4, 2]) == (32.0 / 7).squareRoot())
        // Far from 0 nothing is lost: squares of the values themselves would leave no digit.
        #expect(deviation([1_000_000_001, 1_000_000_002, 1_000_000_003]) == 1)
    }
}
