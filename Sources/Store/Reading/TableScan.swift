internal import CSQLite

/// The columns of a statement's rows in typed memory, as fast as SQLite gives them.
///
/// Rows are read in blocks; whoever scans gets each block when it is full, and its memory again for the next.
package final class TableScan {
    /// What the values of a column must be.
    package enum Kind: UInt8, Sendable {
        case integer, flag, number, text
    }

    /// Values of one column of a block.
    package struct ColumnBlock {
        package let kind: Kind
        /// Of integers and flags: Int64; of numbers: Double; of texts: UInt32, codes of `pool`. 0 where missing, of texts `TextPool.missing`.
        package let memory: LargeMemory
        /// One byte a row, 1 where the value is missing; only to be read where `hasMissing`.
        package let missing: LargeMemory
        package var hasMissing = false
        package let pool: TextPool?

        package var integers: UnsafeMutablePointer<Int64> { memory.pointer(Int64.self) }
        package var codes: UnsafeMutablePointer<UInt32> { memory.pointer(UInt32.self) }
        package var isMissing: UnsafeMutablePointer<UInt8> { missing.pointer(UInt8.self) }
    }

    /// A value that is not of its column's kind.
    package struct Misfit: Sendable {
        package let column: Int
        /// How many rows of the scan lie before it.
        package let row: Int
        /// `text "abc"`, `a blob`, as a message names it.
        package let found: String
    }

    package enum Failure: Error {
        case store(StoreError)
        case misfit(Misfit)
        case noMemory
    }

    package static let blockSize = 32_768

    private let statement: Statement
    private var columns: [ColumnBlock]
    private var rowsBefore = 0

    /// - Returns: nil where there is no memory.
    package init?(_ statement: Statement, kinds: [Kind]) {
        self.statement = statement
        var columns: [ColumnBlock] = []
        for kind in kinds {
            guard let memory = LargeMemory(byteCount: TableScan.blockSize * 8), let missing = LargeMemory(byteCount: TableScan.blockSize) else { return nil }
            columns.append(ColumnBlock(kind: kind, memory: memory, missing: missing, pool: kind == .text ? TextPool() : nil))
        }
        self.columns = columns
    }

    /// Runs the statement to its end.
    ///
    /// - Parameter body: gets each block's rows; the memory is used again when it returns.
    package func run(_ body: (_ count: Int, _ columns: [ColumnBlock]) throws(Failure) -> Void) throws(Failure) {
        while true {
            let count = try fill()
            if count == 0 { return }
            try body(count, columns)
            rowsBefore += count
            if count < TableScan.blockSize { return }
        }
    }

    private struct Cursor {
        var kind: Kind
        var integers: UnsafeMutablePointer<Int64>
        var numbers: UnsafeMutablePointer<Double>
        var codes: UnsafeMutablePointer<UInt32>
        var missing: UnsafeMutablePointer<UInt8>
        var pool: Unmanaged<TextPool>?
        var hasMissing = false
    }

    private func fill() throws(Failure) -> Int {
        let handle = statement.handle
        let width = Int32(columns.count)
        let cursors = UnsafeMutablePointer<Cursor>.allocate(capacity: max(columns.count, 1))
        defer { cursors.deallocate() }
        for index in columns.indices {
            let column = columns[index]
            (cursors + index).initialize(to: Cursor(kind: column.kind, integers: column.integers, numbers: column.memory.pointer(Double.self), codes: column.codes,
                                                    missing: column.isMissing, pool: column.pool.map { Unmanaged.passUnretained($0) }))
        }
        var row = 0
        while row < TableScan.blockSize {
            let code = sqlite3_step(handle)
            guard code == SQLITE_ROW else {
                if code == SQLITE_DONE { break }
                let error = statement.database.error(sql: statement.sql)
                sqlite3_reset(handle)
                throw .store(error)
            }
            var index: Int32 = 0
            while index < width {
                let cursor = cursors + Int(index)
                // One call for the value instead of one for each thing asked of it; sound because no other thread uses the connection.
                let value = sqlite3_column_value(handle, index)
                let type = sqlite3_value_type(value)
                cursor.pointee.missing[row] = 0
                switch cursor.pointee.kind {
                case .integer where type == SQLITE_INTEGER:
                    cursor.pointee.integers[row] = sqlite3_value_int64(value)
                case .text where type == SQLITE_TEXT:
                    let text = sqlite3_value_text(value)
                    let bytes = UnsafeRawBufferPointer(start: text, count: Int(sqlite3_value_bytes(value)))
                    cursor.pointee.codes[row] = cursor.pointee.pool?._withUnsafeGuaranteedRef { $0.code(of: bytes) } ?? TextPool.missing
                case .number where type == SQLITE_FLOAT || type == SQLITE_INTEGER:
                    cursor.pointee.numbers[row] = sqlite3_value_double(value)
                case .flag where type == SQLITE_INTEGER && sqlite3_value_int64(value) & ~1 == 0:
                    cursor.pointee.integers[row] = sqlite3_value_int64(value)
                default:
                    guard type == SQLITE_NULL else { throw .misfit(misfit(Int(index), rowsBefore + row)) }
                    cursor.pointee.missing[row] = 1
                    cursor.pointee.hasMissing = true
                    if cursor.pointee.kind == .text { cursor.pointee.codes[row] = TextPool.missing } else { cursor.pointee.integers[row] = 0 }
                }
                index += 1
            }
            row += 1
        }
        for index in columns.indices { columns[index].hasMissing = cursors[index].hasMissing }
        return row
    }

    private func misfit(_ column: Int, _ row: Int) -> Misfit {
        let found = switch statement.storageClass(column) {
        case .integer: "\(statement.int64(column))"
        case .real: "the decimal number \(statement.text(column))"
        case .text: "the text \"\(statement.text(column).prefix(40))\""
        case .blob: "a blob"
        case .null: "nothing"
        }
        statement.reset()
        return Misfit(column: column, row: row, found: found)
    }
}
