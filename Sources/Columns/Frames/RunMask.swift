/// Which rows of some runs are kept: a byte a row, of the rows of the runs alone or of all rows between the first and the last.
///
/// Runs are short, and as many as there are customers: a loop over each would mostly guess its end wrong, so that runs of up to eight
/// rows are taken in one step. Unsafe access throughout: places are those of the mask's own rows.
struct RunMask {
    /// The rows that have a byte.
    let rows: Frame.Rows
    private let bytes: Mask
    /// The place of each run's first row among the bytes.
    private let starts: [Int32]

    /// - Parameter starts: of each run among the rows.
    init(_ bytes: Mask, _ rows: Frame.Rows, starts: [Int32]) {
        // There is always one to point at.
        self.bytes = bytes.isEmpty ? [0] : bytes
        self.rows = rows
        self.starts = starts
    }

    func and(_ other: Mask) -> RunMask { RunMask(bytes.and(other), rows, starts: starts) }

    /// Each run's rows, and the bytes from its first row on, of which `room` may be read.
    @inline(__always)
    func forEach(_ runs: Runs, _ body: (_ index: Int, _ rows: Range<Int>, _ bytes: UnsafePointer<UInt8>, _ room: Int) -> Void) {
        bytes.withUnsafeBufferPointer { bytes in
            starts.withUnsafeBufferPointer { starts in
                guard let first = bytes.baseAddress else { return }
                runs.forEach { index, rows in
                    let place = Int(starts[index])
                    body(index, rows, first + place, bytes.count &- place)
                }
            }
        }
    }

    /// How many rows are kept of each run.
    func counts(_ runs: Runs) -> [Int64] {
        [Int64](unsafeUninitializedCapacity: runs.starts.count) { counts, initialized in
            initialized = runs.starts.count
            guard let counts = counts.baseAddress else { return }
            forEach(runs) { index, rows, bytes, room in
                if rows.count <= 8, room >= 8 {
                    // Bytes are 0 or 1: times this number, the highest byte of the product is their sum.
                    counts[index] = Int64((RunMask.word(bytes, rows.count) &* 0x0101_0101_0101_0101) &>> 56)
                } else {
                    var count = 0
                    for place in 0..<rows.count { count &+= Int(bytes[place]) }
                    counts[index] = Int64(count)
                }
            }
        }
    }

    /// Where a row is kept at all.
    func any(_ runs: Runs) -> Mask {
        Mask(unsafeUninitializedCapacity: runs.starts.count) { found, initialized in
            initialized = runs.starts.count
            guard let found = found.baseAddress else { return }
            forEach(runs) { index, rows, bytes, room in
                if rows.count <= 8, room >= 8 {
                    found[index] = RunMask.word(bytes, rows.count) == 0 ? 0 : 1
                } else {
                    var some: UInt8 = 0
                    for place in 0..<rows.count { some |= bytes[place] }
                    found[index] = some
                }
            }
        }
    }

    /// The first or the last row that is kept of each run; -1 where there is none.
    func ends(_ runs: Runs, isLast: Bool) -> [Int32] {
        [Int32](unsafeUninitializedCapacity: runs.starts.count) { ends, initialized in
            initialized = runs.starts.count
            guard let ends = ends.baseAddress else { return }
            forEach(runs) { index, rows, bytes, room in
                var found = -1
                if rows.count <= 8, room >= 8 {
                    let word = RunMask.word(bytes, rows.count)
                    if word != 0 { found = isLast ? 7 - word.leadingZeroBitCount / 8 : word.trailingZeroBitCount / 8 }
                } else if isLast {
                    var place = rows.count
                    while place > 0, found < 0 {
                        place &-= 1
                        if bytes[place] != 0 { found = place }
                    }
                } else {
                    var place = 0
                    while place < rows.count, found < 0 {
                        if bytes[place] != 0 { found = place }
                        place &+= 1
                    }
                }
                ends[index] = found < 0 ? -1 : Int32(truncatingIfNeeded: rows.lowerBound &+ found)
            }
        }
    }

    /// The rows that are kept, one run after another, and where those of each run begin.
    func kept(_ runs: Runs, _ counts: [Int64]) -> (rows: [Int32], bounds: [Int32]) {
        var bounds = [Int32](repeating: 0, count: runs.starts.count + 1)
        for index in counts.indices { bounds[index + 1] = bounds[index] + Int32(truncatingIfNeeded: counts[index]) }
        let total = Int(bounds[counts.count])
        let kept = [Int32](unsafeUninitializedCapacity: total + 1) { kept, initialized in
            initialized = total
            guard let kept = kept.baseAddress else { return }
            var next = 0
            forEach(runs) { _, rows, bytes, _ in
                // Written always, and left standing only where it is kept.
                for place in 0..<rows.count {
                    kept[next] = Int32(truncatingIfNeeded: rows.lowerBound &+ place)
                    next &+= Int(bytes[place])
                }
            }
        }
        return (kept, bounds)
    }

    /// Up to eight bytes; those behind them are 0.
    @inline(__always)
    private static func word(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
        UnsafeRawPointer(bytes).loadUnaligned(as: UInt64.self).littleEndian & (UInt64.max >> UInt64(truncatingIfNeeded: 64 &- 8 &* count))
    }
}
