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
    func narrow(_ runs: inout RecordRanges, _ range: TimeRange) {
        switch stored {
        case .int8(let values): narrow(&runs, range, values)
        case .int16(let values): narrow(&runs, range, values)
        case .int32(let values): narrow(&runs, range, values)
        case .int64(let values): narrow(&runs, range, values)
        case .double: return
        }
    }

    /// Unsafe access, because this walks over every run of every question with a window: rows are those of the column's
    /// own entity.
    private func narrow<Stored: FixedWidthInteger & BitwiseCopyable>(
        _ runs: inout RecordRanges, _ range: TimeRange, _ values: ColumnBuffer<Stored>
    ) {
        // Bounds as they would be stored: the first value not before each moment; nil where it shuts nothing out.
        let low = range.from.map { storedCeiling($0) }.flatMap { bound in
            extremes.map { bound <= storedCeiling($0.lowerBound) } == true ? nil : bound
        }
        let high = range.to.map { storedCeiling($0) }.flatMap { bound in
            extremes.map { bound > storedCeiling($0.upperBound) } == true ? nil : bound
        }
        let dropsMissing = validity != nil && (!range.admitsMissing || range.from != nil)
        guard low != nil || high != nil || dropsMissing else { return }
        if validity == nil, let magnitude {
            // Differences of stored values and bounds fit into as many bits.
            if magnitude < 1 << 30 { return narrow(&runs, low, high, values, in: Int32.self) }
            if magnitude < 1 << 62 { return narrow(&runs, low, high, values, in: Int64.self) }
        }
        // Beyond what the type can hold a bound lies before or behind everything.
        let first = low.map { Stored(clamping: $0) }, last = high.map { Stored(clamping: $0) }
        let isNothing = low.map { $0 > Int64(Stored.max) } == true || high.map { $0 < Int64(Stored.min) } == true
        let isOpenAbove = high.map { $0 > Int64(Stored.max) } ?? true
        values.withUnsafe { values in
            runs.starts.withUnsafeMutableBufferPointer { starts in
                runs.ends.withUnsafeMutableBufferPointer { ends in
                    for index in 0..<starts.count {
                        var known = Int(starts[index]), end = Int(ends[index])
                        while known < end, !isKnown(known) { known &+= 1 }
                        if isNothing { end = known }
                        if !isOpenAbove, let last { end = Column.lowerBound(values, known, end, last) }
                        if let first { known = Column.lowerBound(values, known, end, first) }
                        // Rows without a time are outside of every window, and inside where nothing but existence is
                        // asked.
                        if dropsMissing || first != nil { starts[index] = Int32(truncatingIfNeeded: known) }
                        ends[index] = Int32(truncatingIfNeeded: max(Int(starts[index]), end))
                    }
                }
            }
        }
    }

    /// The same where every row has a time.
    ///
    /// For most customers, all rows are compared, sixteen at a time and without branches that could be mispredicted:
    /// the number of rows that are too early gives the start of the others. For customers with many rows, only some
    /// rows are looked at.
    ///
    /// - Parameter lane: an integer type that holds the difference between a stored value and a bound.
    private func narrow<
        Stored: FixedWidthInteger & BitwiseCopyable, Lane: FixedWidthInteger & SignedInteger & BitwiseCopyable
    >(
        _ runs: inout RecordRanges, _ low: Int64?, _ high: Int64?, _ values: ColumnBuffer<Stored>, in lane: Lane.Type
    ) {
        // A bound beyond all values is as good as one right behind them.
        let limit = Int64(1) << Int64(Lane.bitWidth - 2)
        let from = Lane(max(-limit, min(limit, low ?? -limit))), to = Lane(max(-limit, min(limit, high ?? limit)))
        let sign = Lane(Lane.bitWidth - 1)
        values.withUnsafe { values in
            guard let base = values.baseAddress else { return }
            let count = values.count
            runs.starts.withUnsafeMutableBufferPointer { starts in
                runs.ends.withUnsafeMutableBufferPointer { ends in
                    for index in 0..<starts.count {
                        // A window mostly begins near the end of a run.
                        clientele_prefetch(base + Int(ends[min(index &+ RecordRanges.distanceAhead, ends.count &- 1)]))
                        let start = Int(starts[index]), end = Int(ends[index])
                        var tooEarly = 0, early = 0
                        if end &- start <= 48, start &+ 48 <= count {
                            // The sign of a difference says which of two comes first.
                            var before: Lane = 0, within: Lane = 0, row = start
                            while row < end {
                                let left = Lane(truncatingIfNeeded: end &- row)
                                for ahead in 0..<16 as Range<Lane> {
                                    let value = Lane(truncatingIfNeeded: base[row &+ Int(ahead)]),
                                        isInside = (ahead &- left) &>> sign
                                    before &-= ((value &- from) &>> sign) & isInside
                                    within &-= ((value &- to) &>> sign) & isInside
                                }
                                row &+= 16
                            }
                            (tooEarly, early) = (Int(before), Int(within))
                        } else {
                            early = Column.lowerBound(values, start, end, Stored(clamping: to)) &- start
                            if high.map({ $0 > Int64(Stored.max) }) ?? true { early = end &- start }
                            tooEarly = Column.lowerBound(values, start, end, Stored(clamping: from)) &- start
                            if low.map({ $0 > Int64(Stored.max) }) ?? false { tooEarly = end &- start }
                        }
                        starts[index] = Int32(truncatingIfNeeded: start &+ tooEarly)
                        ends[index] = Int32(truncatingIfNeeded: start &+ max(tooEarly, early))
                    }
                }
            }
        }
    }

    private static func lowerBound<Stored: FixedWidthInteger>(
        _ values: UnsafeBufferPointer<Stored>, _ from: Int, _ to: Int, _ bound: Stored
    ) -> Int {
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
