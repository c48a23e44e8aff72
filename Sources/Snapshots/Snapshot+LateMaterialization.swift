package import Columns
package import Model
internal import SQLGeneration
internal import Store

// Values of the few rows that are shown, from the store itself: to build a column for them would read everybody's.

extension Snapshot {
    package func isAbsent(_ request: ColumnRequest) -> Bool {
        reader.lock.withLock { there(request) == nil }
    }

    /// Bytes of a column that is there; nil where it would have to be built.
    package func bytes(of request: ColumnRequest) -> Int? {
        reader.lock.withLock { there(request)?.byteCount }
    }

    private func there(_ request: ColumnRequest) -> Column? {
        if !isBuilt(request) { try? load([request], of: request.entity) }
        return built(request)
    }

    package func values(of fields: [Int], of entity: Int, keys: [Value]) throws(ColumnSourceError) -> [[Value]]? {
        try locked { () throws(ColumnSourceError) in
            try reading { (databases) throws(ColumnSourceError) in
                do throws(StoreError) {
                    return try values(of: fields, of: model.entities[entity], keys: keys, databases[0])
                } catch { throw ColumnSourceError(error) }
            }
        }
    }

    private func values(of fields: [Int], of entity: Entity, keys: [Value], _ database: Database) throws(StoreError)
        -> [[Value]]?
    {
        let columns = fields.map { expression(entity.fields[$0]) }.joined(separator: ", ")
        let sql: SQLFragment =
            "SELECT \(columns) FROM main.\(name: entity.table) AS t WHERE \(expression(entity.keyField)) = "
        guard let statement = try keyed(sql, database) else { return nil }
        var values: [[Value]] = fields.map { _ in [] }
        for key in keys {
            try statement.bind(key, at: sql.bindings.count + 1)
            guard try statement.step() else { return nil }
            for (place, field) in fields.enumerated() {
                values[place].append(statement.value(place, as: entity.fields[field].type.kind))
            }
            statement.reset()
        }
        return values
    }

    /// The statement that finds one row; nil where that needs a search through all, or there may be several.
    private func keyed(_ sql: SQLFragment, _ database: Database) throws(StoreError) -> Statement? {
        let plan = try database.prepare("EXPLAIN QUERY PLAN \(sql.text)?")
        guard try plan.step() else { return nil }
        let way = plan.text(3)
        guard way.hasPrefix("SEARCH t "),
            ["USING INTEGER PRIMARY KEY", "USING PRIMARY KEY", "sqlite_autoindex_"].contains(where: { way.contains($0) }
            )
        else { return nil }
        let statement = try database.prepare(sql.text + "?")
        for (place, binding) in sql.bindings.enumerated() { try statement.bind(binding, at: place + 1) }
        return statement
    }

    private func expression(_ field: Field) -> SQLFragment {
        if let storage = field.storage { return SQLiteDialect().stored(storage, as: field.type.kind, of: "t") }
        return "t.\(name: field.column)"
    }
}
