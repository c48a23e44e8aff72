import Model
import Planning
import Testing
@testable import Columns

/// Totals of batches, put together, against all values at once.
struct WholeReductionTests {
    private var random = SeededNumbers(state: 31)

    @Test mutating func totalsOfBatchesAreThoseOfAll() {
        for round in 0..<100 {
            var total = UngroupedAggregation.Total(count: 0)
            var all: [Int64] = []
            for size in [0, 1, 7, 64, round] {
                let values = (0..<size).map { _ in Int64.random(in: -1_000_000...1_000_000, using: &random) }
                let known: Mask? = round % 2 == 0 ? nil : values.map { _ in UInt8.random(in: 0...1, using: &random) }
                total.add(UngroupedAggregation.Total(values, known))
                all += values.indices.filter { known?[$0] != 0 }.map { values[$0] }
            }
            #expect(total.count == all.count && total.isExact)
            #expect(total.sum == all.reduce(0, +))
            #expect(total.least == all.min() ?? .max)
            #expect(total.greatest == all.max() ?? .min)
        }
    }

    /// A sum that may leave 64 bits on the way is worked out in another way, even if what is left of it fits.
    @Test func sumsBeyondSixtyFourBitsAreNoticed() {
        #expect(UngroupedAggregation.Total([.max], nil).isExact)
        #expect(!UngroupedAggregation.Total([.min], nil).isExact)
        #expect(!UngroupedAggregation.Total([.max, 1, -5], nil).isExact)
        #expect(UngroupedAggregation.Total([.max, 1, -5], [0, 1, 1]).isExact)
        var total = UngroupedAggregation.Total([.max / 2], nil)
        total.add(UngroupedAggregation.Total([.max / 2], nil))
        #expect(total.isExact)
        total.add(UngroupedAggregation.Total([2 as Int64], nil))
        #expect(!total.isExact)
    }

    /// Over columns of every width, with a base and a unit, against the rows one by one.
    @Test mutating func extremesOfRunsAreThoseOfTheirRows() throws {
        for round in 0..<60 {
            var runs = RecordRanges(starts: [], ends: [])
            for _ in 0..<round % 13 {
                runs.starts.append(runs.ends.last ?? 0)
                runs.ends.append(
                    (runs.starts.last ?? 0) + ([0, 1, 3, 15, 16, 17, 40].randomElement(using: &random) ?? 0))
            }
            let values = (0..<Int(runs.ends.last ?? 0) + round % 2 * 30).map { _ in
                Int16.random(in: .min ... .max, using: &random)
            }
            let bytes: Mask = values.map { _ in UInt8.random(in: 0...1, using: &random) }
            let column = Column(kind: .int, count: values.count, stored: .int16(ColumnBuffer(values)), base: 5, unit: 3)
            for mask in [nil, RecordMask(bytes, .range(0..<values.count), starts: runs.starts)] {
                let reduction = EncodedAggregation(
                    runs: runs, mask: mask, base: column.base, unit: column.unit, magnitude: nil)
                let least = try reduction.reduce(.min, ColumnBuffer(values)),
                    greatest = try reduction.reduce(.max, ColumnBuffer(values))
                for index in runs.starts.indices {
                    let kept = (Int(runs.starts[index])..<Int(runs.ends[index])).filter {
                        mask == nil || bytes[$0] != 0
                    }.map { 5 + 3 * Int64(values[$0]) }
                    #expect(least?.value(index, as: .int) == kept.min().map { .int($0) } ?? .missing)
                    #expect(greatest?.value(index, as: .int) == kept.max().map { .int($0) } ?? .missing)
                }
            }
        }
    }
}
