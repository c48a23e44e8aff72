/// Which rows of some runs are kept: a byte a row, of the rows of the runs alone or of all rows between the first and
/// the last.
///
/// Runs are short, and as many as there are customers: a loop over each row would mostly guess its end wrong, so that
/// eight rows are taken in one step. Unsafe access throughout: places are those of the mask's own rows.
struct RecordMask {
    /// The rows that have a byte.
    let rows: RowBatch.Rows
    let bytes: Mask
    /// The place of each run's first row among the bytes.
    private let starts: [Int32]

    /// - Parameter starts: of each run among the rows.
    init(_ bytes: Mask, _ rows: RowBatch.Rows, starts: [Int32]) {
        // There is always one to point at.
        self.bytes = bytes.isEmpty ? [0] : bytes
        self.rows = rows
        self.starts = starts
    }

    func and(_ other: Mask) -> RecordMask { RecordMask(bytes.and(other), rows, starts: starts) }

    /// Each run's rows, and the bytes from its first row on, of which `room` may be read.
    @inline(__always)
    func forEach(
        _ runs: RecordRanges,
        _ body: (_ index: Int, _ rows: Range<Int>, _ bytes: UnsafePointer<UInt8>, _ room: Int) -> Void
    ) {
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

    @inline(__always)
    func forEach<Stored>(
        _ runs: RecordRanges, ahead values: UnsafePointer<Stored>,
        _ body: (_ index: Int, _ rows: Range<Int>, _ bytes: UnsafePointer<UInt8>, _ room: Int) -> Void
    ) {
        bytes.withUnsafeBufferPointer { bytes in
            starts.withUnsafeBufferPointer { starts in
                guard let first = bytes.baseAddress else { return }
                runs.forEach(ahead: values) { index, rows in
                    let place = Int(starts[index])
                    body(index, rows, first + place, bytes.count &- place)
                }
            }
        }
    }

    /// How many rows are kept of each run.
    func counts(_ runs: RecordRanges) -> [Int64] {
        [Int64](unsafeUninitializedCapacity: runs.starts.count) { counts, initialized in
            initialized = runs.starts.count
            guard let counts = counts.baseAddress else { return }
            forEach(runs) { index, rows, bytes, room in
                var count = 0
                RecordMask.forEachStep(rows.count, bytes, room) { kept in
                    // As many as a step has rows at the most, which is less than 256.
                    var sum: UInt8 = 0
                    for place in 0..<RecordMask.step { sum &+= kept(place) }
                    count &+= Int(sum)
                }
                counts[index] = Int64(count)
            }
        }
    }

    /// Where a row is kept at all.
    func any(_ runs: RecordRanges) -> Mask {
        Mask(unsafeUninitializedCapacity: runs.starts.count) { found, initialized in
            initialized = runs.starts.count
            guard let found = found.baseAddress else { return }
            forEach(runs) { index, rows, bytes, room in
                var some: UInt8 = 0
                RecordMask.forEachStep(rows.count, bytes, room) { kept in
                    for place in 0..<RecordMask.step { some |= kept(place) }
                }
                found[index] = some
            }
        }
    }

    /// Rows a step: most customers are done in one.
    private static let step = 32

    /// The bytes of a run, so many a step that a loop over them is a few vector instructions; behind the run they are
    /// 0.
    @inline(__always)
    private static func forEachStep(
        _ count: Int, _ bytes: UnsafePointer<UInt8>, _ room: Int, _ body: ((_ place: Int) -> UInt8) -> Void
    ) {
        var start = 0
        while start < count {
            let left = UInt8(truncatingIfNeeded: min(count &- start, step))
            let first = bytes + start
            if start &+ step <= room {
                body { place in first[place] & (UInt8(truncatingIfNeeded: place) < left ? 0xff : 0) }
            } else {
                body { place in place < Int(left) ? first[place] : 0 }
            }
            start &+= step
        }
    }

    /// The first or the last row that is kept of each run; -1 where there is none.
    func ends(_ runs: RecordRanges, isLast: Bool) -> [Int32] {
        [Int32](unsafeUninitializedCapacity: runs.starts.count) { ends, initialized in
            initialized = runs.starts.count
            guard let ends = ends.baseAddress else { return }
            if isLast {
                forEach(runs) { index, rows, bytes, room in
                    var found = -1, start = 0
                    RecordMask.forEachStep(rows.count, bytes, room) { kept in
                        // Places from 1, those that are not kept 0: the greatest is the last one.
                        var last: UInt8 = 0
                        for place in 0..<RecordMask.step {
                            last = max(last, (0 &- kept(place)) & UInt8(truncatingIfNeeded: place &+ 1))
                        }
                        found = last > 0 ? start &+ Int(last) &- 1 : found
                        start &+= RecordMask.step
                    }
                    ends[index] = found < 0 ? -1 : Int32(truncatingIfNeeded: rows.lowerBound &+ found)
                }
            } else {
                forEach(runs) { index, rows, bytes, room in
                    var found = -1, start = 0
                    RecordMask.forEachStep(rows.count, bytes, room) { kept in
                        // Places, those that are not kept behind all others: the least is the first one.
                        var first: UInt8 = .max
                        for place in 0..<RecordMask.step {
                            first = min(first, (kept(place) &- 1) | UInt8(truncatingIfNeeded: place))
                        }
                        found = found < 0 && first < .max ? start &+ Int(first) : found
                        start &+= RecordMask.step
                    }
                    ends[index] = found < 0 ? -1 : Int32(truncatingIfNeeded: rows.lowerBound &+ found)
                }
            }
        }
    }

    /// The rows that are kept, one run after another, and where those of each run begin.
    func kept(_ runs: RecordRanges) -> (rows: [Int32], bounds: [Int32]) {
        if case .range(let range) = rows, range == runs.boundingRange.rows, runs.lieSideBySide {
            return kept(of: range, runs)
        }
        let counts = counts(runs)
        var bounds = [Int32](repeating: 0, count: runs.starts.count + 1)
        for index in counts.indices { bounds[index + 1] = bounds[index] + Int32(truncatingIfNeeded: counts[index]) }
        let total = Int(bounds[counts.count])
        let kept = [Int32](unsafeUninitializedCapacity: total) { kept, initialized in
            initialized = total
            guard let kept = kept.baseAddress else { return }
            var next = 0
            forEach(runs) { _, rows, bytes, room in
                var place = 0
                while place < rows.count {
                    var word = RecordMask.word(bytes + place, rows.count &- place, room &- place)
                    while word != 0 {
                        kept[next] = Int32(
                            truncatingIfNeeded: rows.lowerBound &+ place &+ word.trailingZeroBitCount / 8)
                        next &+= 1
                        word &= word &- 1
                    }
                    place &+= 8
                }
            }
        }
        return (kept, bounds)
    }

    /// The same where runs lie side by side: the mask alone says which rows.
    private func kept(of range: Range<Int>, _ runs: RecordRanges) -> (rows: [Int32], bounds: [Int32]) {
        let rows = bytes.positions(from: range.lowerBound)
        let bounds = [Int32](unsafeUninitializedCapacity: runs.starts.count + 1) { bounds, initialized in
            initialized = runs.starts.count + 1
            guard let bounds = bounds.baseAddress else { return }
            bounds[0] = 0
            if rows.count &* 8 < range.count {
                // Few: most runs have none of them.
                rows.withUnsafeBufferPointer { rows in
                    var next = 0
                    runs.forEach { index, run in
                        while next < rows.count, Int(rows[next]) < run.upperBound { next &+= 1 }
                        bounds[index &+ 1] = Int32(truncatingIfNeeded: next)
                    }
                }
            } else {
                let counts = counts(runs)
                for index in counts.indices {
                    bounds[index &+ 1] = bounds[index] &+ Int32(truncatingIfNeeded: counts[index])
                }
            }
        }
        return (rows, bounds)
    }

    /// Up to eight bytes, those behind them 0, of which `room` may be read.
    @inline(__always)
    static func word(_ bytes: UnsafePointer<UInt8>, _ count: Int, _ room: Int) -> UInt64 {
        if room >= 8 { return UnsafeRawPointer(bytes).loadUnaligned(as: UInt64.self).littleEndian & firstBytes(count) }
        var word: UInt64 = 0
        for place in 0..<min(count, room) { word |= UInt64(bytes[place]) &<< UInt64(truncatingIfNeeded: 8 &* place) }
        return word
    }

    /// The same where every row is kept.
    @inline(__always)
    static func all(_ count: Int) -> UInt64 { 0x0101_0101_0101_0101 & firstBytes(count) }

    /// Ones in so many bytes, eight at the most.
    @inline(__always)
    private static func firstBytes(_ count: Int) -> UInt64 {
        count >= 8 ? .max : UInt64.max &>> UInt64(truncatingIfNeeded: 64 &- 8 &* count)
    }
}
