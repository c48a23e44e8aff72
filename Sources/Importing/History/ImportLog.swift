package import Model
package import Store

/// One import, as the store remembers it.
package struct ImportEntry: Sendable, Hashable {
    package var number: Int64
    package var time: Instant
    /// The file, as it was named, or standard input.
    package var source: String
    /// The entity's name.
    package var entity: String
    package var added = 0
    package var updated = 0
    package var unchanged = 0
    package var rejected = 0
    package var customersCreated = 0
    /// Whether what it wrote was taken back.
    package var isUndone = false
    /// Whether the store still knows what there was before.
    package var canBeUndone = false
}

/// Which imports a store has seen, kept in the store: one entry an import that has changed records, written in its
/// transaction.
package enum ImportLog {
    static let table = """
        CREATE TABLE IF NOT EXISTS clientele_import_log (
            number INTEGER PRIMARY KEY, time INTEGER NOT NULL, source TEXT NOT NULL, entity TEXT NOT NULL,
            added INTEGER NOT NULL, updated INTEGER NOT NULL, unchanged INTEGER NOT NULL, rejected INTEGER NOT NULL,
            customers INTEGER NOT NULL, text_keys TEXT NOT NULL, counter INTEGER, undone INTEGER NOT NULL DEFAULT 0,
            rejects_path TEXT, rejects_size INTEGER, rejects_time INTEGER
        )
        """

    static func exists(in database: Database) throws(StoreError) -> Bool {
        try database.integer("SELECT 1 FROM sqlite_schema WHERE name = 'clientele_import_log' AND type = 'table'") == 1
    }

    /// The oldest first.
    package static func entries(in database: Database) throws(StoreError) -> [ImportEntry] {
        guard try exists(in: database) else { return [] }
        let rows = try database.prepare("""
            SELECT number, time, source, entity, added, updated, unchanged, rejected, customers, undone,
                EXISTS (SELECT 1 FROM clientele_undo_tables AS u WHERE u.import = l.number)
            FROM clientele_import_log AS l ORDER BY number
            """)
        var entries: [ImportEntry] = []
        while try rows.step() {
            entries.append(ImportEntry(
                number: rows.int64(0), time: Instant(microseconds: rows.int64(1)), source: rows.text(2),
                entity: rows.text(3), added: Int(rows.int64(4)), updated: Int(rows.int64(5)),
                unchanged: Int(rows.int64(6)), rejected: Int(rows.int64(7)), customersCreated: Int(rows.int64(8)),
                isUndone: rows.int64(9) != 0, canBeUndone: rows.int64(10) != 0 && rows.int64(9) == 0))
        }
        return entries
    }

    /// The number of the import that is about to be written.
    static func nextNumber(in database: Database) throws(StoreError) -> Int64 {
        try database.execute(table)
        return (try database.integer("SELECT max(number) FROM clientele_import_log") ?? 0) + 1
    }

    /// - Parameters:
    ///   - textKeys: domains of keys that the import has made texts of.
    ///   - counter: SQLite's change counter once the import is committed; nil where it can't be trusted.
    static func write(
        _ entry: ImportEntry, textKeys: Set<String>, counter: UInt32?, rejects: KeptFile?, in database: Database
    ) throws(StoreError) {
        let insert = try database.prepare("""
            INSERT INTO clientele_import_log
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 0, ?12, ?13, ?14)
            """)
        try insert.bind(entry.number, at: 1)
        try insert.bind(entry.time.microseconds, at: 2)
        try insert.bind(entry.source, at: 3)
        try insert.bind(entry.entity, at: 4)
        let counts = [entry.added, entry.updated, entry.unchanged, entry.rejected, entry.customersCreated]
        for (index, count) in counts.enumerated() { try insert.bind(Int64(count), at: index + 5) }
        try insert.bind(textKeys.sorted().joined(separator: "\n"), at: 10)
        if let counter { try insert.bind(Int64(counter), at: 11) } else { try insert.bindNull(at: 11) }
        if let rejects {
            try insert.bind(rejects.path, at: 12)
            try insert.bind(rejects.size, at: 13)
            try insert.bind(rejects.modified, at: 14)
        } else {
            for index in 12...14 { try insert.bindNull(at: index) }
        }
        try insert.run()
    }

    /// Files of rejects that imports of the same source have left, the last one first.
    static func keptRejects(of source: String, in database: Database) throws(StoreError) -> [KeptFile] {
        guard try exists(in: database) else { return [] }
        return try keptRejects("source = ?1", database) { (statement) throws(StoreError) in
            try statement.bind(source, at: 1)
        }
    }

    static func keptRejects(ofImport number: Int64, in database: Database) throws(StoreError) -> [KeptFile] {
        try keptRejects("number = ?1", database) { (statement) throws(StoreError) in try statement.bind(number, at: 1) }
    }

    private static func keptRejects(_ condition: String, _ database: Database,
                                    _ bind: (Statement) throws(StoreError) -> Void) throws(StoreError) -> [KeptFile] {
        let rows = try database.prepare("""
            SELECT rejects_path, rejects_size, rejects_time FROM clientele_import_log
            WHERE rejects_path IS NOT NULL AND \(condition) ORDER BY number DESC
            """)
        try bind(rows)
        var files: [KeptFile] = []
        while try rows.step() {
            files.append(KeptFile(path: rows.text(0), size: rows.int64(1), modified: rows.int64(2)))
        }
        return files
    }
}
