package import Model
package import Store
internal import Syntax

/// Takes the last imports back, in one transaction: the records are then what they were before, to the byte.
package struct ImportUndo {
    private let store: ManagedStore
    private let model: DataModel
    private let database: Database

    package init(_ store: ManagedStore, model: DataModel) {
        self.store = store
        self.model = model
        database = store.database
    }

    /// - Parameters:
    ///   - number: of the first import to take back; those that came later go as well. nil for the last one.
    ///   - force: also where somebody else has written to the store since.
    /// - Returns: what was taken back, the last first.
    /// - Throws: E0618 where that is not possible; the store is as before.
    package func run(from number: Int64?, force: Bool = false) throws(StoreError) -> [ImportEntry] {
        try database.execute("""
            PRAGMA secure_delete = FAST; PRAGMA synchronous = EXTRA; PRAGMA busy_timeout = 30000; BEGIN IMMEDIATE
            """)
        do throws(StoreError) {
            try store.checkKeys()
            let entries = try chosen(from: number)
            let recording = ChangeRecording(database)
            if !force { try checkNobodyWrote(entries, recording) }
            var tables: Set<String> = [], files: [KeptFile] = []
            for entry in entries {
                tables.formUnion(try undo(entry))
                files += try ImportLog.keptRejects(ofImport: entry.number, in: database)
            }
            // The import before is now the last one to have written.
            try setCounter(recording, before: entries[entries.count - 1].number)
            // Changes by foreign triggers are unknown: without an entry, columns are rebuilt.
            if try database.integer("SELECT count(*) FROM sqlite_schema WHERE type = 'trigger'") == 0 {
                try recording?.write(Dictionary(uniqueKeysWithValues: tables.map { ($0, .rewritten) }))
            }
            try database.execute("COMMIT")
            for file in files { _ = file.removeUnchanged() }
            return entries
        } catch {
            database.rollback()
            throw error
        }
    }

    private func chosen(from number: Int64?) throws(StoreError) -> [ImportEntry] {
        let entries = try ImportLog.entries(in: database).filter { !$0.isUndone }
        guard let last = entries.last else {
            throw StoreError(.cannotUndo, "there is no import to take back")
        }
        let first = if let number { number } else { try firstOfTransaction(last.number) }
        guard entries.contains(where: { $0.number == first }) else {
            throw StoreError(
                .cannotUndo, "there is no import \(first), or it was taken back",
                notes: ["`clientele imports` lists them"])
        }
        let chosen = entries.filter { $0.number >= first }
        guard let lost = chosen.first(where: { !$0.canBeUndone }) else { return chosen.reversed() }
        throw StoreError(.cannotUndo, "import \(lost.number) can't be taken back any more",
                         notes: ["the store keeps what the last \(UndoRecording.depth) imports have overwritten"])
    }

    /// Several kinds of records of one file came together.
    private func firstOfTransaction(_ number: Int64) throws(StoreError) -> Int64 {
        guard let counter = try counter(of: number) else { return number }
        return try database.integer(
            "SELECT min(number) FROM clientele_import_log WHERE undone = 0 AND counter = \(counter)") ?? number
    }

    /// Every commit moves SQLite's counter on by one: imports of which each follows the one before, up to now, are all
    /// that was written.
    ///
    /// - Parameter entries: the last first.
    private func checkNobodyWrote(_ entries: [ImportEntry], _ recording: ChangeRecording?) throws(StoreError) {
        var expected = recording.map { Int64($0.counter) }, latest = expected
        for entry in entries {
            let counter = try self.counter(of: entry.number)
            // Two of one transaction have one counter.
            guard let counter, counter == expected || counter == latest else {
                let since = expected == nil ? "who has written to the store can't be told in this mode of its journal"
                    : "somebody has written to the store since import \(entry.number)"
                throw StoreError(
                    .cannotUndo, since,
                    notes: ["--force takes back what the import wrote all the same; "
                        + "rows that were changed since get what they had before it"])
            }
            (latest, expected) = (counter, counter - 1)
        }
    }

    private func counter(of number: Int64) throws(StoreError) -> Int64? {
        try database.integer("SELECT counter FROM clientele_import_log WHERE number = \(number)")
    }

    /// Where nobody wrote between an import and the one before, nobody has written since that one.
    private func setCounter(_ recording: ChangeRecording?, before number: Int64) throws(StoreError) {
        let before = try database.integer(
            "SELECT max(number) FROM clientele_import_log WHERE undone = 0 AND number < \(number)")
        guard let before, let present = recording?.counter, let own = try counter(of: number),
              let former = try counter(of: before), former == own - 1 || former == own else { return }
        // All that came before moves with it, so that gaps between them stay gaps.
        try database.execute("""
            UPDATE clientele_import_log SET counter = counter + \(Int64(present &+ 1) - former)
            WHERE undone = 0 AND number <= \(before)
            """)
    }

    /// - Returns: the tables.
    private func undo(_ entry: ImportEntry) throws(StoreError) -> [String] {
        let number = entry.number
        let rows = try database.prepare(
            "SELECT name, above, through FROM clientele_undo_tables WHERE import = \(number)")
        var tables: [(name: String, above: Int64, through: Int64)] = []
        while try rows.step() { tables.append((rows.text(0), rows.int64(1), rows.int64(2))) }
        for table in tables {
            try restore(table.name, number)
            let name = Schema.quotedText(table.name)
            func delete(_ from: String, _ column: String) -> String {
                """
                DELETE FROM \(Schema.quoted(from)) WHERE \(column) > \(table.above) AND \(column) <= \(table.through)
                    OR \(column) IN (
                        SELECT number FROM clientele_undo_rows WHERE import = \(number) AND name = \(name)
                    )
                """
            }
            try database.execute(delete(table.name, "rowid"))
            let identities = RowIdentities.table(of: table.name)
            if try RowIdentities.exist(for: table.name, in: database) {
                try database.execute(delete(identities, "number"))
            }
        }
        try UndoRecording.forget("= \(number)", in: database)
        try narrow(entry)
        try database.execute("UPDATE clientele_import_log SET undone = 1 WHERE number = \(number)")
        return tables.map(\.name)
    }

    /// Gives rows what stood in them.
    private func restore(_ table: String, _ number: Int64) throws(StoreError) {
        let columns = try UndoRecording.columns(of: table, in: database)
        let kept = Set(try UndoRecording.columns(of: UndoRecording.contents(of: table), in: database))
        let names = columns.filter(kept.contains).map(Schema.quoted)
        guard !names.isEmpty else { return }
        try database.execute(ImportUndo.restoring(names, of: table, number))
    }

    /// - Parameter columns: in quotes.
    static func restoring(_ columns: [String], of table: String, _ number: Int64) -> String {
        let list = columns.joined(separator: ", "), contents = Schema.quoted(UndoRecording.contents(of: table))
        let ofImport = "clientele_import = \(number)"
        // The sign takes the affinity of the row's number away, or SQLite would look at each row that is kept: it can't
        // find what it has to convert.
        return """
            UPDATE \(Schema.quoted(table)) AS r SET (\(list)) = (
                SELECT \(list) FROM \(contents) AS u WHERE u.\(ofImport) AND u.clientele_number = +r.rowid
            ) WHERE rowid IN (SELECT clientele_number FROM \(contents) WHERE \(ofImport))
            """
    }

    /// Makes whole numbers of keys that the import has made texts of.
    private func narrow(_ entry: ImportEntry) throws(StoreError) {
        let rows = try database.prepare("SELECT text_keys FROM clientele_import_log WHERE number = \(entry.number)")
        guard try rows.step(), !rows.text(0).isEmpty else { return }
        let domains = Set(rows.text(0).split(separator: "\n").map(String.init))
        rows.reset()
        let present = try TextKeys.domains(in: database)
        try TextKeys.rewrite(domains, in: model.withTextKeys(present.subtracting(domains)), database)
    }
}
