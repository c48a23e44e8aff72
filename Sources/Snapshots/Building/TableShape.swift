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
        let columns = try database.prepare("SELECT name, type, pk FROM pragma_table_xinfo(?)")
        try columns.bind(name, at: 1)
        var names: Set<String> = [], key: [(name: String, type: String)] = []
        while try columns.step() {
            names.insert(columns.text(0).lowercased())
            if columns.int64(2) > 0 { key.append((columns.text(0), columns.text(1).uppercased())) }
        }
        let table = try database.prepare("SELECT type <> 'view' AND NOT wr FROM pragma_table_list WHERE schema = 'main' AND lower(name) = lower(?)")
        try table.bind(name, at: 1)
        let hasRowID = try table.step() && table.int64(0) == 1
        rowID = hasRowID ? ["rowid", "_rowid_", "oid"].first { !names.contains($0) } : nil
        // INTEGER PRIMARY KEY DESC is not the row's number: it has an index of its own.
        let index = try database.prepare("SELECT 1 FROM pragma_index_list(?) WHERE origin = 'pk'")
        try index.bind(name, at: 1)
        let hasIndex = try index.step()
        rowIDColumn = hasRowID && !hasIndex && key.count == 1 && key[0].type == "INTEGER" ? key[0].name : nil
    }

    func isRowID(_ column: String) -> Bool {
        guard rowID != nil else { return false }
        return column.lowercased() == rowIDColumn?.lowercased() || column.lowercased() == rowID
    }

    var quotedName: String { "main." + SQLiteDialect.quoted(name) }

    /// The lowest and the highest row's number; nil where there is no row, or no number.
    func rowIDs(in database: Database) throws(StoreError) -> ClosedRange<Int64>? {
        guard let rowID, let first = try database.integer("SELECT min(\(rowID)) FROM \(quotedName)"),
              let last = try database.integer("SELECT max(\(rowID)) FROM \(quotedName)"), first <= last else { return nil }
        return first...last
    }
}
