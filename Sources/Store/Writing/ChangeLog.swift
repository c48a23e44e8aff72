internal import CSQLite

/// A log of the changes by the product's own writers, kept in the store: one entry per transaction, written in it.
///
/// An entry names the state that its transaction found. Every commit increments SQLite's change counter by one, so if
/// the counters of entries follow one another up to the present one, nobody else has written in between, and the
/// entries cover all changes. Anything doubtful leaves a gap: a write-ahead log (where not every commit counts), rows
/// written by somebody's triggers.
package enum ChangeLog {
    /// How the rows of a table changed.
    package enum Change: Hashable, Sendable {
        /// Rows with higher numbers are new; all others are as they were.
        case appended(above: Int64)
        case rewritten
    }

    package struct Entry: Hashable, Sendable {
        /// Only what `found` of `ChangeLog` keeps; the log's part is empty.
        package let found: StoreState
        package let schemaVersion: Int64
        /// By table.
        package let changes: [String: Change]
    }

    /// Entries that are kept: a snapshot that lies further back is built anew.
    static let limit = 1_000

    static let table = """
        CREATE TABLE IF NOT EXISTS clientele_changes (
            number INTEGER NOT NULL, name TEXT NOT NULL, above INTEGER,
            counter INTEGER NOT NULL, size INTEGER NOT NULL, modified INTEGER NOT NULL, device INTEGER NOT NULL, inode INTEGER NOT NULL,
            schema INTEGER NOT NULL, PRIMARY KEY (number, name)
        ) WITHOUT ROWID
        """

    /// All entries, the oldest first; none where the store has no log.
    package static func entries(in database: Database) throws(StoreError) -> [Entry] {
        guard
            try database.integer("SELECT 1 FROM main.sqlite_schema WHERE name = 'clientele_changes' AND type = 'table'")
                == 1
        else { return [] }
        let rows = try database.prepare(
            "SELECT number, name, above, counter, size, modified, device, inode, schema FROM main.clientele_changes ORDER BY number"
        )
        var entries: [Entry] = [], number: Int64?, changes: [String: Change] = [:]
        var latest: (found: StoreState, schema: Int64)?
        while try rows.step() {
            if rows.int64(0) != number {
                if let latest {
                    entries.append(Entry(found: latest.found, schemaVersion: latest.schema, changes: changes))
                }
                number = rows.int64(0)
                changes = [:]
                latest = (
                    StoreState(
                        device: UInt64(bitPattern: rows.int64(6)), inode: UInt64(bitPattern: rows.int64(7)),
                        size: rows.int64(4), modified: rows.int64(5),
                        changeCounter: UInt32(truncatingIfNeeded: rows.int64(3)),
                        log: SIMD4(repeating: 0), logFrame: 0),
                    rows.int64(8)
                )
            }
            // An entry without a table's name says that no rows of records changed.
            if !rows.text(1).isEmpty {
                changes[rows.text(1)] = rows.isNull(2) ? .rewritten : .appended(above: rows.int64(2))
            }
        }
        if let latest { entries.append(Entry(found: latest.found, schemaVersion: latest.schema, changes: changes)) }
        return entries
    }
}

/// One transaction of a writer, as the log will have it.
package struct ChangeRecording {
    private let database: Database
    private let found: StoreState
    private var changesBefore: Int64

    /// Behind `BEGIN IMMEDIATE`: nobody else can commit any more. nil where the change counter can't be trusted.
    package init?(_ database: Database) {
        guard case .held(let state) = database.presentState else { return nil }
        self.database = database
        found = state
        changesBefore = database.totalChanges
    }

    /// Begins a part; earlier changes are accounted for separately.
    package mutating func beginPart() { changesBefore = database.totalChanges }

    /// SQLite's count of commits before the transaction.
    package var counter: UInt32 { found.changeCounter }

    /// The highest number of a row in a table, or the lowest there is, for a table without rows.
    package static func highestRow(of table: String, in database: Database) throws(StoreError) -> Int64 {
        try database.integer("SELECT max(rowid) FROM \(Schema.quoted(table))") ?? Int64.min
    }

    /// Whether this many rows are all that the transaction, or its part, has written. Triggers and cascades write more.
    package func accounts(for rows: Int) -> Bool { database.totalChanges - changesBefore == Int64(rows) }

    /// Adds the entry, as the transaction's last write.
    package func write(_ changes: [String: ChangeLog.Change]) throws(StoreError) {
        try database.execute(ChangeLog.table)
        let number = (try database.integer("SELECT max(number) FROM clientele_changes") ?? 0) + 1
        let schema = try database.integer("PRAGMA schema_version") ?? 0
        let insert = try database.prepare("INSERT INTO clientele_changes VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")
        for (name, change) in changes.isEmpty ? ["": .rewritten] : changes {
            try insert.bind(number, at: 1)
            try insert.bind(name, at: 2)
            if case .appended(let above) = change { try insert.bind(above, at: 3) } else { try insert.bindNull(at: 3) }
            let state: [Int64] = [
                Int64(found.changeCounter), found.size, found.modified, Int64(bitPattern: found.device),
                Int64(bitPattern: found.inode), schema
            ]
            for (index, value) in state.enumerated() { try insert.bind(value, at: index + 4) }
            try insert.run()
        }
        try database.execute("DELETE FROM clientele_changes WHERE number <= \(number - Int64(ChangeLog.limit))")
    }
}
