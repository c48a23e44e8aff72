import Model
import Testing

/// Selection against sorting: the quantile lies where it lies in the sorted list.
struct QuantileSelectionTests {
    @Test(arguments: [1, 2, 3, 8, 9, 33, 200], [0.0, 0.1, 0.25, 0.5, 0.75, 0.99, 1.0])
    func quantilesAreThoseOfTheSortedList(count: Int, share: Double) {
        var state: UInt64 = UInt64(count)
        for spread in [1, 3, 50, 1_000_000] as [Int64] {
            let values = (0..<count).map { _ -> Int64 in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return Int64(state >> 33) % spread - spread / 2
            }
            var sorted = values
            sorted.sort()
            let expected = Quantile.value(count: count, at: share) { place -> Int64 in sorted[place] }
            for list in [values, sorted, sorted.reversed()] {
                var list = list
                #expect(Quantile.value(of: &list, at: share) == expected)
                var numbers = values.map { Double($0) / 4 }
                let exact = Quantile.value(count: count, at: share) { place -> Double in Double(sorted[place]) / 4 }
                #expect(Quantile.value(of: &numbers, at: share) == exact)
            }
        }
    }

    /// By way of the difference: what is 0 with pencil and paper is 0.
    @Test func whatLiesBetweenIsNotRoundedTwice() {
        var rates = [-0.5, 0.75, 2.0, 3.375, 4.875]
        #expect(Quantile.value(of: &rates, at: 0.1) == 0)
        var far = [-Double.greatestFiniteMagnitude, Double.greatestFiniteMagnitude]
        #expect(Quantile.value(of: &far, at: 0.5) == 0)
        var same = [Double.infinity, Double.infinity]
        #expect(Quantile.value(of: &same, at: 0.5) == .infinity)
    }
}
