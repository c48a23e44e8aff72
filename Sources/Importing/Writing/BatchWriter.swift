internal import Model
internal import Store

/// Puts checked rows into one table: new keys are inserted, known ones updated where anything differs.
final class BatchWriter {
    private let database: Database
    private let entity: Entity
    /// The SQL column of each cell.
    private let columns: [String]
    /// Cell that holds the key; nil where the store makes keys.
    let keyCell: Int?
    private let insert: Statement
    /// nil where the number of a row is not its key.
    private let groups: GroupedInsertion?
    /// Identities of rows without keys; nil where rows have keys.
    private let identities: RowIdentities?
    private let undo: UndoRecording
    /// The number of the next record whose key is a text and is made here.
    private var nextNumber: Int64?
    /// Statements by which cells a record mentions; a file of fixed columns needs one.
    private var updates: [[Bool]: Statement?] = [:]
    private var latest: (mentions: [Bool], statement: Statement?) = ([], nil)
    private var latestEmptiness = Emptiness.keeping
    /// nil for records that belong to nobody.
    private let owners: OwnerWriter?
    /// Cell that holds the owner's key.
    private let ownerCell: Int?
    /// nil where the keys of rows may be those that the store has made.
    private let made: MadeKeys?
    /// Takes note of records whose keys are made for what the file knows them by.
    private let making: RowIdentities?
    private var indexes: SecondaryIndexes
    /// Rows in the table before the import; nil until it matters.
    private var rowsBefore: Int?
    private var nextIndexDecision = 20_000

    private(set) var inserted = 0
    private(set) var updated = 0
    private(set) var unchanged = 0
    private(set) var repeated = 0
    /// Rows without keys that are equal to rows which came in before.
    private(set) var recognised = 0
    /// Contradictions in the current batch.
    private(set) var contradictions: [Contradiction] = []
    /// Rows of the batch at hand that were not written for other reasons.
    private(set) var refused: [Refusal] = []
    /// Cells that records need.
    private let required: [Int]
    private var findPlace: Statement?

    /// A row whose key an earlier one of the same import has, with another value.
    struct Contradiction {
        /// In the batch, as is the cell in the row.
        var row: Int
        var cell: Int
        var key: Value
        var value: Value
        /// Value in the earlier row.
        var earlier: Value
    }

    struct Refusal {
        enum Reason {
            /// Records need a value there.
            case lacking
            /// The key of a record that came without one.
            case madeKey(Value)
        }

        /// In the batch, as is the cell in the row.
        var row: Int
        var cell: Int
        var reason: Reason
    }

    private let onRepeat: ImportOptions.OnRepeat
    private let clearsEmpty: Bool
    private var seen: SeenRows
    private let findRow: Statement?
    let kinds: [ValueKind]
    /// Whether letter case makes no difference, by cell.
    private let caseless: [Bool]
    private var stored: Statement?

    /// The highest numbers of rows before the import, and whether all that came in have higher ones.
    private let highestRow: Int64
    private var isAppending = true

    /// - Parameters:
    ///   - fields: indexes into the entity's fields, in the order of a row's cells.
    ///   - undo: keeps what is overwritten.
    init(_ database: Database, _ place: EntityPlace, fields: [Int], _ options: ImportOptions,
         _ undo: UndoRecording) throws(StoreError) {
        let entity = place.entity
        self.database = database
        self.entity = entity
        self.undo = undo
        (onRepeat, clearsEmpty) = (options.onRepeat, options.clearEmpty)
        columns = fields.map { Schema.quoted(entity.fields[$0].column) }
        keyCell = fields.firstIndex(of: entity.key)
        let table = Schema.quoted(entity.table)
        let key = Schema.quoted(entity.keyField.column)
        highestRow = try ChangeRecording.highestRow(of: entity.table, in: database)
        let makesTexts = keyCell == nil && entity.keyField.type.kind == .text
        nextNumber = makesTexts ? min(max(highestRow, 0), Int64.max / 2) + 1 : nil
        insert = try database.prepare(Statement.insertion(
            into: table, columns + (makesTexts ? [key] : []), unlessHeld: keyCell != nil || makesTexts ? key : nil))
        identities = keyCell != nil ? nil
            : try RowIdentities(of: entity.table, ignoresStored: options.importAgain, in: database)
        seen = SeenRows(from: try database.integer("SELECT min(rowid) FROM \(table)") ?? 0, through: highestRow)
        // A key of whole numbers is the row's number.
        let isNumber = keyCell == nil || entity.keyField.type.kind == .int
        findRow = isNumber ? nil : try database.prepare("SELECT rowid FROM \(table) WHERE \(key) = ?1")
        groups = keyCell != nil && isNumber ? try GroupedInsertion(into: table, columns, in: database) : nil
        required = fields.indices.filter { Schema.isRequired(fields[$0], of: entity) }
        kinds = fields.map { entity.fields[$0].type.kind }
        caseless = fields.map { entity.fields[$0].isCaseless }
        ownerCell = entity.owner.flatMap { fields.firstIndex(of: $0.field) }
        let isFound = options.part?.keySource(of: entity.key, in: entity) != nil
        let mayBeMade = keyCell == nil || isFound || options.takesMadeKeys
        made = mayBeMade ? nil : try MadeKeys(of: entity.table, in: database)
        making = isFound && isNumber
            ? try RowIdentities(of: entity.table, ignoresStored: true, in: database) : nil
        indexes = try SecondaryIndexes(of: entity.table, in: database)
        try undo.begin(entity.table, highest: highestRow)
        owners = try OwnerWriter(database, place, options, undo)
        // Into an empty table every row is new, so the indexes are always cheaper made at the end.
        if try database.integer("SELECT 1 FROM \(table) LIMIT 1") == nil {
            rowsBefore = 0
            try indexes.drop()
        }
    }

