internal import CSQLite
internal import Model
internal import Store

/// The hot path of writing: SQLite's own calls, one a cell.
extension Statement {
    /// The text is borrowed: it stays in the batch until the statement has run and is bound anew before it runs again.
    ///
    /// - Parameter text: of the batch.
    /// - Returns: SQLite's code, to be checked once for all cells of a row.
    func bind(_ cell: RecordBatch.Cell, _ text: UTF8Bytes, at index: Int) -> Int32 {
        let index = Int32(index)
        switch cell.tag {
        case .integer:
            return sqlite3_bind_int64(handle, index, cell.bits)
        case .text:
            guard cell.length > 0, let base = text.baseAddress else {
                return clientele_bind_text_borrowing(handle, index, "", 0)
            }
            return (base + Int(cell.bits)).withMemoryRebound(to: CChar.self, capacity: Int(cell.length)) {
                clientele_bind_text_borrowing(handle, index, $0, cell.length)
            }
        case .real:
            return sqlite3_bind_double(handle, index, Double(bitPattern: UInt64(bitPattern: cell.bits)))
        case .missing, .absent:
            return sqlite3_bind_null(handle, index)
        }
    }

    func check(_ code: Int32) throws(StoreError) {
        if code != SQLITE_OK { throw database.error(sql: sql) }
    }

    /// Runs a statement that returns no rows.
    func runOnce() throws(StoreError) {
        let code = sqlite3_step(handle)
        if code != SQLITE_DONE { throw failure() }
        sqlite3_reset(handle)
    }

    /// Runs a statement that returns no rows; false where a constraint refused one of several.
    func runUnlessRefused() throws(StoreError) -> Bool {
        let code = sqlite3_step(handle)
        // The low byte of a code says what kind of error it is.
        guard code == SQLITE_DONE || code & 0xFF == SQLITE_CONSTRAINT else { throw failure() }
        sqlite3_reset(handle)
        return code == SQLITE_DONE
    }

    private func failure() -> StoreError {
        defer { sqlite3_reset(handle) }
        return database.error(sql: sql)
    }

    /// Several rows into a table; those before one that is refused stay.
    static func insertion(into table: String, _ columns: [String], rows: Int) -> String {
        let row = "(" + columns.map { _ in "?" }.joined(separator: ", ") + ")"
        return "INSERT OR FAIL INTO \(table) (\(columns.joined(separator: ", "))) VALUES "
            + Array(repeating: row, count: rows).joined(separator: ", ")
    }

    /// Into a table, in the order of the columns.
    static func insertion(into table: String, _ columns: [String], unlessHeld key: String? = nil) -> String {
        let parameters = columns.indices.map { "?\($0 + 1)" }.joined(separator: ", ")
        return "INSERT INTO \(table) (\(columns.joined(separator: ", "))) VALUES (\(parameters))"
            + (key.map { " ON CONFLICT (\($0)) DO NOTHING" } ?? "")
    }
}
