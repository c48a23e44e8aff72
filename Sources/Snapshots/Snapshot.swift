package import Columns
package import Model
internal import Store

/// The columns of one state of a store, each built when it is first asked for.
///
/// Enters: a store's connections and its model. Leaves: columns in the order that `EntityRows` describes. Never: mixes
/// two states: once the store has changed, what is not built yet can't be had from this snapshot.
package final class Snapshot: ColumnSource, @unchecked Sendable {
    package let model: DataModel
    package let derived = DerivedColumns()
    /// Its lock guards everything below: columns are built by one caller at a time, and asked for by many.
    let reader: StoreReader
    private let version: ReadVersion
    var entities: [Int: EntityColumns] = [:]
    /// nil where columns live in memory only.
    let files: SnapshotFiles?
    var sources: [ColumnRequest: ColumnOrigin] = [:]
    /// The shapes of the tables that have been read.
    var shapes: [Int: TableShape] = [:]
    var orders: [Int: (order: RowOrder, lacks: SnapshotFiles.Appended)] = [:]
    var appendedCounts: [AppendedRows: Int] = [:]
    /// Files that were read on the way to something else.
    var found: [ColumnRequest: (column: Column, lacks: SnapshotFiles.Appended)] = [:]

    /// The columns built for an entity.
    struct EntityColumns {
        let order: RowOrder
        var columns: [Int: Column] = [:]
        var references: [Int: Column] = [:]
        var keys: KeyIndex?

        var rows: EntityRows { EntityRows(count: order.count, offsets: order.offsets, orphans: order.orphans) }
    }

    /// A snapshot of the state that the reader's reading sees.
    init(_ reader: StoreReader, model: DataModel, directory: ColumnDirectory?) {
        self.reader = reader
        if let directory, let state = reader.state {
            files = SnapshotFiles(
                directory: directory, state: state, model: model, interpretation: reader.connections.interpretation,
                history: reader.history)
        } else {
            files = nil
        }
        // The columns of the state before may still be on their way to their files.
        if files != nil { FileWriting.shared.wait() }
        self.model = model
        version = reader.version
    }

    // MARK: Asking

    package func rows(of entity: Int) throws(ColumnSourceError) -> EntityRows {
        try locked { () throws(ColumnSourceError) in
            try lay(out: entity)
            return try built(entity).rows
        }
    }

    package func column(_ field: Int, of entity: Int) throws(ColumnSourceError) -> Column {
        try locked { () throws(ColumnSourceError) in
            try build([ColumnRequest(field, of: entity)])
            guard let column = try built(entity).columns[field] else { throw .noMemory }
            return column
        }
    }

    package func reference(_ field: Int, of entity: Int) throws(ColumnSourceError) -> Column {
        try locked { () throws(ColumnSourceError) in
            try build([ColumnRequest(referenceOf: field, of: entity)])
            guard let column = try built(entity).references[field] else { throw .noMemory }
            return column
        }
    }

    package func prepare(_ requests: [ColumnRequest]) throws(ColumnSourceError) {
        try locked { () throws(ColumnSourceError) in try build(requests) }
    }

    func locked<Result>(_ body: () throws(ColumnSourceError) -> Result) throws(ColumnSourceError) -> Result {
        try reader.lock.withLock(body)
    }

    /// Runs `body` in a reading that sees this snapshot's state.
    func reading<Result>(_ body: ([Database]) throws(ColumnSourceError) -> Result) throws(ColumnSourceError) -> Result {
        try reader.reading { () throws(ColumnSourceError) in
            guard reader.version == version else {
                throw ColumnSourceError(StoreError.changed(reader.connections.path))
            }
            return try reader.read(body)
        }
    }

    func built(_ entity: Int) throws(ColumnSourceError) -> EntityColumns {
        guard let columns = entities[entity] else {
            throw ColumnSourceError("there are no columns of \(model.entities[entity].name)")
        }
        return columns
    }

    /// The origin of each requested column, for `explain`: `orders.amount built (40 MB)`.
    package var columnsInUse: [(name: String, origin: ColumnOrigin, bytes: Int)] {
        reader.lock.withLock {
            sources.map { request, origin in
                let entity = model.entities[request.entity]
                let column =
                    request.isReference
                    ? entities[request.entity]?.references[request.field]
                    : entities[request.entity]?.columns[request.field]
                let bytes = column.map { ColumnFileContent($0).pieces.reduce(0) { $0 + ($1?.bytes.count ?? 0) } } ?? 0
                return (entity.name + "." + entity.fields[request.field].name, origin, bytes)
            }.sorted { $0.name < $1.name }
        }
    }
}

/// Where a column came from.
package enum ColumnOrigin: String, Sendable {
    /// Read from the store's tables.
    case built
    /// Found in its file.
    case mapped
    /// Found in its file, with the rows that were appended since.
    case merged
}
