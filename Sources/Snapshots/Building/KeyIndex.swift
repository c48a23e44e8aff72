internal import Columns
internal import Store

/// From the key of an entity to its row.
enum KeyIndex {
    /// Keys follow one another without a gap.
    case dense(first: Int64, count: Int)
    /// Rows by the key's distance from the first, `StagedColumn.noRow` where there is none.
    case table(first: Int64, count: Int, rows: LargeMemory)
    case hashed(KeyTable)
    case texts(TextDictionary, rows: LargeMemory)

    /// - Parameter keys: the entity's key, by row.
    init(_ keys: Column) throws(KeyProblem) {
        if let dictionary = keys.dictionary {
            self = .texts(dictionary, rows: try KeyIndex.rowsByCode(keys, dictionary.count))
            return
        }
        if let first = KeyIndex.start(keys) {
            self = .dense(first: first, count: keys.count)
            return
        }
        let words = SortableColumn(keys)
        var least = Int64.max, greatest = Int64.min, known = 0
        for row in 0..<keys.count {
            guard let key = words.key(row) else { continue }
            least = min(least, key)
            greatest = max(greatest, key)
            known += 1
        }
        let (span, overflows) = greatest.subtractingReportingOverflow(least)
        guard known > 0, !overflows, span < Int64(max(known, 1024)) * 4 else {
            self = .hashed(try KeyTable(keys, known: known))
            return
        }
        guard let rows = LargeMemory(byteCount: (Int(span) + 1) * 4) else { throw .noMemory }
        let table = rows.pointer(UInt32.self)
        table.update(repeating: StagedColumn.noRow, count: Int(span) + 1)
        for row in 0..<keys.count {
            guard let key = words.key(row) else { continue }
            let place = Int(key - least)
            if table[place] != StagedColumn.noRow { throw .twice(row: row) }
            table[place] = UInt32(row)
        }
        self = .table(first: least, count: Int(span) + 1, rows: rows)
    }

    /// The first key where all are known and follow one another; nil where they do not. Mostly they do.
    private static func start(_ keys: Column) -> Int64? {
        guard keys.validity == nil, keys.unit == 1 else { return nil }
        let first: Int64? = switch keys.stored {
        case .int8(let values): start(values)
        case .int16(let values): start(values)
        case .int32(let values): start(values)
        case .int64(let values): start(values)
        case .double: nil
        }
        return first.map { keys.base &+ $0 }
    }

    /// Unsafe access: the loop stays inside the values.
    private static func start<Stored: FixedWidthInteger & BitwiseCopyable>(_ keys: ColumnBuffer<Stored>) -> Int64? {
        keys.withUnsafe { keys in
            guard let first = keys.first else { return 0 }
            let start = Int64(truncatingIfNeeded: first)
            var next = start, isDense = true
            for key in keys {
                isDense = isDense && Int64(truncatingIfNeeded: key) == next
                next &+= 1
            }
            return isDense ? start : nil
        }
    }

    private static func rowsByCode(_ keys: Column, _ count: Int) throws(KeyProblem) -> LargeMemory {
        guard let rows = LargeMemory(byteCount: count * 4) else { throw .noMemory }
        let table = rows.pointer(UInt32.self)
        table.update(repeating: StagedColumn.noRow, count: count)
        let words = SortableColumn(keys)
        for row in 0..<keys.count {
            guard let code = words.key(row) else { continue }
            if table[Int(code)] != StagedColumn.noRow { throw .twice(row: row) }
            table[Int(code)] = UInt32(row)
        }
        return rows
    }

    /// - Parameter key: an integer, or a number's bits.
    func row(of key: Int64) -> UInt32 {
        switch self {
        case .dense(let first, let count):
            let (place, overflows) = key.subtractingReportingOverflow(first)
            return !overflows && place >= 0 && place < Int64(count)
                ? UInt32(truncatingIfNeeded: place) : StagedColumn.noRow
        case .table(let first, let count, let rows):
            let (place, overflows) = key.subtractingReportingOverflow(first)
            return !overflows && place >= 0 && place < Int64(count)
                ? rows.pointer(UInt32.self)[Int(place)] : StagedColumn.noRow
        case .hashed(let table): return table.row(of: key)
        case .texts: return StagedColumn.noRow
        }
    }

    /// - Parameter text: UTF-8.
    func row(ofText text: UnsafeRawBufferPointer) -> UInt32 {
        guard case .texts(let dictionary, let rows) = self else { return StagedColumn.noRow }
        return dictionary.offsets.withUnsafe { offsets in
            dictionary.bytes.withUnsafe { bytes in
                var low = 0, high = dictionary.count
                while low < high {
                    let middle = (low + high) / 2
                    let entry = UnsafeRawBufferPointer(
                        rebasing: UnsafeRawBufferPointer(bytes)[Int(offsets[middle])..<Int(offsets[middle + 1])])
                    let order = TextPool.compare(entry, text)
                    if order == 0 { return rows.pointer(UInt32.self)[middle] }
                    if order < 0 { low = middle + 1 } else { high = middle }
                }
                return StagedColumn.noRow
            }
        }
    }
}

enum KeyProblem: Error {
    case noMemory
    /// Two records have this row's key.
    case twice(row: Int)
}

/// Rows by keys that are spread far apart.
struct KeyTable {
    private let keys: LargeMemory
    private let rows: LargeMemory
    private let mask: Int

    init(_ column: Column, known: Int) throws(KeyProblem) {
        var size = 16
        while size < known * 2 { size *= 2 }
        guard let keys = LargeMemory(byteCount: size * 8), let rows = LargeMemory(byteCount: size * 4) else {
            throw .noMemory
        }
        mask = size - 1
        self.keys = keys
        self.rows = rows
        rows.pointer(UInt32.self).update(repeating: StagedColumn.noRow, count: size)
        let words = SortableColumn(column)
        for row in 0..<column.count {
            guard let key = words.key(row) else { continue }
            let slot = slot(of: key)
            if rows.pointer(UInt32.self)[slot] != StagedColumn.noRow { throw .twice(row: row) }
            keys.pointer(Int64.self)[slot] = key
            rows.pointer(UInt32.self)[slot] = UInt32(row)
        }
    }

    func row(of key: Int64) -> UInt32 { rows.pointer(UInt32.self)[slot(of: key)] }

    /// Where the key stands, or would.
    private func slot(of key: Int64) -> Int {
        let product = UInt64(bitPattern: key) &* 0x9E37_79B9_7F4A_7C15
        var slot = Int(truncatingIfNeeded: product ^ product >> 32) & mask
        while rows.pointer(UInt32.self)[slot] != StagedColumn.noRow, keys.pointer(Int64.self)[slot] != key {
            slot = (slot + 1) & mask
        }
        return slot
    }
}

/// Numbers as keys: equal ones have equal bits.
enum KeyBits {
    static func of(_ number: Double) -> Int64 { Int64(bitPattern: (number == 0 ? 0 : number).bitPattern) }
}
