import Model
import Planning
import Semantics
import Testing
@testable import Columns

/// Kernels over runs, held against the plainest way to say the same.
struct RunMaskTests {
    private var random = SeededNumbers(state: 11)

    /// Runs of none to many rows, some of the rows between them nobody's.
    private mutating func runs(_ count: Int, apart: Bool) -> RecordRanges {
        var runs = RecordRanges(starts: [], ends: []), row: Int32 = apart ? 5 : 0
        for _ in 0..<count {
            if apart { row += Int32.random(in: 0...3, using: &random) }
            let length = [0, 1, 3, 7, 8, 9, 16, 17, 31, 33, 47, 70].randomElement(using: &random) ?? 0
            runs.starts.append(row)
            row += Int32(length)
            runs.ends.append(row)
        }
        return runs
    }

    @Test mutating func rowsInStepsAreRowsOneByOne() {
        for round in 0..<200 {
            let runs = runs(round % 17, apart: round % 2 == 0)
            let rows = runs.rowNumbers(Int(runs.bounds.last ?? 0)).map { Int($0) }
            let share = [0, 1, 3, 50, 100].randomElement(using: &random) ?? 0
            let kept = Set(rows.filter { _ in Int.random(in: 0..<100, using: &random) < share })
            let last = Int(runs.ends.max() ?? 0)
            let compact = RecordMask(
                rows.map { kept.contains($0) ? 1 : 0 }, .runs(runs, count: rows.count), starts: runs.bounds)
            let span = RecordMask((0..<last).map { kept.contains($0) ? 1 : 0 }, .range(0..<last), starts: runs.starts)
            let expected = runs.starts.indices.map { index in
                (Int(runs.starts[index])..<Int(runs.ends[index])).filter { kept.contains($0) }
            }
            for mask in [compact, span] {
                #expect(mask.counts(runs) == expected.map { Int64($0.count) })
                #expect(mask.any(runs) == expected.map { $0.isEmpty ? 0 : 1 })
                #expect(mask.ends(runs, isLast: false) == expected.map { Int32($0.first ?? -1) })
                #expect(mask.ends(runs, isLast: true) == expected.map { Int32($0.last ?? -1) })
                let (list, bounds) = mask.kept(runs)
                #expect(list == expected.joined().map { Int32($0) })
                #expect(bounds.runLengths == expected.map { Int64($0.count) })
            }
        }
    }

    @Test mutating func anOwnersByteIsThatOfItsRecords() {
        for _ in 0..<200 {
            let lengths = (0..<20).map { _ in [0, 0, 1, 2, 9, 17].randomElement(using: &random) ?? 0 }
            let offsets = lengths.reduce(into: [UInt32(0)]) { $0.append(($0.last ?? 0) + UInt32($1)) }
            let owners = lengths.indices.flatMap { Array(repeating: $0, count: lengths[$0]) }
            guard !owners.isEmpty else { continue }
            let first = Int.random(in: 0..<owners.count, using: &random),
                end = Int.random(in: first + 1...owners.count, using: &random)
            let buffer = ColumnBuffer(offsets)
            let range = buffer.owners(of: first..<end)
            #expect(range == owners[first]..<owners[end - 1] + 1)
            let bytes: Mask = range.map { _ in UInt8.random(in: 0...1, using: &random) }
            #expect(
                buffer.spread(bytes, of: range, over: first..<end)
                    == (first..<end).map { bytes[owners[$0] - range.lowerBound] })
        }
    }

    @Test mutating func windowsOfRunsAreWhatLiesInside() {
        for round in 0..<300 {
            let runs = runs(12, apart: round % 2 == 0)
            var times = [Int32](repeating: 0, count: Int(runs.ends.max() ?? 0) + (round % 4 == 0 ? 3 : 64))
            for index in runs.starts.indices {
                let rows = Int(runs.starts[index])..<Int(runs.ends[index])
                for (row, time) in zip(rows, rows.map { _ in Int32.random(in: 0..<20, using: &random) }.sorted()) {
                    times[row] = time
                }
            }
            let column = Column(
                kind: .time, count: times.count, stored: .int32(ColumnBuffer(times)), base: 100, unit: 10)
            let from = round % 3 == 0 ? nil : Int64.random(in: 80..<320, using: &random),
                to = round % 5 == 0 ? nil : Int64.random(in: 80..<320, using: &random)
            var narrowed = runs
            column.narrow(
                &narrowed, TimeRange(row: .variable(0), field: 0, kind: .time, from: from, to: to, admitsMissing: false)
            )
            for index in runs.starts.indices {
                let inside = (Int(runs.starts[index])..<Int(runs.ends[index])).filter { row in
                    let time = 100 + 10 * Int64(times[row])
                    return (from.map { time >= $0 } ?? true) && (to.map { time < $0 } ?? true)
                }
                #expect(Array(Int(narrowed.starts[index])..<Int(narrowed.ends[index])) == inside)
            }
        }
    }
}
