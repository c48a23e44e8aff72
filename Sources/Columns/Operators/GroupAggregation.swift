import Concurrency
import Model
import Planning

/// One value for each group out of those of its rows; `count` and `sum` of nothing are 0, the others missing (law 2).
///
/// Rows are added up where they stand, in pieces of one size that threads share: sums of numbers are the same for any
/// number of threads.
struct GroupAggregation: Sendable {
    private let grouping: Grouping
    /// Rows that count: 1; nil for all.
    private let kept: Mask?
    private let workers: Workers
    /// Whether what is beyond 64 bits is missing, instead of an error.
    private let overflowIsMissing: Bool

    init(_ grouping: Grouping, _ kept: Mask?, _ workers: Workers, overflowIsMissing: Bool = false) {
        self.grouping = grouping
        self.kept = kept
        self.workers = workers
        self.overflowIsMissing = overflowIsMissing
    }

    /// - Parameter values: one a row; nil for the rows themselves.
    func reduce(_ function: AggregateFunction, _ values: Vector?, isDistinct: Bool, _ parameter: Double?)
        throws(ExecutionError) -> Vector
    {
        try workers.check()
        guard let values else { return Vector(.integers(counts(kept))) }
        let known = values.valid?.and(kept) ?? kept
        if let statistic = function.declaration.statistic {
            return byGroup(values, known) { $0.statistics($1, statistic) }
        }
        switch function {
        case .count: return Vector(.integers(isDistinct ? try differentValues(values, known) : counts(known)))
        case .sum: return try sums(values, known)
        case .avg: return try averages(values, known)
        case .min: return try extremes(values, known, isLargest: false)
        case .max: return try extremes(values, known, isLargest: true)
        case .mode: return byGroup(values, known) { $0.modes($1) }
        case .median: return try quantiles(values, known, 0.5)
        case .quantile: return try quantiles(values, known, parameter ?? 0.5)
        default: throw ExecutionError.unsupported("\(function.rawValue) over rows")
        }
    }

    // MARK: Passes

    /// The group of each row, and whether the row counts.
    private struct Rows: Sendable {
        let numbers: SharedValues<Int32>
        let known: SharedValues<UInt8>
        let isOne: Bool
        let isAll: Bool

        func group(_ row: Int) -> Int { isOne ? 0 : Int(truncatingIfNeeded: numbers[row]) }
        func counts(_ row: Int) -> Bool { isAll || known[row] != 0 }
    }

    /// A table with a place for each group for each piece, which `fill` adds the rows of the piece to.
    private func tables<Entry: BitwiseCopyable & Sendable>(
        _ known: Mask?, _ start: Entry,
        _ fill: @escaping @Sendable (Rows, Range<Int>, UnsafeMutableBufferPointer<Entry>) -> Void
    ) -> [Entry] {
        let pieces = grouping.pieces, groups = grouping.count
        return grouping.numbers.withShared { numbers in
            (known ?? []).withShared { mask in
                let rows = Rows(numbers: numbers, known: mask, isOne: numbers.count == 0, isAll: known == nil)
                return [Entry](count: max(1, pieces.count) * groups) { tables in
                    for place in 0..<max(1, pieces.count) * groups { tables[place] = start }
                    workers.each(pieces.count) { piece in
                        fill(rows, pieces[piece], tables.part(piece * groups..<(piece + 1) * groups))
                    }
                }
            }
        }
    }

    /// The tables of all pieces, in their order, as one.
    private func merged<Entry: BitwiseCopyable>(_ tables: [Entry], _ merge: (inout Entry, Entry) -> Void) -> [Entry] {
        let groups = grouping.count
        var result = Array(tables.prefix(groups))
        for piece in 1..<max(2, tables.count / max(1, groups)) where (piece + 1) * groups <= tables.count {
            for group in 0..<groups { merge(&result[group], tables[piece * groups + group]) }
        }
        return result
    }

