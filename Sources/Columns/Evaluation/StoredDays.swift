import Model

/// The day of a stored time, by one multiplication: how many days lie between it and the first day of its column.
///
/// For a column whose times all fall under one offset of the time zone.
struct StoredDays: Sendable {
    let first: Int64
    let count: Int
    private let scale: Double
    private let shift: Double
    private let last: UInt32

    /// Days that lie further apart are worked out one by one.
    static let most = 1 << 16

    /// nil where it takes more than that: no narrow integers, several offsets, a unit that days are no multiples of.
    init?(_ column: Column, _ zone: TimeZoneRules) {
        let length = Instant.microsecondsPerDay
        switch column.stored {
        case .int8, .int16, .int32: break
        case .int64, .double: return nil
        }
        guard let extremes = column.extremes, column.unit > 0, length % column.unit == 0,
            length / column.unit <= Int64(UInt32.max)
        else { return nil }
        // What is missing is stored as 0.
        let least = column.validity == nil ? extremes.lowerBound : min(extremes.lowerBound, column.base),
            greatest = column.validity == nil ? extremes.upperBound : max(extremes.upperBound, column.base)
        guard max(least.magnitude, greatest.magnitude, column.base.magnitude) < 1 << 60 else { return nil }
        let (offset, period) = zone.offsetInForce(at: Instant(microseconds: least))
        guard period.contains(greatest) else { return nil }
        first = floorDivide(least + offset, length)
        let days = floorDivide(greatest + offset, length) - first + 1
        guard days <= StoredDays.most else { return nil }
        count = Int(days)
        last = UInt32(truncatingIfNeeded: count - 1)
        let unitsOfDay = length / column.unit
        // Half a unit more than the quotient is as far from a whole day below as from one above; half a day less, and
        // the nearest whole number is the day.
        let start = floorDivide(column.base + offset, column.unit) - first * unitsOfDay
        scale = 1 / Double(unitsOfDay)
        shift = (Double(start) + 0.5) / Double(unitsOfDay) - 0.5
    }

    /// Within `0..<count`, whatever is stored.
    @inline(__always)
    func place<Stored: FixedWidthInteger>(_ stored: Stored) -> Int {
        // Added to a number below 2^51, it leaves the nearest whole number in the lowest bits.
        let rounding = 6_755_399_441_055_744.0
        let place = Double(stored) * scale + shift + rounding
        return Int(truncatingIfNeeded: min(UInt32(truncatingIfNeeded: place.bitPattern), last))
    }
}

extension Column {
    /// An element of a table for each row, by the day of its time; nil where `StoredDays` has no such column.
    func values<Element: BitwiseCopyable>(_ rows: RowBatch.Rows, _ days: StoredDays, _ table: [Element]) -> [Element]? {
        precondition(table.count == days.count, "the table has a place for each day")
        return switch stored {
        case .int8(let values): Column.values(rows, values, days, table)
        case .int16(let values): Column.values(rows, values, days, table)
        case .int32(let values): Column.values(rows, values, days, table)
        case .int64, .double: nil
        }
    }

    /// Unsafe access: the table has a place for each day.
    private static func values<Stored: FixedWidthInteger & BitwiseCopyable, Element: BitwiseCopyable>(
        _ rows: RowBatch.Rows, _ values: ColumnBuffer<Stored>, _ days: StoredDays, _ table: [Element]
    ) -> [Element] {
        table.withUnsafeBufferPointer { table in
            guard let table = table.baseAddress else { return [] }
            return rows.map(values) { table[days.place($0)] }
        }
    }
}
