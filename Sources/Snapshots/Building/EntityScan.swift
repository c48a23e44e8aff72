internal import Columns
internal import Model
internal import SQLGeneration
internal import Store

/// Reads columns of an entity's table, in one pass, on two connections where that pays.
struct EntityScan {
    /// What is wanted of a field.
    struct Request: Hashable {
        let field: Int
        /// The entity whose rows the field's keys stand for; nil for the values themselves.
        let target: Int?
    }

    let model: DataModel
    let entity: Int
    let shape: TableShape
    /// One or two, which see the same state of the store.
    let connections: [Database]
    /// Of the entities that requests have as targets.
    let indexes: [Int: KeyIndex]
    /// For two connections to pay.
    static let rowsForTwo: Int64 = 100_000

    private var declaration: Entity { model.entities[entity] }

    /// - Parameter above: only rows with higher numbers; nil for all.
    func run(_ requests: [Request], above: Int64? = nil) throws(ColumnSourceError) -> [Request: StagedColumn] {
        if requests.count > TableScan.widthLimit {
            var columns = try run(Array(requests[..<TableScan.widthLimit]), above: above)
            columns.merge(try run(Array(requests[TableScan.widthLimit...]), above: above)) { first, _ in first }
            return columns
        }
        var ranges: [ClosedRange<Int64>?] = [nil]
        do throws(StoreError) {
            if let all = try shape.rowIDs(in: connections[0]) {
                let first = above.map { max($0 == Int64.max ? $0 : $0 + 1, all.lowerBound) } ?? all.lowerBound
                if first > all.upperBound {
                    // Nothing lies above; an empty range reads nothing.
                    ranges = [Int64.max...Int64.max]
                } else {
                    let (span, overflows) = all.upperBound.subtractingReportingOverflow(first)
                    let middle = first + span / 2
                    ranges = !overflows && span > EntityScan.rowsForTwo && connections.count > 1 ? [first...middle, (middle + 1)...all.upperBound] : [first...all.upperBound]
                }
            }
        } catch { throw ColumnSourceError(error) }
        var parts = [Result<[Request: StagedColumn], ColumnSourceError>](repeating: .success([:]), count: ranges.count)
        parts.withUnsafeMutableBufferPointer { parts in
            let results = UncheckedResults(parts)
            concurrently(ranges.count) { part in
                results.buffer[part] = Result { () throws(ColumnSourceError) in try scan(requests, connections[part], ranges[part], part) }
            }
        }
        var columns: [Request: StagedColumn] = [:]
        for part in parts {
            for (request, column) in try part.get() {
                columns[request, default: StagedColumn(values: column.values)].blocks += column.blocks
                columns[request]?.pools += column.pools
            }
        }
        for request in requests { do { try columns[request]?.sortTexts() } catch { throw .noMemory } }
        return columns
    }

    // MARK: One part

    /// A column of the statement: a field that is asked for in two forms may be read once.
    private struct Source: Hashable {
        let field: Int
        let kind: TableScan.Kind
    }

    private func source(_ request: Request) -> Source {
        let field = request.target.map { model.entities[$0].keyField } ?? declaration.fields[request.field]
        let kind: TableScan.Kind = switch field.type.kind {
        case .bool: .flag
        case .number: .number
        case .text: .text
        case .int, .money, .date, .time, .duration: .integer
        }
        return Source(field: request.field, kind: kind)
    }

