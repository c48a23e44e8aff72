internal import Model
internal import Store

/// Makes the customers whom records name and the store lacks, with their keys and what they are known by.
final class OwnerWriter {
    private let database: Database
    private let owner: Entity
    /// Table of the records, and its column with the owner's key.
    private let record: (table: String, column: String)
    /// Whether new owners are identified by a field other than their key.
    private let hasField: Bool
    private let insert: Statement
    /// Takes note of those whose keys are made.
    private let making: RowIdentities?
    private let undo: UndoRecording
    /// The highest number of a row before the import, and whether all that came in have higher ones.
    private let highest: Int64
    private var isAppending = true
    private(set) var created = 0
    /// Owners of rows that were refused once they were made.
    private var doubt: Statement?
    /// Changes of rows beside those that were made.
    private(set) var othersWritten = 0

    private static let doubted = "temp.clientele_doubted_owners"

    /// nil for records that belong to nobody.
    init?(_ database: Database, _ place: EntityPlace, _ options: ImportOptions, _ undo: UndoRecording)
        throws(StoreError) {
        guard let owner = place.owner, let field = place.entity.owner?.field else { return nil }
        self.database = database
        self.owner = owner
        self.undo = undo
        record = (Schema.quoted(place.entity.table), Schema.quoted(place.entity.fields[field].column))
        highest = try ChangeRecording.highestRow(of: owner.table, in: database)
        let known = options.part?.keySource(of: field, in: place.entity).flatMap(owner.fieldIndex(named:))
        hasField = known != nil
        making = hasField && owner.keyField.type.kind == .int
            ? try RowIdentities(of: owner.table, ignoresStored: true, in: database) : nil
        let columns = [owner.keyField.column] + (known.map { [owner.fields[$0].column] } ?? [])
        insert = try database.prepare(Statement.insertion(
            into: Schema.quoted(owner.table), columns.map(Schema.quoted)))
        try undo.begin(owner.table, highest: highest)
    }

    /// In order of their keys, neighbours land on the same pages.
    func write(_ batch: RecordBatch) throws(StoreError) {
        let values = batch.newOwnerValues
        for (place, cell) in batch.newOwners.enumerated().sorted(by: { $0.element.bits < $1.element.bits }) {
            var code = insert.bind(cell, batch.text, at: 1)
            if hasField, values.indices.contains(place) { code |= insert.bind(values[place], batch.text, at: 2) }
            try insert.check(code)
            try insert.runOnce()
            created += 1
            let number = database.lastInsertRowID
            if let making {
                try making.addMade(number)
                othersWritten += 1
            }
            if number <= highest {
                isAppending = false
                try undo.note(number, of: owner.table)
            }
        }
    }

    /// A row of this owner was refused: it may have been made for that row alone.
    func doubt(_ cell: RecordBatch.Cell, _ text: UTF8Bytes) throws(StoreError) {
        guard created > 0, cell.tag != .missing, cell.tag != .absent else { return }
        let statement = if let doubt { doubt } else { try beginDoubt() }
        doubt = statement
        try statement.check(statement.bind(cell, text, at: 1))
        try statement.runOnce()
        othersWritten += Int(database.changes)
    }

    private func beginDoubt() throws(StoreError) -> Statement {
        try database.execute("CREATE TEMP TABLE clientele_doubted_owners (key PRIMARY KEY) WITHOUT ROWID")
        return try database.prepare("INSERT OR IGNORE INTO \(OwnerWriter.doubted) VALUES (?1)")
    }

    /// Takes back owners whom no record has after all. No more rows are written.
    func settle() throws(StoreError) {
        guard doubt != nil else { return }
        doubt = nil
        let key = Schema.quoted(owner.keyField.column)
        try database.execute("""
            DELETE FROM \(Schema.quoted(owner.table)) WHERE \(key) IN (SELECT key FROM \(OwnerWriter.doubted))
                AND \(undo.isNew(in: owner.table)) AND \(key) NOT IN (
                    SELECT \(record.column) FROM \(record.table)
                    WHERE \(record.column) IN (SELECT key FROM \(OwnerWriter.doubted))
                )
            """)
        let gone = Int(database.changes)
        created -= gone
        // Made, and taken back.
        othersWritten += 2 * gone
        try database.execute("DROP TABLE \(OwnerWriter.doubted)")
    }

    /// nil where none was made.
    var change: (table: String, change: ChangeLog.Change)? {
        created == 0 ? nil : (owner.table, isAppending ? .appended(above: highest) : .rewritten)
    }
}