    private func counts(_ known: Mask?) -> [Int64] {
        merged(
            tables(known, Int64(0)) { rows, range, table in
                if rows.isAll {
                    if rows.isOne {
                        table[0] &+= Int64(range.count)
                    } else {
                        for row in range { table[rows.group(row)] &+= 1 }
                    }
                } else {
                    for row in range { table[rows.group(row)] &+= Int64(truncatingIfNeeded: rows.known[row]) }
                }
            }
        ) { $0 &+= $1 }
    }

    // MARK: Sums

    private func sums(_ values: Vector, _ known: Mask?) throws(ExecutionError) -> Vector {
        switch values.values {
        case .integers(let values):
            if let sums = quickSums(values, known) { return Vector(.integers(sums)) }
            if overflowIsMissing { return wideSums(values, known) }
            var sums = [Int64](repeating: 0, count: grouping.count)
            for row in values.indices where known.map({ $0[row] != 0 }) ?? true {
                let group = grouping.numbers.isEmpty ? 0 : Int(grouping.numbers[row])
                let (sum, overflow) = sums[group].addingReportingOverflow(values[row])
                if overflow { throw ExecutionError.overflow }
                sums[group] = sum
            }
            return Vector(.integers(sums))
        case .numbers(let values): return Vector(finite: numberSums(values, known), valid: nil)
        case .texts: throw ExecutionError.unsupported("the sum of texts")
        }
    }

    /// Missing where they are beyond 64 bits; on the way they may be.
    private func wideSums(_ values: [Int64], _ known: Mask?) -> Vector {
        var sums = [Int128](repeating: 0, count: grouping.count)
        for row in values.indices where known.map({ $0[row] != 0 }) ?? true {
            sums[grouping.numbers.isEmpty ? 0 : Int(grouping.numbers[row])] += Int128(values[row])
        }
        let fits: Mask = sums.map { Int64(exactly: $0) == nil ? 0 : 1 }
        return Vector(.integers(sums.map { Int64(truncatingIfNeeded: $0) }), valid: fits.contains(0) ? fits : nil)
    }

    /// nil where some group's rows might leave 64 bits on the way, whichever come first.
    private func quickSums(_ values: [Int64], _ known: Mask?) -> [Int64]? {
        let pieces = Morsels(values.count)
        return values.withShared { values in
            let largest = [UInt64](count: pieces.count) { largest in
                workers.each(pieces.count) { piece in
                    // All bits that some value has, the sign's turned around: at least the largest of them, and at most
                    // twice it.
                    var bits: Int64 = 0
                    for row in pieces[piece] { bits |= values[row] ^ (values[row] >> 63) }
                    largest[piece] = UInt64(bitPattern: bits) + 1
                }
            }
            let (most, overflow) = (largest.max() ?? 0).multipliedReportingOverflow(by: UInt64(values.count))
            guard !overflow, most <= UInt64(Int64.max) else { return nil }
            return merged(
                tables(known, Int64(0)) { rows, range, table in
                    for row in range {
                        let value =
                            rows.isAll ? values[row] : values[row] & (0 &- Int64(truncatingIfNeeded: rows.known[row]))
                        table[rows.group(row)] &+= value
                    }
                }
            ) { $0 &+= $1 }
        }
    }

    private func numberSums(_ values: [Double], _ known: Mask?) -> [Double] {
        values.withShared { values in
            merged(tables(known, 0.0) { rows, range, table in
                for row in range where rows.counts(row) { table[rows.group(row)] += values[row] }
            }) { $0 += $1 }
        }
    }

    private func averages(_ values: Vector, _ known: Mask?) throws(ExecutionError) -> Vector {
        let counts = counts(known)
        var sums: [Double]
        switch values.values {
        case .integers(let values):
            if let whole = quickSums(values, known) {
                sums = whole.map { Double($0) }
            } else {
                sums = numberSums(values.map { Double($0) }, known)
            }
        case .numbers(let values): sums = numberSums(values, known)
        case .texts: throw ExecutionError.unsupported("the mean of texts")
        }
        for group in sums.indices { sums[group] = counts[group] == 0 ? 0 : sums[group] / Double(counts[group]) }
        let isKnown: Mask = counts.map { $0 == 0 ? 0 : 1 }
        return Vector(finite: sums, valid: isKnown.contains(0) ? isKnown : nil)
    }