    /// - Parameter fractionRead: how much of the input lies behind; nil where its size is not known.
    func write(_ batch: RecordBatch, fractionRead: Double?) throws(StoreError) {
        try write(batch, batch.text)
        try decideOnIndexes(fractionRead)
    }

    private func write(_ batch: RecordBatch, _ text: UTF8Bytes) throws(StoreError) {
        contradictions.removeAll(keepingCapacity: true)
        refused.removeAll(keepingCapacity: true)
        try owners?.write(batch)
        var number = 0
        while number < batch.rowCount {
            if let groups, groups.isWorthwhile(batch, from: number), isComplete(batch, from: number) {
                let count = try groups.insert(batch, from: number)
                for number in number..<(number + count) { try noteInserted(batch.row(number)[keyCell ?? 0].bits) }
                number += count
                if count == GroupedInsertion.rows { continue }
            }
            try write(number, batch, text)
            number += 1
        }
        guard let ownerCell, let owners else { return }
        for row in contradictions.map(\.row) + refused.map(\.row) {
            try owners.doubt(batch.row(row)[ownerCell], text)
        }
    }

    private func write(_ number: Int, _ batch: RecordBatch, _ text: UTF8Bytes) throws(StoreError) {
        let row = batch.row(number)
        if let identities {
            try write(row, batch.source(ofRow: number), identities, text)
        } else if onRepeat == .fill, let lacking = lackingCell(of: row) {
            try fill(row, number, batch, lacking: lacking)
        } else {
            try insert(row, text)
            if database.changes > 0 { try noteInserted(database.lastInsertRowID) } else { try meet(row, number, batch) }
        }
    }

    /// Whether no row of a group leaves to others what records need.
    private func isComplete(_ batch: RecordBatch, from first: Int) -> Bool {
        onRepeat != .fill
            || (first..<(first + GroupedInsertion.rows)).allSatisfy { lackingCell(of: batch.row($0)) == nil }
    }

    private func lackingCell(of row: UnsafeBufferPointer<RecordBatch.Cell>) -> Int? {
        required.first { row[$0].tag == .missing || row[$0].tag == .absent }
    }

    private func noteInserted(_ place: Int64) throws(StoreError) {
        inserted += 1
        try made?.take(place)
        try making?.addMade(place)
        guard seen.isOfBefore(place) else { return }
        isAppending = false
        _ = try seen.insert(place)
        try undo.note(place, of: entity.table)
    }

    /// A row whose key is there already.
    private func meet(
        _ row: UnsafeBufferPointer<RecordBatch.Cell>, _ number: Int, _ batch: RecordBatch, _ emptiness: Emptiness? = nil
    ) throws(StoreError) {
        guard let keyCell, let place = try place(row[keyCell], batch.text) else { return }
        if try made?.contains(place) == true {
            let key = row[keyCell].value(as: kinds[keyCell], in: batch)
            refused.append(Refusal(row: number, cell: keyCell, reason: .madeKey(key)))
            return
        }
        let isFirst = if seen.isOfBefore(place) { try seen.insert(place) } else { false }
        if isFirst {
            try update(row, place, batch.text, emptiness)
        } else {
            try repeatRow(row, number, place, batch)
        }
    }

