/// Sums of stored values, one for each run.
///
/// Runs are short, and as many as there are customers: a loop over each row would mostly guess its end wrong. So
/// sixteen rows are taken in one step, of which those behind the run or not kept count nothing; most customers are done
/// in one or two steps.
///
/// Unsafe access, because this is where a question spends its time: runs are rows of the column's own entity, and the
/// mask has a byte for each of them. Rows behind a run are read and not counted, as long as they are the column's.
struct SegmentedSums {
    let runs: RecordRanges
    let mask: RecordMask?
    /// No stored value lies farther from 0.
    let magnitude: UInt64

    private static let step = 16

    func sums<Stored: FixedWidthInteger & SignedInteger & BitwiseCopyable>(_ values: ColumnBuffer<Stored>) -> [Int64] {
        let (bound, overflow) = magnitude.multipliedReportingOverflow(by: UInt64(max(1, runs.longest)))
        return !overflow && bound <= UInt64(Int32.max) ? sums(values, in: Int32.self) : sums(values, in: Int64.self)
    }

    /// - Parameter lane: what the sum of any run fits into.
    @inline(__always)
    private func sums<
        Stored: FixedWidthInteger & SignedInteger & BitwiseCopyable, Lane: FixedWidthInteger & SignedInteger
    >(_ values: ColumnBuffer<Stored>, in lane: Lane.Type) -> [Int64] {
        [Int64](unsafeUninitializedCapacity: runs.starts.count) { sums, initialized in
            initialized = runs.starts.count
            guard let sums = sums.baseAddress else { return }
            values.withUnsafe { values in
                guard let first = values.baseAddress else { return sums.initialize(repeating: 0, count: initialized) }
                let count = values.count
                if let mask {
                    mask.forEach(runs, ahead: first) { index, rows, bytes, room in
                        sums[index] = SegmentedSums.sum(rows, room: min(room, count &- rows.lowerBound)) {
                            row, place -> Lane in
                            Lane(truncatingIfNeeded: first[row]) & (0 &- Lane(truncatingIfNeeded: bytes[place]))
                        }
                    }
                } else {
                    runs.forEach(ahead: first) { index, rows in
                        sums[index] = SegmentedSums.sum(rows, room: count &- rows.lowerBound) { row, _ -> Lane in
                            Lane(truncatingIfNeeded: first[row])
                        }
                    }
                }
            }
        }
    }

    /// - Parameters:
    ///   - room: how many rows may be read.
    ///   - value: of a row, and of its place in the run.
    @inline(__always)
    private static func sum<Lane: FixedWidthInteger & SignedInteger>(
        _ rows: Range<Int>, room: Int, _ value: (Int, Int) -> Lane
    ) -> Int64 {
        var sum: Lane = 0
        var place = 0
        while place < rows.count {
            let left = Int32(truncatingIfNeeded: rows.count &- place)
            if place &+ step <= room {
                for ahead in 0..<Int32(step) {
                    let next = place &+ Int(ahead)
                    sum &+= value(rows.lowerBound &+ next, next) & (ahead < left ? -1 : 0)
                }
            } else {
                for next in place..<rows.count { sum &+= value(rows.lowerBound &+ next, next) }
            }
            place &+= step
        }
        return Int64(sum)
    }
}

extension RecordRanges {
    /// Rows of the longest one.
    var longest: Int {
        starts.withUnsafeBufferPointer { starts in
            ends.withUnsafeBufferPointer { ends in
                var longest: Int32 = 0
                for index in 0..<starts.count { longest = max(longest, ends[index] &- starts[index]) }
                return Int(longest)
            }
        }
    }
}
