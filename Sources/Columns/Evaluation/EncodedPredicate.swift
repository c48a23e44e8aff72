import Model
import Planning
import Semantics

/// A condition on one value as it is stored, asked of the rows of a frame without unpacking them.
struct EncodedPredicate {
    enum Values {
        case none
        case all
        /// Both ends included.
        case inside(Int64, Int64)
        /// One of two.
        case either(Int64, Int64)
        /// By the stored value itself, which is 0 or more: 1 where it holds.
        case table([UInt8])
    }

    var values: Values
    /// Whether it holds where the value is missing.
    var admitsMissing = false
    var isComplement = false

    /// The test of a few stored values; nil where they are too many and too far apart.
    static func members(_ stored: [Int64]) -> EncodedPredicate? {
        let stored = Set(stored).sorted()
        guard let least = stored.first, let greatest = stored.last else { return EncodedPredicate(values: .none) }
        if greatest &- least == Int64(stored.count - 1) { return EncodedPredicate(values: .inside(least, greatest)) }
        if stored.count == 2 { return EncodedPredicate(values: .either(least, greatest)) }
        return nil
    }

    /// As few comparisons as will do.
    static func table(_ holds: [UInt8]) -> EncodedPredicate {
        let codes = holds.indices.filter { holds[$0] != 0 }.map { Int64($0) }
        if let test = members(codes) { return test }
        let others = holds.indices.filter { holds[$0] == 0 }.map { Int64($0) }
        if let test = members(others) { return EncodedPredicate(values: test.values, isComplement: true) }
        return EncodedPredicate(values: .table(holds))
    }
}

extension EncodedPredicate {
    func mask(_ column: Column, _ rows: RowBatch.Rows) -> Mask {
        var mask: Mask = switch column.stored {
        case .int8(let values): mask(values, rows)
        case .int16(let values): mask(values, rows)
        case .int32(let values): mask(values, rows)
        case .int64(let values): mask(values, rows)
        case .double: Mask(repeating: 0, count: rows.count)
        }
        if isComplement { mask = mask.complement }
        guard let validity = column.validity else { return mask }
        let known = rows.known(validity)
        return admitsMissing ? mask.or(known.complement) : mask.and(known)
    }

    /// Unsafe access to tables: a stored value that is tested by a table is a code, and the table has all of them.
    private func mask<Stored: FixedWidthInteger & SignedInteger & BitwiseCopyable>(
        _ stored: ColumnBuffer<Stored>, _ rows: RowBatch.Rows
    ) -> Mask where Stored.Magnitude: BitwiseCopyable {
        switch values {
        case .none: return Mask(repeating: 0, count: rows.count)
        case .all: return Mask(repeating: 1, count: rows.count)
        case .inside(let low, let high):
            guard low <= high, low <= Int64(Stored.max), high >= Int64(Stored.min) else {
                return Mask(repeating: 0, count: rows.count)
            }
            let first = Stored(clamping: low), last = Stored(clamping: high)
            if first == last { return rows.map(stored) { $0 == first ? 1 : 0 } }
            return rows.map(stored) { ($0 >= first ? 1 : 0) & ($0 <= last ? 1 : 0) }
        case .either(let a, let b):
            guard let a = Stored(exactly: a), let b = Stored(exactly: b) else {
                let one = Stored(exactly: a) == nil ? b : a
                return EncodedPredicate(values: .inside(one, one)).mask(stored, rows)
            }
            return rows.map(stored) { ($0 == a ? 1 : 0) | ($0 == b ? 1 : 0) }
        case .table(let table):
            return table.withUnsafeBufferPointer { table in
                guard let table = table.baseAddress else { return Mask(repeating: 0, count: rows.count) }
                return rows.map(stored) { table[Int(truncatingIfNeeded: $0)] }
            }
        }
    }
}

extension Column {
    /// The least stored value that stands for a value of at least this; the greatest that stands for at most this.
    func storedFloor(_ value: Int64) -> Int64 {
        let (difference, overflow) = value.subtractingReportingOverflow(base)
        if overflow { return value < base ? .min : .max }
        return floorDivide(difference, unit)
    }

    func storedCeiling(_ value: Int64) -> Int64 {
        let (difference, overflow) = value.subtractingReportingOverflow(base)
        if overflow { return value < base ? .min : .max }
        return difference == .min ? .min : -floorDivide(-difference, unit)
    }

    /// The stored value for exactly this value; nil if there is none.
    func storedExactly(_ value: Int64) -> Int64? {
        let place = storedFloor(value)
        return place == storedCeiling(value) && place != .min && place != .max ? place : nil
    }
}
