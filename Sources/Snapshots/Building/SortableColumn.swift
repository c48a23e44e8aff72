internal import Columns

/// A column whose rows can be compared: missing values come first.
struct SortableColumn {
    /// Keeps what the pointers lead to.
    private let column: Column
    private let values: UnsafeRawPointer?
    private let validity: UnsafePointer<UInt8>?
    private let base: Int64
    private let unit: Int64
    private let layout: Layout

    private enum Layout { case int8, int16, int32, int64, double }

    init(_ column: Column) {
        self.column = column
        base = column.base
        unit = column.unit
        validity = column.validity?.withUnsafe { $0.baseAddress }
        switch column.stored {
        case .int8(let buffer): (layout, values) = (.int8, buffer.withUnsafe { UnsafeRawPointer($0.baseAddress) })
        case .int16(let buffer): (layout, values) = (.int16, buffer.withUnsafe { UnsafeRawPointer($0.baseAddress) })
        case .int32(let buffer): (layout, values) = (.int32, buffer.withUnsafe { UnsafeRawPointer($0.baseAddress) })
        case .int64(let buffer): (layout, values) = (.int64, buffer.withUnsafe { UnsafeRawPointer($0.baseAddress) })
        case .double(let buffer): (layout, values) = (.double, buffer.withUnsafe { UnsafeRawPointer($0.baseAddress) })
        }
    }

    /// The row's value as a word that compares as it does.
    func word(_ row: Int) -> Int64 {
        if let validity, validity[row >> 3] >> UInt8(row & 7) & 1 == 0 { return Int64.min }
        guard let values else { return Int64.min }
        switch layout {
        case .int8: return base &+ unit &* Int64(values.load(fromByteOffset: row, as: Int8.self))
        case .int16: return base &+ unit &* Int64(values.load(fromByteOffset: row * 2, as: Int16.self))
        case .int32: return base &+ unit &* Int64(values.load(fromByteOffset: row * 4, as: Int32.self))
        case .int64: return base &+ unit &* values.load(fromByteOffset: row * 8, as: Int64.self)
        case .double:
            let bits = KeyBits.of(values.load(fromByteOffset: row * 8, as: Double.self))
            return bits >= 0 ? bits : bits ^ Int64.max
        }
    }

    /// The integer, code, or number's bits in a row; nil where it is missing.
    func key(_ row: Int) -> Int64? {
        if let validity, validity[row >> 3] >> UInt8(row & 7) & 1 == 0 { return nil }
        if layout == .double, let values { return KeyBits.of(values.load(fromByteOffset: row * 8, as: Double.self)) }
        return word(row)
    }

    private static func isBefore(_ columns: [SortableColumn], _ left: Int, _ right: Int) -> Bool {
        for column in columns {
            let (a, b) = (column.word(left), column.word(right))
            if a != b { return a < b }
        }
        return false
    }

    // MARK: Runs

    /// Those of `runs` that are not in order.
    ///
    /// - Parameters:
    ///   - starts: of every run; the last one ends at `count`.
    static func unordered(
        _ columns: [SortableColumn], _ starts: UnsafeBufferPointer<UInt32>, _ runs: Range<Int>, _ count: Int
    ) -> [Int] {
        guard let first = columns.first, let values = first.values else { return [] }
        // Stored values compare as the values do, units being positive; what is stored of missing ones says nothing.
        if first.validity == nil {
            switch first.layout {
            case .int8: return unordered(values.assumingMemoryBound(to: Int8.self), columns, starts, runs, count)
            case .int16: return unordered(values.assumingMemoryBound(to: Int16.self), columns, starts, runs, count)
            case .int32: return unordered(values.assumingMemoryBound(to: Int32.self), columns, starts, runs, count)
            case .int64: return unordered(values.assumingMemoryBound(to: Int64.self), columns, starts, runs, count)
            case .double: break
            }
        }
        return runs.filter { run in
            let end = run + 1 < starts.count ? Int(starts[run + 1]) : count
            return !areAscending(columns, Int(starts[run])..<end)
        }
    }

    private static func unordered<Stored: FixedWidthInteger>(
        _ values: UnsafePointer<Stored>, _ columns: [SortableColumn], _ starts: UnsafeBufferPointer<UInt32>,
        _ runs: Range<Int>,
        _ count: Int
    ) -> [Int] {
        var found: [Int] = []
        let decidesAlone = columns.count == 1
        for run in runs {
            let start = Int(starts[run]), end = run + 1 < starts.count ? Int(starts[run + 1]) : count
            var row = start + 1
            if decidesAlone {
                while row < end, values[row - 1] <= values[row] { row += 1 }
            } else {
                while row < end, values[row - 1] < values[row] { row += 1 }
            }
            if row < end, decidesAlone || !areAscending(columns, row - 1..<end) { found.append(run) }
        }
        return found
    }

    private static func areAscending(_ columns: [SortableColumn], _ rows: Range<Int>) -> Bool {
        guard rows.count > 1 else { return true }
        for row in rows.lowerBound + 1..<rows.upperBound where isBefore(columns, row, row - 1) { return false }
        return true
    }

    /// The rows in order; those that the columns leave equal stay as they are.
    static func sorted(_ columns: [SortableColumn], _ rows: Range<Int>) -> [Int] {
        guard let first = columns.first else { return Array(rows) }
        var keyed: [(word: Int64, row: Int)] = []
        keyed.reserveCapacity(rows.count)
        for row in rows { keyed.append((first.word(row), row)) }
        let others = Array(columns.dropFirst())
        keyed.sort { left, right in
            if left.word != right.word { return left.word < right.word }
            if isBefore(others, left.row, right.row) { return true }
            return !isBefore(others, right.row, left.row) && left.row < right.row
        }
        return keyed.map(\.row)
    }
}
