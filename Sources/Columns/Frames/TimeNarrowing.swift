import CProcessor
import Model
import Planning

extension TimeRange {
    /// As a condition, for rows that are not in the order of this time.
    var condition: PlanExpression {
        let time = PlanExpression.field(row, field: field, ValueType(kind))
        let inside = PlanExpression.range(time, from: from, to: to)
        return admitsMissing ? .or([inside, .isMissing(time)]) : inside
    }
}

extension Column {
    /// Cuts runs that ascend by this time, those without one first, down to a range of it.
    func narrow(_ runs: inout Runs, _ range: TimeRange) {
        switch stored {
        case .int8(let values): narrow(&runs, range, values)
        case .int16(let values): narrow(&runs, range, values)
        case .int32(let values): narrow(&runs, range, values)
        case .int64(let values): narrow(&runs, range, values)
        case .double: return
        }
    }

    /// Unsafe access, because this walks over every run of every question with a window: rows are those of the column's own entity.
    private func narrow<Stored: FixedWidthInteger & BitwiseCopyable>(_ runs: inout Runs, _ range: TimeRange, _ values: ColumnBuffer<Stored>) {
        // Bounds as they would be stored: the first value not before each moment; nil where it shuts nothing out.
        let low = range.from.map { storedCeiling($0) }.flatMap { bound in extremes.map { bound <= storedCeiling($0.lowerBound) } == true ? nil : bound }
        let high = range.to.map { storedCeiling($0) }.flatMap { bound in extremes.map { bound > storedCeiling($0.upperBound) } == true ? nil : bound }
        let dropsMissing = validity != nil && (!range.admitsMissing || range.from != nil)
        guard low != nil || high != nil || dropsMissing else { return }
        let hasMissing = validity != nil
        // Beyond what the type can hold a bound lies before or behind everything.
        let first = low.map { Stored(clamping: $0) }, last = high.map { Stored(clamping: $0) }
        let isNothing = low.map { $0 > Int64(Stored.max) } == true || high.map { $0 < Int64(Stored.min) } == true
        let isOpenAbove = high.map { $0 > Int64(Stored.max) } ?? true
        values.withUnsafe { values in
            guard let base = values.baseAddress else { return }
            runs.starts.withUnsafeMutableBufferPointer { starts in
                runs.ends.withUnsafeMutableBufferPointer { ends in
                    for index in 0..<starts.count {
                        // A window mostly begins near the end of a run.
                        clientele_prefetch(base + Int(ends[min(index &+ Runs.distanceAhead, ends.count &- 1)]))
                        var known = Int(starts[index]), end = Int(ends[index])
                        if hasMissing {
                            while known < end, !isKnown(known) { known &+= 1 }
                        }
                        if isNothing { end = known }
                        if !isOpenAbove, let last { end = Column.place(of: last, values, known, end) }
                        if let first { known = Column.place(of: first, values, known, end) }
                        // Rows without a time are outside of every window, and inside where nothing but existence is asked.
                        if dropsMissing || first != nil { starts[index] = Int32(truncatingIfNeeded: known) }
                        ends[index] = Int32(truncatingIfNeeded: max(Int(starts[index]), end))
                    }
                }
            }
        }
    }

    /// The first row that is not before a bound, of rows that ascend.
    ///
    /// Of most customers all rows are compared, sixteen at once and without a branch to guess wrong: how many are too early says where
    /// the others begin. Of those with many rows some are looked at.
    @inline(__always)
    private static func place<Stored: FixedWidthInteger>(of bound: Stored, _ values: UnsafeBufferPointer<Stored>, _ start: Int, _ end: Int) -> Int {
        guard let first = values.baseAddress, end &- start <= 48, start &+ 48 <= values.count else { return lowerBound(values, start, end, bound) }
        // The sign of a difference says which of two comes first.
        let wanted = Int64(truncatingIfNeeded: bound)
        var early: Int64 = 0, row = start
        while row < end {
            let left = Int64(truncatingIfNeeded: end &- row)
            for ahead in 0..<16 as Range<Int64> {
                early &-= ((Int64(truncatingIfNeeded: first[row &+ Int(ahead)]) &- wanted) &>> 63) & ((ahead &- left) &>> 63)
            }
            row &+= 16
        }
        return start &+ Int(early)
    }

    private static func lowerBound<Stored: FixedWidthInteger>(_ values: UnsafeBufferPointer<Stored>, _ from: Int, _ to: Int, _ bound: Stored) -> Int {
        var low = from, high = to
        while low < high {
            let middle = low &+ (high &- low) / 2
            if values[middle] >= bound { high = middle } else { low = middle &+ 1 }
        }
        return low
    }

    func isKnown(_ row: Int) -> Bool {
        validity.map { $0[row >> 3] >> UInt8(truncatingIfNeeded: row & 7) & 1 != 0 } ?? true
    }
}
