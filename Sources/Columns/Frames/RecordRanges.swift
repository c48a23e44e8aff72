import CProcessor

/// The records of each position of a frame: a run of row numbers, because records are clustered under what they belong
/// to.
struct RecordRanges {
    var starts: [Int32]
    var ends: [Int32]

    init(starts: [Int32], ends: [Int32]) {
        assert(starts.count == ends.count, "each run has a start and an end")
        assert(zip(starts, ends).allSatisfy { $0 <= $1 && $0 >= 0 }, "no run ends before it starts")
        (self.starts, self.ends) = (starts, ends)
    }

    var total: Int {
        var total = 0
        for index in starts.indices { total &+= Int(ends[index]) &- Int(starts[index]) }
        return total
    }

    /// Each run with its place.
    ///
    /// Unsafe access, because starts and ends are as many.
    @inline(__always)
    func forEach(_ body: (_ index: Int, _ rows: Range<Int>) -> Void) {
        starts.withUnsafeBufferPointer { starts in
            ends.withUnsafeBufferPointer { ends in
                for index in 0..<starts.count {
                    body(index, Range(uncheckedBounds: (Int(starts[index]), Int(ends[index]))))
                }
            }
        }
    }

    /// Each run with its place, the values of one some runs ahead being fetched from memory meanwhile: runs may lie
    /// apart, and each would else be waited for by itself.
    @inline(__always)
    func forEach<Stored>(ahead values: UnsafePointer<Stored>, _ body: (_ index: Int, _ rows: Range<Int>) -> Void) {
        starts.withUnsafeBufferPointer { starts in
            ends.withUnsafeBufferPointer { ends in
                for index in 0..<starts.count {
                    let next = min(index &+ RecordRanges.distanceAhead, starts.count &- 1)
                    clientele_prefetch(values + Int(starts[next]))
                    clientele_prefetch(values + Int(ends[next]))
                    body(index, Range(uncheckedBounds: (Int(starts[index]), Int(ends[index]))))
                }
            }
        }
    }

    /// How many runs ahead: enough for memory to answer.
    static let distanceAhead = 12

    /// The rows from the first to the last, others among them, and how many are the runs' own.
    var boundingRange: (rows: Range<Int>, own: Int) {
        var own = 0, first = Int.max, last = 0
        forEach { _, rows in
            own &+= rows.count
            if !rows.isEmpty {
                first = min(first, rows.lowerBound)
                last = max(last, rows.upperBound)
            }
        }
        return (own == 0 ? 0..<0 : first..<last, own)
    }

    /// Whether each begins where the one before it ends: owners may have been sorted.
    var lieSideBySide: Bool {
        var next = -1, isContiguous = true
        forEach { _, rows in
            if rows.isEmpty { return }
            isContiguous = isContiguous && (next < 0 || rows.lowerBound == next)
            next = rows.upperBound
        }
        return isContiguous
    }

    /// Whether there is no row at all.
    var isEmpty: Bool { starts == ends }

    /// Where there is a row at all.
    var nonEmpty: Mask { ends.mask(starts) { $0 > $1 ? 1 : 0 } }

    /// Where each run begins when they stand one after another, and at the end how many rows there are.
    var bounds: [Int32] {
        [Int32](unsafeUninitializedCapacity: starts.count + 1) { bounds, initialized in
            guard let bounds = bounds.baseAddress else { return }
            var place: Int32 = 0
            forEach { index, rows in
                bounds[index] = place
                place &+= Int32(truncatingIfNeeded: rows.count)
            }
            bounds[starts.count] = place
            initialized = starts.count + 1
        }
    }

    /// All rows, one run after another.
    func rowNumbers(_ count: Int) -> [Int32] {
        [Int32](unsafeUninitializedCapacity: count) { buffer, initialized in
            guard let buffer = buffer.baseAddress else { return }
            var place = 0
            forEach { _, rows in
                for row in rows {
                    buffer[place] = Int32(truncatingIfNeeded: row)
                    place &+= 1
                }
            }
            initialized = count
        }
    }

    /// All rows, one run after another: as one range where they lie side by side.
    func rows(_ count: Int) -> RowBatch.Rows {
        guard count > 0 else { return .range(0..<0) }
        return lieSideBySide ? .range(boundingRange.rows) : .runs(self, count: count)
    }
}
