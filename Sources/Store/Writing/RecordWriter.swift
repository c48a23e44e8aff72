internal import CSQLite
package import Model
internal import Syntax

/// Fills one table with rows that are known to be right, as fast as SQLite takes them: for generated data.
///
/// Every key must be new. Several writers may be at work at once. Where a transaction is open, their rows become part
/// of it; otherwise the first writer opens one, which its own `finish` commits. Dropped unfinished, the one that opened
/// the transaction takes all of it back.
package final class RecordWriter {
    private let database: Database
    private let entity: Entity
    private let insert: Statement
    private var indexes: SecondaryIndexes
    private let ownsTransaction: Bool
    private var isFinished = false
    /// For each field, the parameter it binds; nil where an earlier field fills the same column.
    private let parameters: [Int?]

    package init(_ store: ManagedStore, entity: Entity) throws(StoreError) {
        database = store.database
        self.entity = entity
        var columns: [String] = []
        parameters = entity.fields.map { field in
            if columns.contains(field.column) { return nil }
            columns.append(field.column)
            return columns.count
        }
        ownsTransaction = !database.isInTransaction
        if ownsTransaction { try database.execute("BEGIN IMMEDIATE") }
        do throws(StoreError) {
            let list = columns.map(Schema.quoted).joined(separator: ", ")
            let values = columns.indices.map { "?\($0 + 1)" }.joined(separator: ", ")
            insert = try database.prepare("INSERT INTO \(Schema.quoted(entity.table)) (\(list)) VALUES (\(values))")
            indexes = try SecondaryIndexes(of: entity.table, in: database)
            try indexes.drop()
        } catch {
            if ownsTransaction { database.rollback() }
            throw error
        }
    }

    deinit {
        if ownsTransaction, !isFinished { database.rollback() }
    }

    /// - Parameter row: one value for each field of the entity, in order. A missing key is made by the store.
    package func append(_ row: [Value]) throws(StoreError) {
        guard row.count == parameters.count else {
            throw StoreError(
                .storeFailure, "a row of \(entity.name) has \(row.count) values for \(parameters.count) fields")
        }
        for (value, parameter) in zip(row, parameters) {
            if let parameter { try insert.bind(value, at: parameter) }
        }
        try insert.run()
    }

    /// Makes the indexes and, where this writer opened the transaction, commits.
    package func finish() throws(StoreError) {
        if isFinished { return }
        isFinished = true
        do throws(StoreError) {
            try indexes.restore()
            if ownsTransaction { try database.execute("COMMIT") }
        } catch {
            if ownsTransaction { database.rollback() }
            throw error
        }
    }
}