    // MARK: Extremes

    private func extremes(_ values: Vector, _ known: Mask?, isLargest: Bool) throws(ExecutionError) -> Vector {
        let keys = values.sortKeys(nil, isDescending: isLargest, workers)
        try workers.check()
        let best = keys.withShared { keys in
            merged(tables(known, Int32(-1)) { rows, range, table in
                for row in range where rows.counts(row) {
                    let group = rows.group(row), place = table[group]
                    if place < 0 || keys[row] < keys[Int(place)] { table[group] = Int32(truncatingIfNeeded: row) }
                }
            }) { if $1 >= 0, $0 < 0 || keys[Int($1)] < keys[Int($0)] { $0 = $1 } }
        }
        return values.gathered(best)
    }

    // MARK: Statistics

    /// A figure of each group's known values: `body` is given these group by group, in the order of their rows, and
    /// where each group begins.
    private func byGroup(_ values: Vector, _ known: Mask?, _ body: (Vector, [Int32]) -> Vector) -> Vector {
        var bounds: [Int32] = [0]
        for size in counts(known) { bounds.append(bounds[bounds.count - 1] + Int32(truncatingIfNeeded: size)) }
        var next = bounds, places = [Int32](repeating: 0, count: Int(bounds[bounds.count - 1]))
        for row in 0..<values.count where known.map({ $0[row] != 0 }) ?? true {
            let group = grouping.numbers.isEmpty ? 0 : Int(grouping.numbers[row])
            places[Int(next[group])] = Int32(truncatingIfNeeded: row)
            next[group] += 1
        }
        return body(values.at(places), bounds)
    }

    // MARK: Quantiles

    private func quantiles(_ values: Vector, _ known: Mask?, _ share: Double) throws(ExecutionError) -> Vector {
        let sizes = counts(known)
        let isNumber: Bool
        switch values.values {
        case .integers: isNumber = false
        case .numbers: isNumber = true
        case .texts: return Vector(.numbers(sizes.map { _ in 0 }), valid: sizes.map { _ in 0 })
        }
        var starts = [0]
        for size in sizes { starts.append(starts[starts.count - 1] + Int(size)) }
        let keys = values.sortKeys(nil, isDescending: false, workers)
        try workers.check()
        let byGroup = keysByGroup(keys, known, starts)
        try workers.check()
        let bounds = starts, cancellation = workers.cancellation
        let results = byGroup.withShared { keys in
            [Double](count: grouping.count) { results in
                workers.each(grouping.count) { group in
                    // Whatever stands there is not looked at.
                    results[group] =
                        cancellation.isCancelled
                        ? 0
                        : SelectedQuantile.value(
                            keys.part(bounds[group]..<bounds[group + 1]), share, isNumber: isNumber) ?? 0
                }
            }
        }
        try workers.check()
        let isKnown: Mask = sizes.map { $0 == 0 ? 0 : 1 }
        return Vector(.numbers(results), valid: isKnown.contains(0) ? isKnown : nil)
    }

    /// The keys that count, those of each group together.
    private func keysByGroup(_ keys: [UInt64], _ known: Mask?, _ starts: [Int]) -> [UInt64] {
        let pieces = grouping.pieces, groups = grouping.count
        let sizes = tables(known, 0) { rows, range, table in
            for row in range where rows.counts(row) { table[rows.group(row)] &+= 1 }
        }
        var next = sizes
        for group in 0..<groups {
            var place = starts[group]
            for piece in 0..<max(1, pieces.count) {
                next[piece * groups + group] = place
                place += sizes[piece * groups + group]
            }
        }
        return keys.withShared { keys in
            next.withShared { next in
                [UInt64](count: starts[groups]) { result in
                    // The tables are those of the places now: each piece moves its own on.
                    _ = tables(known, 0) { rows, range, table in
                        let piece = range.lowerBound / pieces.size
                        for group in 0..<groups { table[group] = next[piece * groups + group] }
                        for row in range where rows.counts(row) {
                            let group = rows.group(row)
                            result[table[group]] = keys[row]
                            table[group] &+= 1
                        }
                    }
                }
            }
        }
    }

