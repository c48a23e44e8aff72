internal import Concurrency
internal import Columns
internal import Model
internal import Store

extension Snapshot {
    /// Builds what is missing, with one pass over each table.
    func build(_ requests: [ColumnRequest]) throws(ColumnSourceError) {
        let wanted = Dictionary(grouping: requests.filter { !isBuilt($0) }, by: \.entity)
        for (entity, requests) in wanted.sorted(by: { $0.key < $1.key }) { try load(requests, of: entity) }
        var fields: [Int: [EntityScan.Request]] = [:]
        for request in requests {
            if isBuilt(request) { continue }
            let target =
                request.isReference
                ? model.entities[request.entity].fields[request.field].reference.flatMap {
                    model.entityIndex(named: $0)
                } : nil
            guard !request.isReference || target != nil else {
                throw ColumnSourceError(
                    "field \(request.field) of \(model.entities[request.entity].name) refers to nothing")
            }
            fields[request.entity, default: []].append(EntityScan.Request(field: request.field, target: target))
        }
        for (entity, _) in fields.sorted(by: {
            model.ownershipPath(from: $0.key).count < model.ownershipPath(from: $1.key).count
        }) {
            guard var wanted = fields[entity] else { continue }
            // Whose keys are needed is built first; of the entity itself and of those below it, with what is asked of
            // them.
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

    func lay(out entity: Int) throws(ColumnSourceError) {
        if try !loadOrder(of: entity) { try build([], of: entity) }
    }

    /// Makes keys lead to rows. What else is asked of the entity's own values is read in the same pass.
    func index(_ entity: Int, also requests: [EntityScan.Request] = []) throws(ColumnSourceError) {
        if entities[entity]?.keys != nil { return }
        let key = EntityScan.Request(field: model.entities[entity].key, target: nil)
        let plain = requests.filter { $0.target == nil && $0 != key && entities[entity]?.columns[$0.field] == nil }
        let request = ColumnRequest(key.field, of: entity)
        if !isBuilt(request) { try load([request], of: entity) }
        if !isBuilt(request) { try build([key] + plain, of: entity) }
        guard let column = entities[entity]?.columns[key.field] else { throw .noMemory }
        do throws(KeyProblem) {
            entities[entity]?.keys = try KeyIndex(column)
        } catch {
            switch error {
            case .noMemory: throw .noMemory
            case .twice(let row):
                throw ColumnSourceError(
                    "the key of row \(row + 1) of table \(model.entities[entity].table) comes more than once in its column \(model.entities[entity].keyField.column)"
                )
            }
        }
    }

    /// One pass over the table: the order of its rows, where it is not known yet, and the columns.
    private func build(_ requests: [EntityScan.Request], of entity: Int) throws(ColumnSourceError) {
        let isKnown = try loadOrder(of: entity)
        if isKnown, requests.isEmpty { return }
        if !isKnown, let above = model.owner(of: entity) { try index(above) }
        try reading { (databases) throws(ColumnSourceError) in try build(requests, of: entity, databases) }
    }

    private func build(_ requests: [EntityScan.Request], of entity: Int, _ databases: [Database])
        throws(ColumnSourceError)
    {
        let declaration = model.entities[entity]
        let known = entities[entity]
        let shape = try shape(of: entity, databases[0])
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
        let meter = BuildMeter(declaration.name, reader.connections.progress)
        defer { meter.end() }
        let staged = try scan(entity, shape, databases, indexes, meter).run(all)
        var results: [EntityScan.Request: Column] = [:]
        let encoding = BuildEncoding(
            declaration: declaration, staged: staged, meter: meter, cancellation: reader.cancellation)
        let order: RowOrder
        if let known { order = known.order } else { order = try self.order(encoding, shape, owner, key, &results) }
        guard staged.allSatisfy({ $0.value.count == order.count }) else { throw .noMemory }
        for request in all where (requests.contains(request) || request == key) && results[request] == nil {
            results[request] = try encoding.column(request, order)
        }
        var columns = known ?? EntityColumns(order: order)
        for (request, column) in results {
            if request.target == nil {
                columns.columns[request.field] = column
            } else {
                columns.references[request.field] = column
            }
            let name = request.target == nil
                ? ColumnRequest(request.field, of: entity) : ColumnRequest(referenceOf: request.field, of: entity)
            sources[name] = .built
        }
        entities[entity] = columns
        if let files {
            FileWriting.shared.add { [isNew = known == nil, results] in
                if isNew { files.write(order, of: entity) }
                for (request, column) in results {
                    files.write(column, request.field, of: entity, isReference: request.target != nil)
                }
            }
        }
    }

    func scan(
        _ entity: Int, _ shape: TableShape, _ databases: [Database], _ indexes: [Int: KeyIndex], _ meter: BuildMeter
    ) -> EntityScan {
        EntityScan(
            model: model, entity: entity, shape: shape, connections: databases, indexes: indexes,
            budget: BuildBudget(limit: reader.memoryLimit), meter: meter,
            cancellation: reader.cancellation)
    }

    /// - Parameter columns: gets what had to be encoded to know the order.
    private func order(
        _ encoding: BuildEncoding, _ shape: TableShape, _ owner: EntityScan.Request?, _ key: EntityScan.Request,
        _ columns: inout [EntityScan.Request: Column]
    ) throws(ColumnSourceError) -> RowOrder {
        try EntityRows.check(encoding.staged.values.map(\.count).max() ?? 0, of: encoding.declaration)
        guard let owner, let owners = encoding.staged[owner], let above = owner.target,
            let count = entities[above]?.rows.count
        else {
            return try encoding.orderByKey(key)
        }
        // Rows of equal times come in the order of their keys where the scan does.
        let time = encoding.declaration.eventTime.map { EntityScan.Request(field: $0, target: nil) }
        let deciding = [time, shape.isRowID(encoding.declaration.keyField.column) ? nil : key].compactMap { $0 }.filter
        { encoding.staged[$0] != nil }
        let (order, encoded) = try encoding.order(owners, ownerCount: count, deciding)
        for (request, column) in zip(deciding, encoded) { columns[request] = column }
        return order
    }
}