    private func insert(_ row: UnsafeBufferPointer<RecordBatch.Cell>, _ text: UTF8Bytes) throws(StoreError) {
        var code: Int32 = 0
        for i in 0..<row.count { code |= insert.bind(row[i], text, at: i + 1) }
        try insert.check(code)
        try insert.runOnce()
    }

    /// A row without a key: the record that came in with the same content before, or a new one.
    private func write(_ row: UnsafeBufferPointer<RecordBatch.Cell>, _ digest: UTF8Bytes, _ identities: RowIdentities,
                       _ text: UTF8Bytes) throws(StoreError) {
        func isUnseen(_ place: Int64) throws(StoreError) -> Bool {
            seen.isOfBefore(place) ? try seen.insert(place) : false
        }
        if let place = try identities.record(digest, where: isUnseen) {
            recognised += 1
            return try update(row, place, text)
        }
        repeat {
            if let number = nextNumber {
                try insert.bind(String(number), at: row.count + 1)
                nextNumber = number + 1
            }
            try insert(row, text)
        } while database.changes == 0
        inserted += 1
        if seen.isOfBefore(database.lastInsertRowID) {
            isAppending = false
            try undo.note(database.lastInsertRowID, of: entity.table)
        }
        try identities.add(digest, number: database.lastInsertRowID)
    }

    /// A row that leaves empty what records need: another row with its key has to say it.
    private func fill(
        _ row: UnsafeBufferPointer<RecordBatch.Cell>, _ number: Int, _ batch: RecordBatch, lacking: Int
    ) throws(StoreError) {
        guard let keyCell, let place = try place(row[keyCell], batch.text), try isThere(place) else {
            refused.append(Refusal(row: number, cell: lacking, reason: .lacking))
            return
        }
        try meet(row, number, batch, .keeping)
    }

    private func isThere(_ place: Int64) throws(StoreError) -> Bool {
        let sql = "SELECT 1 FROM \(Schema.quoted(entity.table)) WHERE rowid = ?1"
        let find = if let findPlace { findPlace } else { try database.prepare(sql) }
        findPlace = find
        try find.bind(place, at: 1)
        defer { find.reset() }
        return try find.step()
    }

    /// The number of the row that has a key.
    private func place(_ key: RecordBatch.Cell, _ text: UTF8Bytes) throws(StoreError) -> Int64? {
        guard let findRow else { return key.bits }
        try findRow.check(findRow.bind(key, text, at: 1))
        defer { findRow.reset() }
        return try findRow.step() ? findRow.int64(0) : nil
    }

    /// A row whose key an earlier one of this import has.
    private func repeatRow(_ row: UnsafeBufferPointer<RecordBatch.Cell>, _ number: Int, _ place: Int64,
                           _ batch: RecordBatch) throws(StoreError) {
        switch onRepeat {
        case .first: repeated += 1
        case .reject, .fill: try compare(row, number, place, batch)
        case .last:
            let counts = (updated, unchanged)
            try update(row, place, batch.text)
            (updated, unchanged) = counts
            repeated += 1
        }
    }

    /// How to treat values that a row leaves empty.
    private enum Emptiness {
        /// They stay as they are.
        case keeping
        case replacing
    }

    /// Holds a row against an earlier one of this import with the same key: what both say has to agree.
    private func compare(_ row: UnsafeBufferPointer<RecordBatch.Cell>, _ number: Int, _ place: Int64,
                         _ batch: RecordBatch) throws(StoreError) {
        let sql = "SELECT \(columns.joined(separator: ", ")) FROM \(Schema.quoted(entity.table)) WHERE rowid = ?1"
        let earlier = if let stored { stored } else { try database.prepare(sql) }
        stored = earlier
        try earlier.bind(place, at: 1)
        defer { earlier.reset() }
        guard try earlier.step() else { return }
        for (i, cell) in row.enumerated() where cell.tag != .absent {
            let value = cell.value(as: kinds[i], in: batch), other = earlier.value(i, as: kinds[i])
            if onRepeat == .fill, value == .missing || other == .missing { continue }
            if !isSame(value, other, cell: i), let keyCell {
                let key = earlier.value(keyCell, as: kinds[keyCell])
                contradictions.append(Contradiction(row: number, cell: i, key: key, value: value, earlier: other))
                return
            }
        }
        repeated += 1
        guard onRepeat == .fill else { return }
        earlier.reset()
        let counts = (updated, unchanged)
        try update(row, place, batch.text, .keeping)
        (updated, unchanged) = counts
    }

