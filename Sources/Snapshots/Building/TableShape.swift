internal import SQLGeneration
internal import Store

/// How the rows of a table can be walked in an order that is the same every time.
struct TableShape {
    let name: String
    /// A name of the row's number that no column takes; nil for views and tables without.
    let rowID: String?
    /// The column that is the row's number under another name.
    let rowIDColumn: String?

    init(_ name: String, in database: Database) throws(StoreError) {
        self.name = name
        let columns = try database.prepare("PRAGMA main.table_xinfo(\(SQLiteDialect.quoted(name)))")
        var candidates = ["rowid", "_rowid_", "oid"], key: [(name: String, type: String)] = []
        while try columns.step() {
            let column = columns.text(1).lowercased()
            candidates.removeAll { $0 == column }
            if columns.int64(5) > 0 { key.append((columns.text(1), columns.text(2).uppercased())) }
        }
        let candidate = candidates.first
        let declaration = try Declaration(of: name, in: database)
        var hasRowID = candidate != nil && declaration.isTable
        // Asked only where the words are there: SQLite takes long to list its tables, for it works out every view.
        if let candidate, declaration.mayLackRowIDs {
            hasRowID =
                (try? database.prepare("SELECT \(candidate) FROM main.\(SQLiteDialect.quoted(name)) LIMIT 0")) != nil
        }
        rowID = hasRowID ? candidate : nil
        // INTEGER PRIMARY KEY DESC is not the row's number: it has an index of its own.
        var hasIndex = false
        if declaration.mayDescend {
            let index = try database.prepare("SELECT 1 FROM pragma_index_list(?) WHERE origin = 'pk'")
            try index.bind(name, at: 1)
            hasIndex = try index.step()
        }
        rowIDColumn = hasRowID && !hasIndex && key.count == 1 && key[0].type == "INTEGER" ? key[0].name : nil
    }

    /// Facts from the statement that created a table or a view; all false if no statement created it.
    private struct Declaration {
        var isTable = false
        /// Whether the words are in it, in a comment or a name perhaps.
        var mayLackRowIDs = false
        var mayDescend = false

        init(of name: String, in database: Database) throws(StoreError) {
            let statement = try database.prepare("""
                SELECT sql LIKE 'CREATE %' AND sql NOT LIKE 'CREATE VIEW%', sql LIKE '%WITHOUT%' OR sql LIKE 'CREATE VIRTUAL%', sql LIKE '%DESC%'
                FROM main.sqlite_schema WHERE name = ? COLLATE NOCASE AND type IN ('table', 'view')
                """)
            try statement.bind(name, at: 1)
            guard try statement.step() else { return }
            isTable = statement.int64(0) != 0
            mayLackRowIDs = statement.int64(1) != 0
            mayDescend = statement.int64(2) != 0
        }
    }

    func isRowID(_ column: String) -> Bool {
        guard rowID != nil else { return false }
        return column.lowercased() == rowIDColumn?.lowercased() || column.lowercased() == rowID
    }

    var quotedName: String { "main." + SQLiteDialect.quoted(name) }

    /// The lowest and the highest row's number; nil where there is no row, or no number.
    func rowIDs(in database: Database) throws(StoreError) -> ClosedRange<Int64>? {
        guard let rowID, let first = try database.integer("SELECT min(\(rowID)) FROM \(quotedName)"),
            let last = try database.integer("SELECT max(\(rowID)) FROM \(quotedName)"), first <= last
        else { return nil }
        return first...last
    }
}
