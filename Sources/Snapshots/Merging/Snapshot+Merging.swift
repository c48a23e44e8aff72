internal import Concurrency
internal import Columns
internal import Model
internal import Store
internal import Synchronization

/// Columns from files of this state, or of an earlier one that differs only by appended rows.
extension Snapshot {
    func shape(of entity: Int, _ database: Database) throws(ColumnSourceError) -> TableShape {
        if let shape = shapes[entity] { return shape }
        do throws(StoreError) {
            let shape = try TableShape(model.entities[entity].table, in: database)
            shapes[entity] = shape
            return shape
        } catch { throw ColumnSourceError(error) }
    }

    private func file(_ request: ColumnRequest) -> (column: Column, lacks: SnapshotFiles.Appended)? {
        if let known = found[request] { return known }
        found[request] = files?.column(request)
        return found[request]
    }

    /// Reads what will be asked for, two files at a time: checking all of their bits is most of the work.
    private func fetch(_ requests: [ColumnRequest], of entity: Int) {
        guard let files else { return }
        var columns = requests.filter { found[$0] == nil && !isBuilt($0) }
        let isLaidOut = entities[entity] != nil
        if !isLaidOut, !columns.isEmpty,
            let time = model.entities[entity].eventTime.map({ ColumnRequest($0, of: entity) }), !columns.contains(time)
        {
            columns.append(time)
        }
        guard columns.count + (isLaidOut ? 0 : 1) > 1 else { return }
        var order: (order: RowOrder, lacks: SnapshotFiles.Appended)?
        var results = [(column: Column, lacks: SnapshotFiles.Appended)?](repeating: nil, count: columns.count)
        withUnsafeMutablePointer(to: &order) { order in
            results.withUnsafeMutableBufferPointer { results in
                let order = UncheckedResults(UnsafeMutableBufferPointer(start: order, count: 1)),
                    results = UncheckedResults(results)
                concurrently(2) { worker in
                    if worker == 0, !isLaidOut { order.buffer[0] = files.order(of: entity) }
                    for index in columns.indices where index % 2 != worker {
                        results.buffer[index] = files.column(columns[index])
                    }
                }
            }
        }
        orders[entity] = order
        for (request, result) in zip(columns, results) { found[request] = result }
    }

    // MARK: Order

    /// - Returns: false where the order has to be found anew.
    func loadOrder(of entity: Int) throws(ColumnSourceError) -> Bool {
        if entities[entity] != nil { return true }
        guard let files else { return false }
        guard let known = orders.removeValue(forKey: entity) ?? files.order(of: entity) else { return false }
        if known.lacks.isEmpty {
            entities[entity] = EntityColumns(order: known.order)
            return true
        }
        guard let order = try merge(known.order, of: entity, known.lacks) else { return false }
        entities[entity] = EntityColumns(order: order)
        FileWriting.shared.add { files.write(order, of: entity) }
        return true
    }

    /// nil where rows did not come where rows are known to come.
    private func merge(_ old: RowOrder, of entity: Int, _ lacks: SnapshotFiles.Appended) throws(ColumnSourceError)
        -> RowOrder?
    {
        guard let above = model.owner(of: entity), let link = model.entities[entity].owner, let offsets = old.offsets
        else { return try mergeByKey(old, of: entity, lacks) }
        try lay(out: above)
        guard try isStable(above, lacks) else { return nil }
        let ownerOrder = try built(above).order, oldOwners = offsets.count - 1
        guard ownerOrder.count >= oldOwners, lacks[above] != nil || ownerOrder.count == oldOwners else { return nil }
        let owners = try insertion(ownerOrder, oldCount: oldOwners)
        // Records that nobody had may be those of a new owner.
        guard owners.count == 0 || old.orphans == 0 else { return nil }
        let owner = EntityScan.Request(field: link.field, target: above)
        var staged: [EntityScan.Request: StagedColumn] = [:], times: (old: Column, new: StagedColumn)?
        if let last = lacks[entity] {
            try index(above)
            let time = model.entities[entity].eventTime.map { EntityScan.Request(field: $0, target: nil) }
            guard
                let scanned = try scan(
                    [owner] + (time.map { [$0] } ?? []), of: entity, above: last,
                    where: { $0.isRowID(model.entities[entity].keyField.column) })
            else { return nil }
            staged = scanned
            if let time {
                guard let file = file(ColumnRequest(time.field, of: entity)), file.lacks == lacks,
                    file.column.count == old.count, let new = staged[time]
                else { return nil }
                times = (file.column, new)
            }
        }
        do throws(OutOfMemory) {
            return try old.merging(owners: owners, ofNew: staged[owner] ?? StagedColumn(values: .rows), times: times)
        } catch { throw .noMemory }
    }