    private func scan(_ requests: [Request], _ database: Database, _ range: ClosedRange<Int64>?, _ part: Int) throws(ColumnSourceError) -> [Request: StagedColumn] {
        var sources: [Source] = []
        for request in requests where !sources.contains(source(request)) { sources.append(source(request)) }
        let places = requests.map { sources.firstIndex(of: source($0)) ?? 0 }
        let text = text(sources.map(\.field), range)
        guard let scan = TableScan(text.values, from: text.source, kinds: sources.map(\.kind), in: database) else { throw .noMemory }
        var staged = requests.map { request in
            switch source(request).kind {
            case .text: StagedColumn(values: .texts)
            case _ where request.target != nil: StagedColumn(values: .rows)
            case .number: StagedColumn(values: .numbers)
            case .integer, .flag: StagedColumn(values: .integers)
            }
        }
        do throws(TableScan.Failure) {
            try scan.run { statement throws(StoreError) in
                for (index, binding) in text.bindings.enumerated() { try statement.bind(binding, at: index + 1) }
            } _: { (count, columns) throws(TableScan.Failure) in
                for (index, request) in requests.enumerated() {
                    let column = columns[places[index]]
                    do throws(OutOfMemory) {
                        var block = try self.block(request, count, column)
                        block.part = part
                        staged[index].blocks.append(block)
                    } catch { throw .noMemory }
                    if staged[index].pools.isEmpty, let pool = column.pool { staged[index].pools = [pool] }
                }
            }
        } catch {
            switch error {
            case .store(let error): throw ColumnSourceError(error)
            case .misfit(let misfit): throw describe(misfit, sources[misfit.column].field, database, range)
            case .noMemory: throw .noMemory
            }
        }
        for (index, request) in requests.enumerated() {
            // Parts are told apart by the place of their pool: one without rows has an empty one.
            if staged[index].values == .texts, staged[index].pools.isEmpty { staged[index].pools = [TextPool()] }
            if let target = request.target, let keys = indexes[target] { staged[index].lookUpTexts(in: keys) }
        }
        return Dictionary(uniqueKeysWithValues: zip(requests, staged))
    }

    private func block(_ request: Request, _ count: Int, _ column: TableScan.ColumnBlock) throws(OutOfMemory) -> StagedColumn.Block {
        if column.kind == .text { return try .texts(count, column) }
        if let target = request.target, let keys = indexes[target] { return try .rows(count, column, keys) }
        switch column.kind {
        case .number: return try .numbers(count, column)
        default:
            let kind = declaration.fields[request.field].type.kind
            return try .integers(count, column, isTemporal: kind == .time || kind == .duration)
        }
    }

    /// The expressions of fields and where they are read from, in the order of the scan.
    private func text(_ fields: [Int], _ range: ClosedRange<Int64>?) -> (values: String, source: String, bindings: [Value]) {
        let values = fields.map { expression(declaration.fields[$0]) }
        guard let rowID = shape.rowID else {
            // Without a limit, SQLite need not keep the order of what an aggregate function is given.
            let key = expression(declaration.keyField), names = values.indices.map { "c\($0)" }
            let list: SQLFragment = zip(values, names).map { value, name -> SQLFragment in "\(value) AS \(name: name)" }.joined(separator: ", ")
            return (names.isEmpty ? "1" : names.joined(separator: ", "),
                    "(SELECT \(values.isEmpty ? "1" : list.text) FROM \(shape.quotedName) AS t ORDER BY \(key.text) LIMIT -1)", list.bindings + key.bindings)
        }
        // A table is walked by ascending rowid where no index is.
        let list: SQLFragment = values.isEmpty ? "1" : values.joined(separator: ", ")
        let source = "\(shape.quotedName) AS t NOT INDEXED" + (range == nil ? "" : " WHERE t.\(rowID) BETWEEN ? AND ?")
        return (list.text, source, list.bindings + (range.map { [.int($0.lowerBound), .int($0.upperBound)] } ?? []))
    }

    private func expression(_ field: Field) -> SQLFragment {
        if let storage = field.storage { return SQLiteDialect().stored(storage, as: field.type.kind, of: "t") }
        return SQLFragment(stringLiteral: "t." + SQLiteDialect.quoted(field.column))
    }

    /// Names the table, the column and the row of a value that can't be.
    private func describe(_ misfit: TableScan.Misfit, _ field: Int, _ database: Database, _ range: ClosedRange<Int64>?) -> ColumnSourceError {
        let field = declaration.fields[field]
        var place = "row \(misfit.row + 1) by key"
        if let rowID = shape.rowID {
            let from = range.map { " WHERE \(rowID) >= \($0.lowerBound)" } ?? ""
            let row = try? database.integer("SELECT \(rowID) FROM \(shape.quotedName)\(from) ORDER BY \(rowID) LIMIT 1 OFFSET \(misfit.row)")
            if let row { place = "rowid \(row)" }
        }
        return ColumnSourceError("column \(field.column) of table \(declaration.table) holds \(misfit.found) at \(place), which is no \(field.type.kind.name)",
                                 notes: ["correct the value, or ask with `--engine sqlite`"])
    }
}
