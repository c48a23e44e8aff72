import Model
import Semantics

/// One value for each run of records, straight from what a column stores.
extension Evaluator {
    /// nil where the function, or the column, needs another way.
    func reduce(_ function: AggregateFunction, _ column: Column, _ records: Records) throws(ExecutionError) -> Vector? {
        guard [.sum, .avg, .min, .max, .count].contains(function) else { return nil }
        let mask = column.validity.map { records.known($0) } ?? records.mask
        if function == .count { return Vector(.integers(mask?.counts(records.runs) ?? records.runs.counts)) }
        let reduction = StoredReduction(runs: records.runs, mask: mask, base: column.base, unit: column.unit, magnitude: column.magnitude)
        return switch column.stored {
        case .int8(let values): try reduction.reduce(function, values)
        case .int16(let values): try reduction.reduce(function, values)
        case .int32(let values): try reduction.reduce(function, values)
        // Eight bytes can overflow on the way: each addition is checked.
        case .int64, .double: nil
        }
    }
}

private struct StoredReduction {
    let runs: Runs
    let mask: RunMask?
    let base: Int64
    let unit: Int64
    /// No stored value lies farther from 0; nil where nobody has looked.
    let magnitude: UInt64?

    func reduce<Stored: FixedWidthInteger & SignedInteger & BitwiseCopyable>(_ function: AggregateFunction, _ values: ColumnBuffer<Stored>) throws(ExecutionError) -> Vector? {
        switch function {
        case .sum: return Vector(.integers(try sums(values)))
        case .avg:
            let sums: [Int64]
            // A mean is near its values even where their sum is beyond 64 bits; that is worked out in another way.
            do throws(ExecutionError) { sums = try self.sums(values) } catch { return nil }
            let counts = counts
            let known = counts.mask { $0 > 0 ? 1 : 0 }
            return Vector(.numbers(sums.paired(counts) { $1 == 0 ? 0 : Double($0) / Double($1) }), valid: known.contains(0) ? known : nil)
        case .min: return extremes(values, from: Stored.max) { Swift.min($0, $1) }
        case .max: return extremes(values, from: Stored.min) { Swift.max($0, $1) }
        default: return nil
        }
    }

    private var counts: [Int64] { mask?.counts(runs) ?? runs.counts }

    /// Fewer than 2^32 stored numbers of at most four bytes never sum up to more than eight.
    private func sums<Stored: FixedWidthInteger & SignedInteger & BitwiseCopyable>(_ values: ColumnBuffer<Stored>) throws(ExecutionError) -> [Int64] {
        var sums = RunSums(runs: runs, mask: mask, magnitude: magnitude ?? UInt64(Stored.min.magnitude)).sums(values)
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

    private func extremes<Stored: FixedWidthInteger & SignedInteger & BitwiseCopyable>(_ values: ColumnBuffer<Stored>, from start: Stored, _ better: (Stored, Stored) -> Stored) -> Vector {
        let best = fold(values, start, better) { $2 == 0 ? $0 : better($0, $1) }
        let known = counts.mask { $0 > 0 ? 1 : 0 }
        let (base, unit) = (base, unit)
        return Vector(.integers(best.converted { base &+ unit &* Int64($0) }), valid: known.contains(0) ? known : nil)
    }

    /// Unsafe access, because this is where a question spends its time: runs are rows of the column's own entity, and the mask has a
    /// byte for each of them.
    @inline(__always)
    private func fold<Stored: BitwiseCopyable, Result: BitwiseCopyable>(_ values: ColumnBuffer<Stored>, _ start: Result, _ next: (Result, Stored) -> Result,
                                                                       masked: (Result, Stored, UInt8) -> Result) -> [Result] {
        values.withUnsafe { values in
            [Result](unsafeUninitializedCapacity: runs.starts.count) { results, initialized in
                initialized = runs.starts.count
                guard let results = results.baseAddress else { return }
                guard let values = values.baseAddress else {
                    results.initialize(repeating: start, count: runs.starts.count)
                    return
                }
                if let mask {
                    mask.forEach(runs) { index, rows, bytes, _ in
                        var result = start
                        for place in 0..<rows.count { result = masked(result, values[rows.lowerBound &+ place], bytes[place]) }
                        results[index] = result
                    }
                } else {
                    runs.forEach { index, rows in
                        var result = start
                        for row in rows { result = next(result, values[row]) }
                        results[index] = result
                    }
                }
            }
        }
    }
}

extension Runs {
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
        // What is stored for a missing value is 0.
        extremes.map { max(storedFloor($0.lowerBound).magnitude, storedCeiling($0.upperBound).magnitude) }
    }
}
