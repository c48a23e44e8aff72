package import Model

/// Keys with a number each, in a file of SQLite's own that goes with the connection: memory stays constant however many
/// they are.
package final class ScratchTable {
    private let database: Database
    private let insert: Statement
    private let find: Statement

    package init() throws(StoreError) {
        database = try Database(path: "", named: "a temporary file", mode: .create)
        try database.execute("""
            PRAGMA journal_mode = OFF;
            PRAGMA synchronous = OFF;
            CREATE TABLE keys (key PRIMARY KEY, number) WITHOUT ROWID;
            BEGIN
            """)
        insert = try database.prepare("INSERT OR IGNORE INTO keys VALUES (?1, ?2)")
        find = try database.prepare("SELECT number FROM keys WHERE key = ?1")
    }

    /// False where the key is there already; it keeps its number.
    package func insert(_ key: Value, number: Int64 = 0) throws(StoreError) -> Bool {
        try insert.bind(key, at: 1)
        try insert.bind(number, at: 2)
        try insert.run()
        return database.changes > 0
    }

    package func number(of key: Value) throws(StoreError) -> Int64? {
        try find.bind(key, at: 1)
        defer { find.reset() }
        return try find.step() ? find.int64(0) : nil
    }
}