    private func isSame(_ value: Value, _ other: Value, cell: Int) -> Bool {
        if caseless[cell], case .text(let value) = value, case .text(let other) = other {
            return CaselessText.folded(value) == CaselessText.folded(other)
        }
        return value.isIdentical(to: other)
    }

    /// - Parameter place: the number of the row that is there.
    ///   - emptiness: nil for what the command says.
    private func update(_ row: UnsafeBufferPointer<RecordBatch.Cell>, _ place: Int64,
                        _ text: UTF8Bytes, _ emptiness: Emptiness? = nil) throws(StoreError) {
        let emptiness = emptiness ?? (clearsEmpty ? .replacing : .keeping)
        if !isLatest(row) || latestEmptiness != emptiness {
            // The first says what becomes of empty cells.
            let mentions = row.map { $0.tag != .absent }, name = [emptiness == .replacing] + mentions
            latestEmptiness = emptiness
            if let known = updates[name] {
                latest = (mentions, known)
            } else {
                // Records that mention fields at will could ask for any number of statements.
                if updates.count >= 64 { updates.removeAll(keepingCapacity: true) }
                latest = (mentions, try makeUpdate(mentions, emptiness))
                updates[name] = .some(latest.statement)
            }
        }
        let statement = latest.statement
        guard let statement else {
            unchanged += 1
            return
        }
        var code: Int32 = 0
        for (i, cell) in row.enumerated() where cell.tag != .absent && i != keyCell {
            code |= statement.bind(cell, text, at: i + 1)
        }
        try statement.check(code)
        try statement.bind(place, at: row.count + 1)
        try statement.runOnce()
        if database.changes > 0 { updated += 1 } else { unchanged += 1 }
    }

    private func isLatest(_ row: UnsafeBufferPointer<RecordBatch.Cell>) -> Bool {
        guard latest.mentions.count == row.count else { return false }
        for i in row.indices where latest.mentions[i] != (row[i].tag != .absent) { return false }
        return true
    }

    /// nil where a record mentions nothing but its key.
    private func makeUpdate(_ mentions: [Bool], _ emptiness: Emptiness) throws(StoreError) -> Statement? {
        let cells = mentions.indices.filter { mentions[$0] && $0 != keyCell }
        if cells.isEmpty { return nil }
        func given(_ cell: Int) -> String {
            emptiness == .replacing ? "?\(cell + 1)" : "coalesce(?\(cell + 1), \(columns[cell]))"
        }
        let assignments = cells.map { "\(columns[$0]) = \(given($0))" }.joined(separator: ", ")
        let stored = cells.map { columns[$0] }.joined(separator: ", ")
        let given = cells.map { given($0) }.joined(separator: ", ")
        return try database.prepare("""
            UPDATE \(Schema.quoted(entity.table)) SET \(assignments)
            WHERE rowid = ?\(mentions.count + 1) AND (\(stored)) IS NOT (\(given))
            """)
    }

    /// Keeping an index up to date costs a walk down the tree a row; making it anew costs a sort of the whole table.
    /// The second is cheaper from about a fifth of the table on. Updates seldom touch what is indexed, so they do not
    /// count.
    private func decideOnIndexes(_ fractionRead: Double?) throws(StoreError) {
        guard !indexes.areDropped, inserted >= nextIndexDecision else { return }
        nextIndexDecision = inserted * 2
        let before: Int
        if let rowsBefore {
            before = rowsBefore
        } else {
            before = Int(try database.integer("SELECT count(*) FROM \(Schema.quoted(entity.table))") ?? 0) - inserted
            rowsBefore = before
        }
        let expected = fractionRead.map { $0 > 0 ? Double(inserted) / $0 : Double(inserted) } ?? Double(inserted)
        if expected > Double(before) / 5 { try indexes.drop() }
    }

    var ownersCreated: Int { owners?.created ?? 0 }

    /// No more rows are written.
    func settle() throws(StoreError) { try owners?.settle() }

    func finish() throws(StoreError) { try indexes.restore() }

    var hasChanges: Bool { inserted + updated + ownersCreated > 0 }

    /// Rows that it has written to all tables.
    var written: Int {
        inserted + updated + ownersCreated + (owners?.othersWritten ?? 0)
            + (identities == nil && making == nil ? 0 : inserted)
    }

    /// By table.
    var changes: [String: ChangeLog.Change] {
        var changes: [String: ChangeLog.Change] = [:]
        if let (table, change) = owners?.change { changes[table] = change }
        if inserted + updated > 0 {
            changes[entity.table] = isAppending && updated == 0 ? .appended(above: highestRow) : .rewritten
        }
        return changes
    }
}
