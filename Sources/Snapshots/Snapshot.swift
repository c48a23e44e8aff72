package import Columns
package import Model
internal import Store

/// The columns of one state of a store, each built when it is first asked for.
///
/// Enters: a store's connections and its model. Leaves: columns in the order that `EntityRows` describes. Never: mixes two
/// states: once the store has changed, what is not built yet can't be had from this snapshot.
package final class Snapshot: ColumnSource, @unchecked Sendable {
    package let model: DataModel
    package let derived = DerivedColumns()
    /// Its lock guards everything below: columns are built by one caller at a time, and asked for by many.
    let reader: StoreReader
    private let dataVersion: Int64
    private let generation: Int
    private var entities: [Int: EntityColumns] = [:]
    /// nil where columns live in memory only.
    private let files: SnapshotFiles?
    private var sources: [ColumnRequest: ColumnOrigin] = [:]

    /// What is built of an entity.
    private struct EntityColumns {
        /// nil until something is read from the table.
        var shape: TableShape?
        let order: RowOrder
        var columns: [Int: Column] = [:]
        var references: [Int: Column] = [:]
        var keys: KeyIndex?

        var rows: EntityRows { EntityRows(count: order.count, offsets: order.offsets, orphans: order.orphans) }
    }

    /// Of the state that the reader's open transaction sees.
    init(_ reader: StoreReader, model: DataModel, directory: ColumnDirectory?) {
        self.reader = reader
        if let directory, let state = reader.state {
            files = SnapshotFiles(directory: directory, state: state, model: model, interpretation: reader.connections.interpretation)
        } else {
            files = nil
        }
        self.model = model
        dataVersion = reader.dataVersion
        generation = reader.generation
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

    /// Runs `body` in a transaction that sees this snapshot's state.
    func reading<Result>(_ body: ([Database]) throws(ColumnSourceError) -> Result) throws(ColumnSourceError) -> Result {
        try reader.begin()
        defer { reader.end() }
        guard reader.dataVersion == dataVersion, reader.generation == generation else { throw .storeChanged }
        return try reader.read(body)
    }

    private func built(_ entity: Int) throws(ColumnSourceError) -> EntityColumns {
        guard let columns = entities[entity] else { throw ColumnSourceError("there are no columns of \(model.entities[entity].name)") }
        return columns
    }

    /// What became of the columns that were asked for, for `explain`: `orders.amount built (40 MB)`.
    package var columnsInUse: [(name: String, origin: ColumnOrigin, bytes: Int)] {
        reader.lock.withLock {
            sources.map { request, origin in
                let entity = model.entities[request.entity]
                let column = request.isReference ? entities[request.entity]?.references[request.field] : entities[request.entity]?.columns[request.field]
                let bytes = column.map { ColumnFileContent($0).pieces.reduce(0) { $0 + ($1?.bytes.count ?? 0) } } ?? 0
                return (entity.name + "." + entity.fields[request.field].name, origin, bytes)
            }.sorted { $0.name < $1.name }
        }
    }

    // MARK: Building

    /// Builds what is missing, with one pass over each table.
    private func build(_ requests: [ColumnRequest]) throws(ColumnSourceError) {
        var fields: [Int: [EntityScan.Request]] = [:]
        for request in requests {
            if isBuilt(request) || load(request) { continue }
            let target = request.isReference ? model.entities[request.entity].fields[request.field].reference.flatMap { model.entityIndex(named: $0) } : nil
            guard !request.isReference || target != nil else { throw ColumnSourceError("field \(request.field) of \(model.entities[request.entity].name) refers to nothing") }
            fields[request.entity, default: []].append(EntityScan.Request(field: request.field, target: target))
        }
        for (entity, _) in fields.sorted(by: { model.ownershipPath(from: $0.key).count < model.ownershipPath(from: $1.key).count }) {
            guard var wanted = fields[entity] else { continue }
            // Whose keys are needed is built first; of the entity itself and of those below it, with what is asked of them.
            for request in wanted {
                if let target = request.target { try index(target, also: fields[target] ?? []) }
            }
            wanted = wanted.filter { entities[entity]?.columns[$0.field] == nil || $0.target != nil }
            try build(wanted, of: entity)
        }
    }

    func isBuilt(_ request: ColumnRequest) -> Bool { built(request) != nil }

    func built(_ request: ColumnRequest) -> Column? {
        guard let columns = entities[request.entity] else { return nil }
        return (request.isReference ? columns.references : columns.columns)[request.field]
    }

    /// Takes a column from its file.
    func load(_ request: ColumnRequest) -> Bool {
        guard let files, loadOrder(of: request.entity), let columns = entities[request.entity],
              let column = files.column(request.field, of: request.entity, isReference: request.isReference), column.count == columns.order.count else { return false }
        if request.isReference { entities[request.entity]?.references[request.field] = column } else { entities[request.entity]?.columns[request.field] = column }
        sources[request] = .mapped
        return true
    }

    private func loadOrder(of entity: Int) -> Bool {
        if entities[entity] != nil { return true }
        guard let order = files?.order(of: entity) else { return false }
        entities[entity] = EntityColumns(order: order)
        return true
    }

    private func lay(out entity: Int) throws(ColumnSourceError) {
        if !loadOrder(of: entity) { try build([], of: entity) }
    }

    /// Makes keys lead to rows. What else is asked of the entity's own values is read in the same pass.
    private func index(_ entity: Int, also requests: [EntityScan.Request] = []) throws(ColumnSourceError) {
        if entities[entity]?.keys != nil { return }
        let key = EntityScan.Request(field: model.entities[entity].key, target: nil)
        let plain = requests.filter { $0.target == nil && $0 != key && entities[entity]?.columns[$0.field] == nil }
        let request = ColumnRequest(key.field, of: entity)
        if !isBuilt(request), !load(request) { try build([key] + plain, of: entity) }
        guard let column = entities[entity]?.columns[key.field] else { throw .noMemory }
        do throws(KeyProblem) {
            entities[entity]?.keys = try KeyIndex(column)
        } catch {
            switch error {
            case .noMemory: throw .noMemory
            case .twice(let row): throw ColumnSourceError("the key of row \(row + 1) of table \(model.entities[entity].table) comes more than once in its column \(model.entities[entity].keyField.column)")
            }
        }
    }

    /// One pass over the table: the order of its rows, where it is not known yet, and the columns.
    private func build(_ requests: [EntityScan.Request], of entity: Int) throws(ColumnSourceError) {
        let isKnown = loadOrder(of: entity)
        if isKnown, requests.isEmpty { return }
        if !isKnown, let above = model.owner(of: entity) { try index(above) }
        try reading { (databases) throws(ColumnSourceError) in try build(requests, of: entity, databases) }
    }

    private func build(_ requests: [EntityScan.Request], of entity: Int, _ databases: [Database]) throws(ColumnSourceError) {
        let declaration = model.entities[entity]
        let known = entities[entity]
        let shape: TableShape
        do throws(StoreError) {
            if let there = known?.shape { shape = there } else { shape = try TableShape(declaration.table, in: databases[0]) }
        } catch { throw ColumnSourceError(error) }
        var all = requests
        func want(_ request: EntityScan.Request) { if !all.contains(request) { all.append(request) } }
        let key = EntityScan.Request(field: declaration.key, target: nil)
        var owner: EntityScan.Request?
        if known == nil {
            if let link = declaration.owner, let above = model.owner(of: entity) {
                let request = EntityScan.Request(field: link.field, target: above)
                owner = request
                want(request)
                if let time = declaration.eventTime { want(EntityScan.Request(field: time, target: nil)) }
                if !shape.isRowID(declaration.keyField.column) { want(key) }
            } else {
                want(key)
            }
        }
        var indexes: [Int: KeyIndex] = [:]
        for request in all { if let target = request.target { indexes[target] = entities[target]?.keys } }
        let scan = EntityScan(model: model, entity: entity, shape: shape, connections: databases, indexes: indexes)
        let staged = try scan.run(all)
        do throws(OutOfMemory) {
            var results: [EntityScan.Request: Column] = [:]
            let order: RowOrder
            if let known { order = known.order } else { order = try self.order(declaration, shape, staged, owner, key, &results) }
            guard staged.allSatisfy({ $0.value.count == order.count }) else { throw OutOfMemory() }
            let encoder = ColumnEncoder(order: order)
            for request in all where (requests.contains(request) || request == key) && results[request] == nil {
                guard let values = staged[request] else { continue }
                results[request] = try encoder.encode(values, kind: request.target == nil ? declaration.fields[request.field].type.kind : .int)
            }
            var columns = known ?? EntityColumns(order: order)
            columns.shape = shape
            for (request, column) in results {
                if request.target == nil { columns.columns[request.field] = column } else { columns.references[request.field] = column }
                sources[request.target == nil ? ColumnRequest(request.field, of: entity) : ColumnRequest(referenceOf: request.field, of: entity)] = .built
            }
            entities[entity] = columns
            if let files {
                FileWriting.shared.add { [isNew = known == nil, results] in
                    if isNew { files.write(order, of: entity) }
                    for (request, column) in results { files.write(column, request.field, of: entity, isReference: request.target != nil) }
                }
            }
        } catch { throw .noMemory }
    }

    /// - Parameter columns: gets what had to be encoded to know the order.
    private func order(_ declaration: Entity, _ shape: TableShape, _ staged: [EntityScan.Request: StagedColumn], _ owner: EntityScan.Request?, _ key: EntityScan.Request,
                       _ columns: inout [EntityScan.Request: Column]) throws(OutOfMemory) -> RowOrder {
        guard let owner, let owners = staged[owner], let above = owner.target, let count = entities[above]?.rows.count else {
            return try RowOrder(key: staged[key] ?? StagedColumn(values: .integers))
        }
        let arrival = try RowOrder(owners: owners, ownerCount: count)
        // Rows of equal times come in the order of their keys where the scan does.
        let time = declaration.eventTime.map { EntityScan.Request(field: $0, target: nil) }
        let deciding = [time, shape.isRowID(declaration.keyField.column) ? nil : key].compactMap { $0 }.filter { staged[$0] != nil }
        let encoded = try encode(deciding, staged, arrival, declaration)
        let sorted = try arrival.sorted(by: encoded)
        let final = try sorted.map { (order) throws(OutOfMemory) in try encode(deciding, staged, order, declaration) } ?? encoded
        for (request, column) in zip(deciding, final) { columns[request] = column }
        return sorted ?? arrival
    }

    private func encode(_ requests: [EntityScan.Request], _ staged: [EntityScan.Request: StagedColumn], _ order: RowOrder, _ declaration: Entity) throws(OutOfMemory) -> [Column] {
        let encoder = ColumnEncoder(order: order)
        var columns: [Column] = []
        for request in requests { columns.append(try encoder.encode(staged[request] ?? StagedColumn(values: .integers), kind: declaration.fields[request.field].type.kind)) }
        return columns
    }
}

/// Where a column came from.
package enum ColumnOrigin: String, Sendable {
    /// Read from the store's tables.
    case built
    /// Found in its file.
    case mapped
}