    /// Customers and look-ups: new ones come last where keys are row numbers.
    private func mergeByKey(_ old: RowOrder, of entity: Int, _ lacks: SnapshotFiles.Appended) throws(ColumnSourceError)
        -> RowOrder?
    {
        guard let last = lacks[entity], old.offsets == nil, old.isAsScanned,
            let new = try scan(
                [], of: entity, above: last, where: { $0.isRowID(model.entities[entity].keyField.column) })
        else { return nil }
        return RowOrder(count: old.count + (new.first?.value.count ?? 0), .asScanned, offsets: nil, orphans: 0)
    }

    /// Values of the rows with higher numbers, of the key where nothing is asked for; nil where the table is not of the
    /// kind that is asked for.
    private func scan(
        _ requests: [EntityScan.Request], of entity: Int, above: Int64,
        where isSuitable: (TableShape) -> Bool = { _ in true }
    ) throws(ColumnSourceError) -> [EntityScan.Request: StagedColumn]? {
        try reading { (databases) throws(ColumnSourceError) in
            let shape = try shape(of: entity, databases[0])
            guard shape.rowID != nil, isSuitable(shape) else { return nil }
            var indexes: [Int: KeyIndex] = [:]
            for request in requests { if let target = request.target { indexes[target] = entities[target]?.keys } }
            let key = EntityScan.Request(field: model.entities[entity].key, target: nil)
            let meter = BuildMeter(model.entities[entity].name, reader.connections.progress)
            defer { meter.end() }
            return try self.scan(entity, shape, databases, indexes, meter).run(
                requests.isEmpty ? [key] : requests, above: above)
        }
    }

    // MARK: Columns

    /// Takes from files what they hold.
    func load(_ requests: [ColumnRequest], of entity: Int) throws(ColumnSourceError) {
        guard let files else { return }
        fetch(requests, of: entity)
        guard try loadOrder(of: entity) else { return }
        let order = try built(entity).order
        var behind: [(request: ColumnRequest, column: Column, above: Int64?, target: RowInsertion?)] = []
        for request in requests where !isBuilt(request) {
            guard let file = file(request) else { continue }
            found[request] = nil
            let referred = target(of: request),
                target = try referred.map { (referred) throws(ColumnSourceError) in
                    try insertion(of: referred, file.lacks)
                }
            guard try isStable(entity, file.lacks),
                try referred.map({ (referred) throws(ColumnSourceError) in try isStable(referred, file.lacks) }) ?? true
            else { continue }
            if file.lacks[entity] == nil, target?.count ?? 0 == 0 {
                if file.column.count == order.count { adopt(file.column, request, .mapped) }
            } else if file.column.count <= order.count, file.lacks[entity] != nil || file.column.count == order.count {
                behind.append((request, file.column, file.lacks[entity], target))
            }
        }
        for above in Set(behind.map(\.above)) {
            try merge(
                behind.filter { $0.above == above }.map { ($0.request, $0.column, $0.target) }, of: entity, order,
                above, files)
        }
    }

