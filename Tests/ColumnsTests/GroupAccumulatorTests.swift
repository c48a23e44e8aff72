@testable import Columns
import Testing

/// Tables by codes, against a dictionary.
struct GroupAccumulatorTests {
    private struct Row {
        var code: Int32
        var value: Int64
        var key: UInt64
        var isKnown: Bool
    }

    /// Rows in batches; codes at the limit are of rows that are left out, and keys ascend.
    private static func batches(limit: Int, seed: UInt64) -> [[Row]] {
        var random = SeededNumbers(state: seed), key: UInt64 = 5
        return [1_000, 3, 0, 777].map { count in
            (0..<count).map { _ in
                key += UInt64.random(in: 0...5, using: &random) == 0 ? 1 : 0
                return Row(
                    code: Int32.random(in: 0...Int32(limit), using: &random),
                    value: Int64.random(in: -900...900, using: &random), key: key,
                    isKnown: UInt8.random(in: 0...3, using: &random) > 0)
            }
        }
    }

    @Test(arguments: [1, 7, 1_023, 1_024, 3_000], [true, false])
    func figuresAreThoseOfTheRows(limit: Int, isMasked: Bool) {
        let batches = GroupAccumulatorTests.batches(limit: limit, seed: UInt64(limit))
        var accumulator = GroupAccumulator(limit: limit, partCount: 6)
        for rows in batches {
            let codes = rows.map(\.code), values = rows.map(\.value)
            let known: Mask? = isMasked ? rows.map { $0.isKnown ? 1 : 0 } : nil
            accumulator.add(codes, keptCount: rows.count { $0.code < limit })
            accumulator.count(codes, 0, known)
            accumulator.fold(.sum, codes, 1, values, known)
            accumulator.fold(.least, codes, 2, values, known)
            accumulator.fold(.greatest, codes, 3, values, known)
            accumulator.sum(codes, 4, values.map { Double($0) / 4 }, known)
            accumulator.countChanges(codes, 5, rows.map(\.key), known)
        }
        let kept = batches.flatMap { $0 }.filter { $0.code < limit }
        let groups = Dictionary(grouping: kept) { $0.code }, codes = groups.keys.sorted()
        #expect(accumulator.rowCount == kept.count)
        let (occurring, figures) = accumulator.groups
        #expect(occurring == codes)
        #expect(figures[5].ascent?.lowerBound == batches[0].first?.key)
        #expect(figures[5].ascent?.upperBound == batches.last?.last?.key)
        for (group, code) in codes.enumerated() {
            let rows = (groups[code] ?? []).filter { !isMasked || $0.isKnown }
            #expect(figures.dropLast().allSatisfy { $0.entries[group].count == rows.count })
            #expect(figures[1].entries[group].sum == rows.reduce(0) { $0 + $1.value })
            #expect(figures[2].entries[group].least == rows.map(\.value).min() ?? .max)
            #expect(figures[3].entries[group].greatest == rows.map(\.value).max() ?? .min)
            #expect(figures[4].entries[group].numbers == rows.reduce(0) { $0 + Double($1.value) / 4 })
            #expect(figures[5].entries[group].count == Set(rows.map(\.key)).count)
            #expect(rows.isEmpty || figures[5].entries[group].last == rows.map(\.key).max())
            #expect(
                (figures[5].entries[group].hasStart == 1) == rows.contains { $0.key == batches[0].first?.key })
        }
    }

    @Test func valuesThatDescendHaveNoChanges() {
        for batches in [[[3, 2]], [[3, 4], [3, 5]], [[5], [4], [6]]] as [[[UInt64]]] {
            var accumulator = GroupAccumulator(limit: 2, partCount: 1)
            for keys in batches {
                accumulator.add(keys.map { _ in 0 }, keptCount: keys.count)
                accumulator.countChanges(keys.map { _ in 0 }, 0, keys, nil)
            }
            #expect(accumulator.groups.figures[0].ascent == nil)
        }
    }
}
