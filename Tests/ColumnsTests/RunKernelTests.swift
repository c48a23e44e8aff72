import Model
import Testing
@testable import Columns

/// Numbers worked out of runs, held against the plainest way to say the same.
struct RunKernelTests {
    private var random = SeededNumbers(state: 23)

    private mutating func bounds(_ count: Int) -> [Int32] {
        var bounds: [Int32] = [0]
        for _ in 0..<count {
            bounds.append(
                bounds[bounds.count - 1] + ([0, 1, 2, 5, 15, 16, 17, 18, 32, 33, 90].randomElement(using: &random) ?? 0)
            )
        }
        return bounds
    }

    private func runs(_ bounds: [Int32]) -> [Range<Int>] { zip(bounds, bounds.dropFirst()).map { Int($0)..<Int($1) } }

    @Test mutating func sumsOfRuns() {
        for round in 0..<100 {
            let bounds = bounds(round % 23), runs = runs(bounds)
            let limit: Int32 = round % 2 == 0 ? 1_000 : .max
            let values = (0..<Int(bounds[bounds.count - 1]) + round % 3 * 20).map { _ in
                Int32.random(in: -limit...limit, using: &random)
            }
            let bytes: Mask = values.map { _ in UInt8.random(in: 0...1, using: &random) }
            let rows = RecordRanges(starts: Array(bounds.dropLast()), ends: Array(bounds.dropFirst()))
            let mask = RecordMask(bytes, .range(0..<values.count), starts: rows.starts)
            let magnitude = UInt64(limit)
            #expect(
                SegmentedSums(runs: rows, mask: nil, magnitude: magnitude).sums(ColumnBuffer(values))
                    == runs.map { $0.reduce(0) { $0 + Int64(values[$1]) } })
            #expect(
                SegmentedSums(runs: rows, mask: mask, magnitude: magnitude).sums(ColumnBuffer(values))
                    == runs.map { $0.reduce(0) { $0 + Int64(values[$1]) * Int64(bytes[$1]) } })
        }
    }

    @Test mutating func gapsOfRuns() {
        for round in 0..<100 {
            let bounds = bounds(round % 23), runs = runs(bounds)
            var days = (0..<Int(bounds[bounds.count - 1])).map { _ in Int64.random(in: -50..<50, using: &random) }
            if round % 2 == 0 { for run in runs { days[run].sort() } }
            let (gaps, ends) = Gaps.between(days, bounds)
            let expected = runs.map { run in
                let sorted = days[run].sorted()
                return sorted.indices.dropFirst().map { sorted[$0] - sorted[$0 - 1] }
            }
            #expect(gaps == Array(expected.joined()))
            #expect(self.runs(ends).map(\.count) == expected.map(\.count))
        }
    }

    @Test(arguments: [0, 0.25, 0.5, 0.9, 1]) mutating func quantilesOfRuns(share: Double) throws {
        for round in 0..<60 {
            let bounds = bounds(round % 23), runs = runs(bounds)
            let spread = [1, 7, 300, 4_096].randomElement(using: &random) ?? 1
            let count = Int(bounds[bounds.count - 1]) + round % 2 * 20
            var numbers: [Int64] = []
            for _ in 0..<count { numbers.append(Int64.random(in: 0..<Int64(spread), using: &random) - 10) }
            let quantiles = try #require(SmallNumberQuantiles(numbers)).values(bounds, share)
            for (index, run) in runs.enumerated() {
                var some = Array(numbers[run])
                let expected: Value =
                    if let quantile = Quantile.value(of: &some, at: share) { .number(quantile) } else { .missing }
                #expect(quantiles.value(index, as: .number) == expected)
            }
        }
        #expect(SmallNumberQuantiles([0, 4_096]) == nil)
        #expect(SmallNumberQuantiles([.min, .max]) == nil)
    }

    @Test mutating func daysOfInstants() {
        let day: Int64 = 86_400_000_000
        var instants: [Int64] = [0, -1, 1, day - 1, day, -day, -day - 1, 1 << 59, -(1 << 59)]
        for _ in 0..<2_000 {
            let midnight = Int64.random(in: -800_000...3_000_000, using: &random) * day
            instants += [midnight - 1, midnight, midnight + 1, midnight + Int64.random(in: 0..<day, using: &random)]
        }
        #expect(WallClock(.utc).days(instants) == instants.map { floorDivide($0, day) })
    }
}