    /// Where the new rows of an entity lie.
    private func insertion(of entity: Int, _ lacks: SnapshotFiles.Appended) throws(ColumnSourceError) -> RowInsertion {
        try lay(out: entity)
        let order = try built(entity).order
        guard let last = lacks[entity] else { return try insertion(order, oldCount: order.count) }
        let place = AppendedRows(entity: entity, above: last)
        if appendedCounts[place] == nil {
            appendedCounts[place] = try scan([], of: entity, above: last)?.first?.value.count
        }
        return try insertion(order, oldCount: max(0, order.count - (appendedCounts[place] ?? 0)))
    }

    private func insertion(_ order: RowOrder, oldCount: Int) throws(ColumnSourceError) -> RowInsertion {
        do throws(OutOfMemory) { return try RowInsertion(order, oldCount: oldCount) } catch { throw .noMemory }
    }

    private func target(of request: ColumnRequest) -> Int? {
        request.isReference
            ? model.entities[request.entity].fields[request.field].reference.flatMap { model.entityIndex(named: $0) }
            : nil
    }

    /// Whether the old rows of an entity lie in the order in which they lay: they do unless one that was nobody's
    /// belongs to a new owner now.
    private func isStable(_ entity: Int, _ lacks: SnapshotFiles.Appended) throws(ColumnSourceError) -> Bool {
        for child in model.ownershipPath(from: entity) {
            guard let owner = model.owner(of: child), lacks[owner] != nil else { continue }
            let owners = try insertion(of: owner, lacks), records = try insertion(of: child, lacks)
            guard let offsets = try built(child).order.offsets else { return false }
            var next = 0
            for (index, before) in owners.before.enumerated() {
                let start = Int(offsets[Int(before) + index]), end = Int(offsets[Int(before) + index + 1])
                while next < records.count, Int(records.before[next]) + next < start { next += 1 }
                // All that a new owner has is new.
                for place in start..<end {
                    guard next < records.count, Int(records.before[next]) + next == place else { return false }
                    next += 1
                }
            }
        }
        return true
    }

    private func merge(
        _ files: [(request: ColumnRequest, column: Column, target: RowInsertion?)], of entity: Int, _ order: RowOrder,
        _ above: Int64?, _ written: SnapshotFiles
    ) throws(ColumnSourceError) {
        var requests: [EntityScan.Request] = []
        for file in files {
            let target = target(of: file.request)
            if let target { try index(target) }
            requests.append(EntityScan.Request(field: file.request.field, target: target))
        }
        guard let oldCount = files.first?.column.count, files.allSatisfy({ $0.column.count == oldCount }) else {
            return
        }
        var staged: [EntityScan.Request: StagedColumn] = [:]
        if let above {
            guard let scanned = try scan(requests, of: entity, above: above) else { return }
            staged = scanned
        }
        guard staged.allSatisfy({ $0.value.count == order.count - oldCount }) else { return }
        let insertion = try insertion(order, oldCount: oldCount)
        for (file, request) in zip(files, requests) {
            do throws(StoreError) { try reader.cancellation.checkStore() } catch { throw ColumnSourceError(error) }
            let new = staged[request] ?? StagedColumn(values: file.request.isReference ? .rows : .integers),
                column: Column?
            do throws(OutOfMemory) {
                column = try ColumnMerge(insertion: insertion, target: file.target).merge(file.column, new)
            } catch { throw .noMemory }
            guard let column else { continue }
            adopt(column, file.request, .merged)
            FileWriting.shared.add {
                written.write(column, file.request.field, of: entity, isReference: file.request.isReference)
            }
        }
    }

    private func adopt(_ column: Column, _ request: ColumnRequest, _ origin: ColumnOrigin) {
        if request.isReference {
            entities[request.entity]?.references[request.field] = column
        } else {
            entities[request.entity]?.columns[request.field] = column
        }
        sources[request] = origin
    }
}

/// Rows of an entity with higher numbers than one.
struct AppendedRows: Hashable {
    let entity: Int
    let above: Int64
}
