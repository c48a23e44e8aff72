internal import Model
internal import Store

/// Which rows of a table came in without a key, by what stood in them: a row that comes once more is the same record,
/// in whatever file it stands, and whatever its columns are taken for.
///
/// A row that stands in a file twice stands for two records, the first for the first and so on.
final class RowIdentities {
    private let database: Database
    private let insert: Statement
    /// nil where no such row has come in before.
    private let find: Statement?
    /// The record that a content was taken for last, where others have it as well.
    private var last: [[UInt8]: Int64] = [:]

    /// Beside the table of records, by whose numbers it goes.
    static func table(of table: String) -> String { "clientele_rows_" + table }

    static func exist(for records: String, in database: Database) throws(StoreError) -> Bool {
        try !UndoRecording.columns(of: table(of: records), in: database).isEmpty
    }

    /// - Parameter ignoresStored: whether every row is a new record, whatever came in before.
    init(of records: String, ignoresStored: Bool, in database: Database) throws(StoreError) {
        self.database = database
        let (name, table) = (RowIdentities.table(of: records), Schema.quoted(RowIdentities.table(of: records)))
        try database.execute("CREATE TABLE IF NOT EXISTS \(table) (number INTEGER PRIMARY KEY, digest BLOB NOT NULL)")
        // If the number of a deleted record has been used again, the last entry counts.
        insert = try database.prepare("INSERT OR REPLACE INTO \(table) VALUES (?1, ?2)")
        guard !ignoresStored, try database.integer("SELECT 1 FROM \(table) LIMIT 1") == 1 else {
            find = nil
            return
        }
        // Needed from the second file on.
        try database.execute("CREATE INDEX IF NOT EXISTS \(Schema.quoted(name + "_by_digest")) ON \(table) (digest)")
        find = try database.prepare("""
            SELECT i.number FROM \(table) AS i WHERE i.digest = ?1 AND i.number > ?2 AND EXISTS (
                SELECT 1 FROM \(Schema.quoted(records)) AS r WHERE r.rowid = i.number
            ) ORDER BY i.number
            """)
    }

    /// The first record with that content for which `accepts` holds.
    func record(_ digest: UTF8Bytes, where accepts: (Int64) throws(StoreError) -> Bool) throws(StoreError) -> Int64? {
        guard let find else { return nil }
        let content = Array(digest)
        try find.bind(blob: content, at: 1)
        try find.bind(last[content] ?? Int64.min, at: 2)
        defer { find.reset() }
        while try find.step() {
            let number = find.int64(0)
            guard try accepts(number) else { continue }
            // Where the content occurs more than once, the next search starts after this record.
            if try find.step() { last[content] = number }
            return number
        }
        return nil
    }

    func add(_ digest: UTF8Bytes, number: Int64) throws(StoreError) { try add(Array(digest), number) }

    /// A record whose key is made, and that is known by something else than what stood in its row.
    func addMade(_ number: Int64) throws(StoreError) { try add([], number) }

    private func add(_ digest: [UInt8], _ number: Int64) throws(StoreError) {
        try insert.bind(number, at: 1)
        try insert.bind(blob: digest, at: 2)
        try insert.run()
    }
}
