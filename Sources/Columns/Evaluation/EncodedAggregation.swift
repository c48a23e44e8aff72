import Model
import Semantics

/// One value for each run of records, straight from what a column stores.
extension Evaluator {
    /// nil where the function, or the column, needs another way.
    func reduce(_ function: AggregateFunction, _ column: Column, _ records: Records) throws(ExecutionError) -> Vector? {
        guard [.sum, .avg, .min, .max, .count].contains(function), !(function == .sum && overflowIsMissing) else {
            return nil
        }
        let mask = column.validity.map { records.known($0) } ?? records.mask
        if function == .count { return Vector(.integers(mask?.counts(records.runs) ?? records.runs.counts)) }
        let reduction = EncodedAggregation(
            runs: records.runs, mask: mask, base: column.base, unit: column.unit, magnitude: column.magnitude)
        return switch column.stored {
        case .int8(let values): try reduction.reduce(function, values)
        case .int16(let values): try reduction.reduce(function, values)
        case .int32(let values): try reduction.reduce(function, values)
        // Eight bytes can overflow on the way: each addition is checked.
        case .int64, .double: nil
        }
    }
}

struct EncodedAggregation {
    let runs: RecordRanges
    let mask: RecordMask?
    let base: Int64
    let unit: Int64
    /// No stored value lies farther from 0; nil where nobody has looked.
    let magnitude: UInt64?

    func reduce<Stored: FixedWidthInteger & SignedInteger & BitwiseCopyable>(
        _ function: AggregateFunction, _ values: ColumnBuffer<Stored>
    ) throws(ExecutionError) -> Vector? {
        switch function {
        case .sum: return Vector(.integers(try sums(values)))
        case .avg:
            let sums: [Int64]
            // A mean is near its values even where their sum is beyond 64 bits; that is worked out in another way.
            do throws(ExecutionError) { sums = try self.sums(values) } catch { return nil }
            let counts = counts
            let known = counts.mask { $0 > 0 ? 1 : 0 }
            return Vector(
                .numbers(sums.paired(counts) { $1 == 0 ? 0 : Double($0) / Double($1) }),
                valid: known.contains(0) ? known : nil)
        case .min: return extremes(values, from: Stored.max) { Swift.min($0, $1) }
        case .max: return extremes(values, from: Stored.min) { Swift.max($0, $1) }
        default: return nil
        }
    }

    private var counts: [Int64] { mask?.counts(runs) ?? runs.counts }

    /// Fewer than 2^32 stored numbers of at most four bytes never sum up to more than eight.
    private func sums<Stored: FixedWidthInteger & SignedInteger & BitwiseCopyable>(_ values: ColumnBuffer<Stored>)
        throws(ExecutionError) -> [Int64]
    {
        var sums = SegmentedSums(runs: runs, mask: mask, magnitude: magnitude ?? UInt64(Stored.min.magnitude)).sums(
            values)
        if base == 0, unit == 1 { return sums }
        let counts = counts
        var hasOverflown = false
        for index in sums.indices {
            let (scaled, o1) = sums[index].multipliedReportingOverflow(by: unit)
            let (shift, o2) = base.multipliedReportingOverflow(by: counts[index])
            let (sum, o3) = scaled.addingReportingOverflow(shift)
            sums[index] = sum
            hasOverflown = hasOverflown || o1 || o2 || o3
        }
        if hasOverflown { throw ExecutionError.overflow }
        return sums
    }

    private func extremes<Stored: FixedWidthInteger & SignedInteger & BitwiseCopyable>(
        _ values: ColumnBuffer<Stored>, from start: Stored, _ better: (Stored, Stored) -> Stored
    ) -> Vector {
        let best = extremeValues(values, start, better)
        let known = counts.mask { $0 > 0 ? 1 : 0 }
        let (base, unit) = (base, unit)
        return Vector(.integers(best.converted { base &+ unit &* Int64($0) }), valid: known.contains(0) ? known : nil)
    }

    /// Sixteen rows a step, as for sums.
    ///
    /// Unsafe access, because this is where a question spends its time: runs are rows of the column's own entity, and
    /// the mask has a byte for each of them. Rows behind a run are read and not counted, as long as they are the
    /// column's.
    @inline(__always)
    private func extremeValues<Stored: FixedWidthInteger & SignedInteger & BitwiseCopyable>(
        _ values: ColumnBuffer<Stored>, _ start: Stored, _ better: (Stored, Stored) -> Stored
    ) -> [Stored] {
        [Stored](unsafeUninitializedCapacity: runs.starts.count) { results, initialized in
            initialized = runs.starts.count
            guard let results = results.baseAddress else { return }
            values.withUnsafe { values in
                guard let first = values.baseAddress else {
                    return results.initialize(repeating: start, count: initialized)
                }
                let count = values.count
                if let mask {
                    mask.forEach(runs, ahead: first) { index, rows, bytes, room in
                        results[index] = EncodedAggregation.extreme(
                            rows, room: min(room, count &- rows.lowerBound), start, better
                        ) { row, place in
                            // All bits where the row is kept, none elsewhere.
                            let kept = 0 &- Stored(truncatingIfNeeded: bytes[place])
                            return first[row] & kept | start & ~kept
                        }
                    }
                } else {
                    runs.forEach(ahead: first) { index, rows in
                        results[index] = EncodedAggregation.extreme(rows, room: count &- rows.lowerBound, start, better)
                        {
                            row, _ in first[row]
                        }
                    }
                }
            }
        }
    }

    @inline(__always)
    private static func extreme<Stored: FixedWidthInteger & SignedInteger>(
        _ rows: Range<Int>, room: Int, _ start: Stored, _ better: (Stored, Stored) -> Stored,
        _ value: (Int, Int) -> Stored
    ) -> Stored {
        let step = 16
        var best = start, place = 0
        while place < rows.count {
            let left = Int32(truncatingIfNeeded: rows.count &- place)
            if place &+ step <= room {
                for ahead in 0..<Int32(step) {
                    let next = place &+ Int(ahead), isInside: Stored = ahead < left ? -1 : 0
                    best = better(best, value(rows.lowerBound &+ next, next) & isInside | start & ~isInside)
                }
            } else {
                for next in place..<rows.count { best = better(best, value(rows.lowerBound &+ next, next)) }
            }
            place &+= step
        }
        return best
    }
}

extension RecordRanges {
    /// How many rows each has.
    var counts: [Int64] {
        [Int64](unsafeUninitializedCapacity: starts.count) { buffer, initialized in
            guard let buffer = buffer.baseAddress else { return }
            forEach { index, rows in buffer[index] = Int64(rows.count) }
            initialized = starts.count
        }
    }
}

extension Mask {
    /// How many hold in each run.
    func counts(_ bounds: [Int32]) -> [Int64] {
        withUnsafeBufferPointer { mask in
            bounds.withUnsafeBufferPointer { bounds in
                [Int64](unsafeUninitializedCapacity: Swift.max(0, bounds.count - 1)) { buffer, initialized in
                    initialized = Swift.max(0, bounds.count - 1)
                    guard let buffer = buffer.baseAddress else { return }
                    for index in 0..<initialized {
                        var count = 0
                        for place in Int(bounds[index])..<Int(bounds[index &+ 1]) { count &+= Int(mask[place]) }
                        buffer[index] = Int64(count)
                    }
                }
            }
        }
    }
}

extension Column {
    /// No stored number lies farther from 0; nil where nobody has looked.
    var magnitude: UInt64? {
        // Missing values are stored as 0.
        extremes.map { max(storedFloor($0.lowerBound).magnitude, storedCeiling($0.upperBound).magnitude) }
    }
}
