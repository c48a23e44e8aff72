internal import Model
internal import Store

/// Keeps what an import overwrites, in the store and in the import's transaction, so that it can be taken back exactly.
///
/// For new rows, the numbers are kept, mostly as a range; for a changed row, its previous contents, written by a
/// trigger that exists during the import. SQLite's sessions would do the same, but hold every changed row in memory.
final class UndoRecording {
    /// How many imports back one can go.
    static let depth = 20

    static let tables = """
        CREATE TABLE IF NOT EXISTS clientele_undo_tables (
            import INTEGER NOT NULL, name TEXT NOT NULL, above INTEGER NOT NULL, through INTEGER NOT NULL, \
        PRIMARY KEY (import, name)
        ) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS clientele_undo_rows (
            import INTEGER NOT NULL, name TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (import, name, number)
        ) WITHOUT ROWID
        """

    /// Where former contents of a table's rows are.
    static func contents(of table: String) -> String { "clientele_undo_of_" + table }

    private let database: Database
    private let number: Int64
    private var above: [String: Int64] = [:]
    private let noteRow: Statement
    private var noted = 0

    /// - Parameter number: of the import.
    init(_ number: Int64, in database: Database) throws(StoreError) {
        self.number = number
        self.database = database
        try database.execute(UndoRecording.tables)
        noteRow = try database.prepare("INSERT OR IGNORE INTO clientele_undo_rows VALUES (?1, ?2, ?3)")
    }

    /// Rows of the table are about to be written.
    ///
    /// - Parameter highest: the highest number of a row that is there.
    func begin(_ table: String, highest: Int64) throws(StoreError) {
        above[table] = highest
        let columns = try UndoRecording.columns(of: table, in: database)
        let contents = Schema.quoted(UndoRecording.contents(of: table))
        if try UndoRecording.columns(of: UndoRecording.contents(of: table), in: database).dropFirst(2) != columns[...] {
            // Somebody has given the table other columns: what was kept no longer fits.
            let names = columns.map { Schema.quoted($0) }.joined(separator: ", ")
            let known = columns.isEmpty ? "" : ", \(names)"
            let forget = try database.prepare("DELETE FROM clientele_undo_tables WHERE name = ?1")
            try forget.bind(table, at: 1)
            try forget.run()
            try database.execute("""
                DROP TABLE IF EXISTS \(contents);
                CREATE TABLE \(contents) (clientele_import, clientele_number\(known), \
                PRIMARY KEY (clientele_import, clientele_number)) WITHOUT ROWID
                """)
        }
        let old = columns.map { "old." + Schema.quoted($0) }.joined(separator: ", ")
        try database.execute("""
            CREATE TEMP TRIGGER \(Schema.quoted("clientele_keep_" + table)) \
            BEFORE UPDATE ON main.\(Schema.quoted(table))
            WHEN old.rowid <= \(highest)
            BEGIN INSERT OR IGNORE INTO \(contents) VALUES (\(number), old.rowid, \(old)); END
            """)
    }

    /// A new row whose number is not above all others.
    func note(_ row: Int64, of table: String) throws(StoreError) {
        try noteRow.bind(number, at: 1)
        try noteRow.bind(table, at: 2)
        try noteRow.bind(row, at: 3)
        try noteRow.run()
        noted += 1
    }

    /// On the rows of a table that are about to be written: the condition of SQL that the import has made them.
    func isNew(in table: String) -> String {
        """
        (rowid > \(above[table] ?? Int64.max) OR rowid IN (
            SELECT number FROM clientele_undo_rows WHERE import = \(number) AND name = \(Schema.quotedText(table))
        ))
        """
    }

    /// Rows of its own that it has written so far.
    func written() throws(StoreError) -> Int {
        var count = noted
        for table in above.keys {
            let contents = Schema.quoted(UndoRecording.contents(of: table))
            count += Int(
                try database.integer("SELECT count(*) FROM \(contents) WHERE clientele_import = \(number)") ?? 0)
        }
        return count
    }

    /// Nothing more is written to the tables.
    func finish() throws(StoreError) {
        for (table, above) in above.sorted(by: { $0.key < $1.key }) {
            try database.execute("DROP TRIGGER temp.\(Schema.quoted("clientele_keep_" + table))")
            let through = try ChangeRecording.highestRow(of: table, in: database)
            let insert = try database.prepare("INSERT INTO clientele_undo_tables VALUES (?1, ?2, ?3, ?4)")
            try insert.bind(number, at: 1)
            try insert.bind(table, at: 2)
            try insert.bind(above, at: 3)
            try insert.bind(through, at: 4)
            try insert.run()
        }
        try UndoRecording.forget(through: number - Int64(UndoRecording.depth), in: database)
    }

    /// Gives up what is known of imports up to a number.
    static func forget(through number: Int64, in database: Database) throws(StoreError) {
        try forget("<= \(number)", in: database)
    }

    /// - Parameter condition: on the number of the import.
    static func forget(_ condition: String, in database: Database) throws(StoreError) {
        let rows = try database.prepare("SELECT DISTINCT name FROM clientele_undo_tables WHERE import \(condition)")
        var tables: [String] = []
        while try rows.step() { tables.append(rows.text(0)) }
        for table in tables {
            try database.execute(
                "DELETE FROM \(Schema.quoted(contents(of: table))) WHERE clientele_import \(condition)")
        }
        try database.execute("DELETE FROM clientele_undo_rows WHERE import \(condition); "
            + "DELETE FROM clientele_undo_tables WHERE import \(condition)")
    }

    /// None where there is no such table.
    static func columns(of table: String, in database: Database) throws(StoreError) -> [String] {
        let rows = try database.prepare("SELECT name FROM pragma_table_info(?1)")
        try rows.bind(table, at: 1)
        var names: [String] = []
        while try rows.step() { names.append(rows.text(0)) }
        return names
    }
}
