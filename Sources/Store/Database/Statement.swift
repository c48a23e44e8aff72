internal import CSQLite
package import Model
internal import Syntax

/// One prepared statement: bind by position from 1, step through the rows, read columns by position from 0.
package final class Statement {
    package let sql: String
    /// Keeps the connection alive as long as the statement.
    package let database: Database
    package let handle: OpaquePointer

    /// - Throws: `StoreError` where SQLite does not accept the text, or it holds no statement.
    init(_ database: Database, _ sql: String) throws(StoreError) {
        var handle: OpaquePointer?
        let code = sqlite3_prepare_v3(database.handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &handle, nil)
        if code != SQLITE_OK { throw database.error(sql: sql) }
        guard let handle else { throw StoreError(.storeFailure, "\(database.path): an empty statement") }
        self.database = database
        self.sql = sql
        self.handle = handle
    }

    deinit { sqlite3_finalize(handle) }

    // MARK: Bindings

    /// Binds a value as managed stores encode it: money in minor units, dates in days, times and durations in
    /// microseconds.
    package func bind(_ value: Value, at index: Int) throws(StoreError) {
        switch value {
        case .missing: try bindNull(at: index)
        case .bool(let value): try bind(Int64(value ? 1 : 0), at: index)
        case .int(let value), .money(let value), .duration(let value): try bind(value, at: index)
        case .number(let value): try bind(value, at: index)
        case .text(let value): try bind(value, at: index)
        case .date(let value): try bind(Int64(value.daysSinceEpoch), at: index)
        case .time(let value): try bind(value.microseconds, at: index)
        }
    }

    package func bindNull(at index: Int) throws(StoreError) { try check(sqlite3_bind_null(handle, Int32(index))) }

    package func bind(_ value: Int64, at index: Int) throws(StoreError) {
        try check(sqlite3_bind_int64(handle, Int32(index), value))
    }

    package func bind(_ value: Double, at index: Int) throws(StoreError) {
        try check(sqlite3_bind_double(handle, Int32(index), value))
    }

    package func bind(_ text: String, at index: Int) throws(StoreError) {
        var text = text
        let code = text.withUTF8 { bind(copying: $0, index) }
        try check(code)
    }

    /// UTF-8 text; copied.
    package func bind(utf8 bytes: UnsafeRawBufferPointer, at index: Int) throws(StoreError) {
        try check(bind(copying: bytes.bindMemory(to: UInt8.self), index))
    }

    package func bind(blob bytes: [UInt8], at index: Int) throws(StoreError) {
        let code = bytes.withUnsafeBytes { bytes in
            // A nil address would bind NULL; an empty blob is not missing.
            bytes.count == 0 ? sqlite3_bind_zeroblob(handle, Int32(index), 0)
                : clientele_bind_blob_copying(handle, Int32(index), bytes.baseAddress, Int32(clamping: bytes.count))
        }
        try check(code)
    }

    private func bind(copying bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Int32 {
        guard let base = bytes.baseAddress else { return clientele_bind_text_copying(handle, Int32(index), "", 0) }
        return base.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
            clientele_bind_text_copying(handle, Int32(index), $0, Int32(clamping: bytes.count))
        }
    }

    private func check(_ code: Int32) throws(StoreError) {
        if code != SQLITE_OK { throw error }
    }

    private var error: StoreError { database.error(sql: sql, on: sqlite3_db_handle(handle)) }

    /// How many parameters the statement has.
    package var parameterCount: Int { Int(sqlite3_bind_parameter_count(handle)) }

    // MARK: Rows

    /// Moves to the next row; false after the last.
    package func step() throws(StoreError) -> Bool {
        let code = sqlite3_step(handle)
        if code == SQLITE_ROW { return true }
        if code == SQLITE_DONE { return false }
        let error = error
        sqlite3_reset(handle)
        throw error
    }

    /// Runs the statement to its end and makes it ready to run again. The bindings stay.
    package func run() throws(StoreError) {
        while try step() {}
        sqlite3_reset(handle)
    }

    /// Ready to run from the start. The bindings stay.
    package func reset() { sqlite3_reset(handle) }

    package var columnCount: Int { Int(sqlite3_column_count(handle)) }

    package func columnName(_ column: Int) -> String {
        sqlite3_column_name(handle, Int32(column)).map { String(cString: $0) } ?? ""
    }

    package func storageClass(_ column: Int) -> SQLFunctionCall.StorageClass {
        switch sqlite3_column_type(handle, Int32(column)) {
        case SQLITE_INTEGER: .integer
        case SQLITE_FLOAT: .real
        case SQLITE_TEXT: .text
        case SQLITE_BLOB: .blob
        default: .null
        }
    }

    package func isNull(_ column: Int) -> Bool { sqlite3_column_type(handle, Int32(column)) == SQLITE_NULL }

    /// 0 for NULL.
    package func int64(_ column: Int) -> Int64 { sqlite3_column_int64(handle, Int32(column)) }

    /// 0 for NULL.
    package func double(_ column: Int) -> Double { sqlite3_column_double(handle, Int32(column)) }

    /// Empty for NULL. Bytes that are not UTF-8 become U+FFFD.
    package func text(_ column: Int) -> String {
        withUTF8(column) { String(decoding: $0, as: UTF8.self) }
    }

    /// The column's bytes, valid until the next step. Empty for NULL.
    package func withUTF8<Result>(_ column: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        let text = sqlite3_column_text(handle, Int32(column))
        return body(UnsafeRawBufferPointer(start: text, count: Int(sqlite3_column_bytes(handle, Int32(column)))))
    }

    /// The column as a value of `kind`, encoded as managed stores encode it.
    package func value(_ column: Int, as kind: ValueKind) -> Value {
        if isNull(column) { return .missing }
        return switch kind {
        case .bool: .bool(int64(column) != 0)
        case .int: .int(int64(column))
        case .number: .number(double(column))
        case .money: .money(int64(column))
        case .text: .text(text(column))
        case .date: .date(CivilDate(daysSinceEpoch: Int32(clamping: int64(column))))
        case .time: .time(Instant(microseconds: int64(column)))
        case .duration: .duration(int64(column))
        }
    }
}
