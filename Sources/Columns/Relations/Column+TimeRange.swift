import Planning

extension Column {
    /// Whether every row's time is known to lie within a range, so that rows need not be asked. Says no where it is not sure.
    func isWithin(_ range: TimeRange) -> Bool {
        if validity != nil, !range.admitsMissing { return false }
        if let extremes { return (range.from.map { extremes.lowerBound >= $0 } ?? true) && (range.to.map { extremes.upperBound < $0 } ?? true) }
        guard let (least, greatest) = storedEnds else { return true }
        let (low, high) = (value(ofStored: least), value(ofStored: greatest))
        guard let low, let high else { return false }
        return (range.from.map { low >= $0 } ?? true) && (range.to.map { high < $0 } ?? true)
    }

    private func value(ofStored stored: Int64) -> Int64? {
        let (product, overflow) = unit.multipliedReportingOverflow(by: stored)
        let (sum, beyond) = base.addingReportingOverflow(product)
        return overflow || beyond ? nil : sum
    }

    /// The least and greatest of what is stored, missing values' zeros included; nil of no rows.
    private var storedEnds: (Int64, Int64)? {
        switch stored {
        case .int8(let values): Column.ends(values)
        case .int16(let values): Column.ends(values)
        case .int32(let values): Column.ends(values)
        case .int64(let values): Column.ends(values)
        case .double: (.min, .max)
        }
    }

    private static func ends<Stored: FixedWidthInteger & BitwiseCopyable>(_ values: ColumnBuffer<Stored>) -> (Int64, Int64)? {
        guard values.count > 0 else { return nil }
        // Every access is within the buffer's own indices.
        return values.withUnsafe { values in
            var least = Stored.max, greatest = Stored.min
            for value in values {
                least = min(least, value)
                greatest = max(greatest, value)
            }
            return (Int64(truncatingIfNeeded: least), Int64(truncatingIfNeeded: greatest))
        }
    }
}