    // MARK: Different values

    private func differentValues(_ values: Vector, _ known: Mask?) throws(ExecutionError) -> [Int64] {
        let keys = values.sortKeys(nil, isDescending: false, workers)
        try workers.check()
        if let counts = changes(keys, known) { return counts }
        // From the lowest key up, a group has another value wherever its key is not the last one that it had.
        let line = SortedLine(keys, workers)
        try workers.check()
        var counts = [Int64](repeating: 0, count: grouping.count)
        var last = [Int](repeating: -1, count: grouping.count)
        var value = 0
        for place in 0..<line.count {
            value += Int(line.firsts[place])
            let row = Int(line.order[place])
            if let known, known[row] == 0 { continue }
            let group = grouping.numbers.isEmpty ? 0 : Int(grouping.numbers[row])
            if last[group] != value {
                last[group] = value
                counts[group] += 1
            }
        }
        return counts
    }

    /// Where values ascend as rows come, as those of customers do, each change in a group is another value; nil where
    /// they don't.
    private func changes(_ keys: [UInt64], _ known: Mask?) -> [Int64]? {
        struct Run: Sendable, BitwiseCopyable {
            /// The first key of the piece, and whether the group has it.
            var start: UInt64 = 0
            var hasStart: Int64 = 0
            var last: UInt64 = 0
            var count: Int64 = 0
        }
        let rows = Morsels(keys.count)
        return keys.withShared { keys in
            let descents = Mask(count: rows.count) { descents in
                workers.each(rows.count) { piece in
                    var descends = false
                    for row in rows[piece].dropFirst(rows[piece].lowerBound == 0 ? 1 : 0) {
                        descends = descends || keys[row] < keys[row - 1]
                    }
                    descents[piece] = descends ? 1 : 0
                }
            }
            if descents.contains(1) { return nil }
            let runs = merged(
                tables(known, Run()) { rows, range, table in
                    guard let start = range.first.map({ keys[$0] }) else { return }
                    // A value that no key of the piece has, because keys ascend.
                    for group in table.indices { table[group].last = start &- 1 }
                    for row in range {
                        let group = rows.group(row), key = keys[row],
                            isCounted = rows.isAll ? 1 : Int64(truncatingIfNeeded: rows.known[row])
                        var run = table[group]
                        run.count &+= (run.last == key ? 0 : 1) & isCounted
                        run.last = isCounted == 0 ? run.last : key
                        run.hasStart |= (key == start ? 1 : 0) & isCounted
                        table[group] = run
                    }
                    for group in table.indices { table[group].start = start }
                }
            ) { run, next in
                if next.count == 0 { return }
                // A customer's rows may be in two pieces.
                run.count += next.count - (run.count > 0 && next.hasStart != 0 && next.start == run.last ? 1 : 0)
                run.last = next.last
            }
            return runs.map(\.count)
        }
    }
}

/// A quantile of values that are given as sort keys.
private enum SelectedQuantile {
    static func value(_ keys: UnsafeBufferPointer<UInt64>, _ share: Double, isNumber: Bool) -> Double? {
        // The key at a place in sorted order.
        func key(at place: Int) -> UInt64 {
            withUnsafeTemporaryAllocation(of: UInt64.self, capacity: keys.count) { copy in
                _ = copy.initialize(fromContentsOf: keys)
                return RadixSelection.key(at: place, of: copy)
            }
        }
        return if isNumber { Quantile.value(count: keys.count, at: share) { Vector.number(ofSortKey: key(at: $0)) } }
        else { Quantile.value(count: keys.count, at: share) { Vector.integer(ofSortKey: key(at: $0)) } }
    }
}
