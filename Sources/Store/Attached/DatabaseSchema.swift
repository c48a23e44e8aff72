internal import CSQLite

/// The tables of a database and what it declares about them.
package struct DatabaseSchema: Sendable {
    /// In the order of their making; tables of SQLite's own are left out.
    package let tables: [Table]

    package struct Table: Sendable {
        package let name: String
        package let isView: Bool
        package var columns: [Column] = []
        /// A table that is not WITHOUT ROWID.
        package var hasRowID = false
        /// The columns of the primary key, in its order.
        package var primaryKey: [String] = []
        /// Sets of columns that no two records share, the primary key among them.
        package var uniqueKeys: [[String]] = []
        package var foreignKeys: [ForeignKey] = []
        /// The first columns of its indexes.
        package var indexedColumns: Set<String> = []

        package func column(named name: String) -> Column? {
            columns.first { $0.name == name } ?? columns.first { $0.name.lowercased() == name.lowercased() }
        }

        /// Whether records are found by this column without reading them all.
        package func isIndexed(_ name: String) -> Bool {
            guard let column = column(named: name) else { return false }
            // An INTEGER PRIMARY KEY is the row's number itself.
            return indexedColumns.contains(column.name)
                || hasRowID && primaryKey == [column.name] && column.declaredType.uppercased() == "INTEGER"
        }

        package func isUnique(_ column: String) -> Bool { uniqueKeys.contains([column]) }
    }

    package struct Column: Sendable {
        package let name: String
        /// As written, perhaps empty.
        package let declaredType: String
        package let affinity: Affinity
        package let isRequired: Bool
        /// Compares by bytes, as text does here.
        package var isBinary = true
    }

    package struct ForeignKey: Sendable {
        package let columns: [String]
        package let table: String
        /// Parallel with `columns`.
        package let targets: [String]
    }

    package enum Affinity: Sendable, Hashable {
        case integer, real, numeric, text, blob

        /// SQLite's rules (datatype3.html, 3.1).
        init(declaredType: String) {
            let type = declaredType.uppercased()
            func has(_ part: String) -> Bool { DatabaseSchema.contains(type, part) }
            self = if has("INT") { .integer } else if has("CHAR") || has("CLOB") || has("TEXT") { .text }
                else if type.isEmpty || has("BLOB") { .blob } else if has("REAL") || has("FLOA") || has("DOUB") {
                    .real
                } else { .numeric }
        }
    }

    package func table(named name: String) -> Table? {
        tables.first { $0.name == name } ?? tables.first { $0.name.lowercased() == name.lowercased() }
    }

    init(tables: [Table]) { self.tables = tables }

    init(reading database: Database) throws(StoreError) {
        var tables: [Table] = []
        let rows = try database.prepare(
            "SELECT name, type = 'view', wr FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        )
        while try rows.step() {
            tables.append(
                Table(
                    name: rows.text(0), isView: rows.int64(1) == 1, hasRowID: rows.int64(1) == 0 && rows.int64(2) == 0))
        }
        // `pragma_table_list` gives them as a hash table does.
        var order: [String: Int64] = [:]
        let made = try database.prepare("SELECT name, rowid FROM sqlite_schema")
        while try made.step() { order[made.text(0)] = made.int64(1) }
        tables.sort { (order[$0.name] ?? 0, $0.name) < (order[$1.name] ?? 0, $1.name) }
        for index in tables.indices { try DatabaseSchema.describe(&tables[index], database) }
        for index in tables.indices { try DatabaseSchema.resolveForeignKeys(&tables[index], tables, database) }
        self.tables = tables
    }

    private static func describe(_ table: inout Table, _ database: Database) throws(StoreError) {
        let columns = try database.prepare(
            "SELECT name, type, \"notnull\", pk FROM pragma_table_xinfo(?) WHERE hidden <> 1")
        try columns.bind(table.name, at: 1)
        var key: [(position: Int64, name: String)] = []
        while try columns.step() {
            let name = columns.text(0)
            var column = Column(
                name: name, declaredType: columns.text(1), affinity: Affinity(declaredType: columns.text(1)),
                isRequired: columns.int64(2) != 0 || columns.int64(3) != 0)
            column.isBinary = isBinary(table.name, name, database)
            table.columns.append(column)
            if columns.int64(3) > 0 { key.append((columns.int64(3), name)) }
        }
        table.primaryKey = key.sorted { $0.position < $1.position }.map(\.name)
        if !table.primaryKey.isEmpty { table.uniqueKeys.append(table.primaryKey) }
        let indexes = try database.prepare("SELECT name, \"unique\" FROM pragma_index_list(?) WHERE NOT partial")
        try indexes.bind(table.name, at: 1)
        while try indexes.step() {
            let parts = try database.prepare("SELECT name FROM pragma_index_info(?) ORDER BY seqno")
            try parts.bind(indexes.text(0), at: 1)
            var names: [String] = []
            while try parts.step() { names.append(parts.text(0)) }
            if let first = names.first { table.indexedColumns.insert(first) }
            if indexes.int64(1) == 1, !names.contains(""), !table.uniqueKeys.contains(names) {
                table.uniqueKeys.append(names)
            }
        }
    }

    /// A key that names no target columns means the target's primary key.
    private static func resolveForeignKeys(_ table: inout Table, _ tables: [Table], _ database: Database)
        throws(StoreError)
    {
        let rows = try database.prepare(
            "SELECT id, \"table\", \"from\", \"to\" FROM pragma_foreign_key_list(?) ORDER BY id DESC, seq")
        try rows.bind(table.name, at: 1)
        var keys: [(id: Int64, table: String, from: [String], to: [String])] = []
        while try rows.step() {
            if keys.last?.id != rows.int64(0) { keys.append((rows.int64(0), rows.text(1), [], [])) }
            keys[keys.count - 1].from.append(rows.text(2))
            if !rows.isNull(3) { keys[keys.count - 1].to.append(rows.text(3)) }
        }
        for key in keys {
            guard let target = tables.first(where: { $0.name.lowercased() == key.table.lowercased() }) else { continue }
            let targets = (key.to.isEmpty ? target.primaryKey : key.to).compactMap { target.column(named: $0)?.name }
            let columns = key.from.compactMap { table.column(named: $0)?.name }
            if targets.count == columns.count, !columns.isEmpty {
                table.foreignKeys.append(ForeignKey(columns: columns, table: target.name, targets: targets))
            }
        }
    }

    /// Views have no collation of their own to ask for; theirs may be any.
    private static func isBinary(_ table: String, _ column: String, _ database: Database) -> Bool {
        var collation: UnsafePointer<CChar>?
        guard
            sqlite3_table_column_metadata(database.handle, "main", table, column, nil, &collation, nil, nil, nil)
                == SQLITE_OK, let collation
        else { return false }
        return String(cString: collation).uppercased() == "BINARY"
    }

    static func contains(_ text: String, _ part: String) -> Bool {
        let (text, part) = (Array(text.utf8), Array(part.utf8))
        return text.count >= part.count && (0...(text.count - part.count)).contains { text[$0...].starts(with: part) }
    }
}
