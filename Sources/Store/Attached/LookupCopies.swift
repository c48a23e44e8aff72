package import Model
internal import Syntax

/// Copies, in SQLite's temporary database, of tables that have no index on the columns by which records are looked up.
///
/// A store of our own has an index on every owner. A database that nobody declared keys in may have none, and a
/// question would read the whole table once for every customer; nor can an index be made, for nothing is written to the
/// database. A temporary table of the same name takes the place of the one it copies: the columns that the model reads,
/// with indexes. It is made when a question first needs it, of the state that the question is answered from, and made
/// again when someone else has changed the database.
package final class LookupCopies {
    private struct Need {
        let table: DatabaseSchema.Table
        var columns: [String]
        var lookups: [String]
        var isMade = false
    }

    /// Smaller tables are read as they are.
    private static let rowLimit = 1_000

    private let database: Database
    private var needs: [Need] = []
    /// The version of the reading that the copies were made in.
    private var version: ReadVersion?

    package init(_ attached: AttachedDatabase, model: DataModel) {
        database = attached.database
        for entity in model.entities {
            guard let table = attached.schema.table(named: entity.table) else { continue }
            let lookups = [entity.owner.map { entity.fields[$0.field].column }, entity.keyField.column].compactMap(
                \.self
            ).filter { table.column(named: $0) != nil }
            let columns = entity.fields.flatMap { $0.storage?.source.columns ?? [$0.column] }
            if let index = needs.firstIndex(where: { $0.table.name == table.name }) {
                needs[index].columns += columns
                needs[index].lookups += lookups
            } else {
                needs.append(Need(table: table, columns: columns, lookups: lookups))
            }
        }
        needs.removeAll { need in need.lookups.allSatisfy { need.table.isIndexed($0) } }
    }

    /// Makes what a statement needs, in the reading in which the statement will run.
    ///
    /// - Throws: `StoreError` where there is no room for temporary files, or the work is interrupted.
    package func prepare(for sql: String) throws(StoreError) {
        guard !needs.isEmpty else { return }
        do {
            if version != database.readVersion { try dropAll() }
            version = database.readVersion
            try makeWhatIsNeeded(for: sql)
        } catch {
            // Only SQLite knows how much of this was rolled back with the reading: the next question starts afresh.
            version = nil
            throw error
        }
    }

    private func dropAll() throws(StoreError) {
        for index in needs.indices where needs[index].isMade {
            try database.execute("DROP TABLE IF EXISTS temp.\(Schema.quoted(needs[index].table.name))")
            needs[index].isMade = false
        }
    }

    private func makeWhatIsNeeded(for sql: String) throws(StoreError) {
        for index in needs.indices where !needs[index].isMade {
            let name = needs[index].table.name
            // A name that occurs for another reason costs a copy, no more.
            guard DatabaseSchema.contains(sql, name) else { continue }
            let rows =
                try database.integer(
                    "SELECT count(*) FROM (SELECT 1 FROM main.\(Schema.quoted(name)) LIMIT \(LookupCopies.rowLimit + 1))"
                ) ?? 0
            guard rows > LookupCopies.rowLimit else { continue }
            needs[index].isMade = true
            try copy(needs[index])
        }
    }

    private func copy(_ need: Need) throws(StoreError) {
        let name = Schema.quoted(need.table.name)
        var seen: Set<String> = []
        let columns = need.columns.filter { seen.insert($0.lowercased()).inserted }
        let selected = columns.map {
            need.table.column(named: $0) == nil ? "rowid AS \(Schema.quoted($0))" : Schema.quoted($0)
        }
        seen = []
        let lookups = need.lookups.filter { seen.insert($0.lowercased()).inserted }
        let indexes = lookups.enumerated().map { index, column in
            "CREATE INDEX temp.\(Schema.quoted("\(need.table.name) by \(index)")) ON \(name) (\(Schema.quoted(column)))"
        }
        let all = selected.joined(separator: ", ")
        try database.execute("CREATE TEMP TABLE \(name) AS SELECT \(all) FROM main.\(name)")
        for statement in indexes { try database.execute(statement) }
    }
}
