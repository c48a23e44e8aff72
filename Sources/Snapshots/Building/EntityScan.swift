internal import Concurrency
internal import Columns
internal import Model
internal import SQLGeneration
internal import Store
internal import Synchronization

/// Reads columns of an entity's table, in one pass, on two connections where that pays.
struct EntityScan {
    /// A field to read, and the form in which to read it.
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
    /// Key indexes of the entities that requests have as targets.
    let indexes: [Int: KeyIndex]
    let budget: BuildBudget
    let meter: BuildMeter
    let cancellation: CancellationToken
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
        var ranges: [ClosedRange<Int64>?] = [nil], workers = 1
        do throws(StoreError) {
            if connections.count > 1 || above != nil, let all = try shape.rowIDs(in: connections[0]) {
                let first = above.map { max($0 == Int64.max ? $0 : $0 + 1, all.lowerBound) } ?? all.lowerBound
                // Where nothing lies above, an empty range reads nothing.
                ranges = first > all.upperBound ? [Int64.max...Int64.max] : EntityScan.ranges(first...all.upperBound)
                workers = min(ranges.count, connections.count)
            }
        } catch { throw ColumnSourceError(error) }
        meter.expect(rows: EntityScan.rowNumbers(ranges), columns: requests.count)
        let read =
            workers == 1
            ? [try scan(requests, connections[0], ranges, RangeQueue(count: ranges.count), 0)]
            : try scanTogether(requests, ranges, workers)
        var columns: [Request: StagedColumn] = [:]
        let blocks = read.enumerated().flatMap { part, read in
            read.blocks.map { (range: $0.range, part: part, blocks: $0.blocks) }
        }.sorted { $0.range < $1.range }
        for (index, request) in requests.enumerated() {
            var column = StagedColumn(values: read[0].columns[index].values)
            column.pools = read.flatMap { $0.columns[index].pools }
            for entry in blocks { column.blocks += read[entry.part].columns[index].blocks[entry.blocks] }
            do throws(StoreError) { try cancellation.checkStore() } catch { throw ColumnSourceError(error) }
            do { try column.sortTexts() } catch { throw .noMemory }
            columns[request] = column
        }
        return columns
    }

    /// Each worker on a connection of its own.
    private func scanTogether(_ requests: [Request], _ ranges: [ClosedRange<Int64>?], _ workers: Int)
        throws(ColumnSourceError) -> [Part]
    {
        let queue = RangeQueue(count: ranges.count)
        var parts = [Result<Part, ColumnSourceError>](
            repeating: .success(Part(columns: [], blocks: [])), count: workers)
        parts.withUnsafeMutableBufferPointer { parts in
            let results = UncheckedResults(parts)
            concurrently(workers) { part in
                results.buffer[part] = Result { () throws(ColumnSourceError) in
                    try scan(requests, connections[part], ranges, queue, part)
                }
                if case .failure = results.buffer[part] { queue.stop() }
            }
        }
        var read: [Part] = []
        for part in parts { read.append(try part.get()) }
        return read
    }

    /// Row numbers in parts, so many that two connections have about as much to do where rows are not spread evenly.
    private static func ranges(_ all: ClosedRange<Int64>) -> [ClosedRange<Int64>] {
        let (span, overflows) = all.upperBound.subtractingReportingOverflow(all.lowerBound)
        guard !overflows, span > rowsForTwo else { return [all] }
        let size = span / 32
        return (0..<32).map { index in
            let first = all.lowerBound + size * Int64(index)
            return first...(index == 31 ? all.upperBound : first + size - 1)
        }
    }

    /// How many row numbers the ranges hold; nil where there is no range, or more than can be counted.
    private static func rowNumbers(_ ranges: [ClosedRange<Int64>?]) -> Int64? {
        guard let first = ranges.first.flatMap({ $0 }), let last = ranges.last.flatMap({ $0 }) else { return nil }
        let (span, overflows) = last.upperBound.subtractingReportingOverflow(first.lowerBound)
        return overflows || span == Int64.max ? nil : span + 1
    }

    /// The columns read by one connection.
    private struct Part {
        var columns: [StagedColumn]
        /// Which blocks of the columns are of which range.
        var blocks: [(range: Int, blocks: Range<Int>)]
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

    private func scan(
        _ requests: [Request], _ database: Database, _ ranges: [ClosedRange<Int64>?], _ queue: RangeQueue, _ part: Int
    ) throws(ColumnSourceError) -> Part {
        var sources: [Source] = []
        for request in requests where !sources.contains(source(request)) { sources.append(source(request)) }
        let places = requests.map { sources.firstIndex(of: source($0)) ?? 0 }
        let text = text(sources.map(\.field), hasRange: ranges.first.flatMap { $0 } != nil)
        guard let scan = TableScan(text.values, from: text.source, kinds: sources.map(\.kind), in: database) else {
            throw .noMemory
        }
        var staged = requests.map { request in
            switch source(request).kind {
            case .text: StagedColumn(values: .texts)
            case _ where request.target != nil: StagedColumn(values: .rows)
            case .number: StagedColumn(values: .numbers)
            case .integer, .flag: StagedColumn(values: .integers)
            }
        }
        var blocks: [(range: Int, blocks: Range<Int>)] = [], count = 0
        while let index = queue.next() {
            let range = ranges[index], before = count
            // Row numbers that are not reported yet: of those there may be more than rows.
            var numbers = EntityScan.rowNumbers([range]) ?? 0
            do throws(TableScan.Failure) {
                try checkCancellation()
                try scan.run { statement throws(StoreError) in
                    let bindings = text.bindings + (range.map { [.int($0.lowerBound), .int($0.upperBound)] } ?? [])
                    for (index, binding) in bindings.enumerated() { try statement.bind(binding, at: index + 1) }
                } _: { (rows, columns) throws(TableScan.Failure) in
                    for (index, request) in requests.enumerated() {
                        do throws(OutOfMemory) {
                            var block = try self.block(request, rows, columns[places[index]])
                            block.part = part
                            guard budget.take(block) else { throw OutOfMemory() }
                            staged[index].blocks.append(block)
                        } catch { throw .noMemory }
                    }
                    count += 1
                    let behind = min(Int64(rows), numbers)
                    numbers -= behind
                    meter.read(rows: rows, numbers: behind)
                    try checkCancellation()
                }
            } catch {
                switch error {
                case .store(let error): throw ColumnSourceError(error)
                case .misfit(let misfit): throw describe(misfit, sources[misfit.column].field, database, range)
                case .noMemory: throw budget.problem
                }
            }
            blocks.append((index, before..<count))
            meter.read(rows: 0, numbers: numbers)
        }
        for (index, request) in requests.enumerated() where staged[index].values == .texts {
            // Parts are told apart by the place of their pool.
            staged[index].pools = [scan.pool(of: places[index])]
            if let target = request.target, let keys = indexes[target] { staged[index].lookUpTexts(in: keys) }
        }
        return Part(columns: staged, blocks: blocks)
    }

    /// SQLite's own interruption ends a statement that runs: this ends what lies between two.
    private func checkCancellation() throws(TableScan.Failure) {
        do throws(StoreError) { try cancellation.checkStore() } catch { throw .store(error) }
    }

    private func block(_ request: Request, _ count: Int, _ column: TableScan.ColumnBlock) throws(OutOfMemory)
        -> StagedColumn.Block
    {
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
    private func text(_ fields: [Int], hasRange: Bool) -> (values: String, source: String, bindings: [Value]) {
        let values = fields.map { expression(declaration.fields[$0]) }
        guard let rowID = shape.rowID else {
            // Without a limit, SQLite need not keep the order of what an aggregate function is given.
            let key = expression(declaration.keyField), names = values.indices.map { "c\($0)" }
            let list: SQLFragment = zip(values, names).map { value, name -> SQLFragment in "\(value) AS \(name: name)" }
                .joined(separator: ", ")
            return (
                names.isEmpty ? "1" : names.joined(separator: ", "),
                "(SELECT \(values.isEmpty ? "1" : list.text) FROM \(shape.quotedName) AS t ORDER BY \(key.text) LIMIT -1)",
                list.bindings + key.bindings
            )
        }
        // A table is walked by ascending rowid where no index is.
        let list: SQLFragment = values.isEmpty ? "1" : values.joined(separator: ", ")
        let source = "\(shape.quotedName) AS t NOT INDEXED" + (hasRange ? " WHERE t.\(rowID) BETWEEN ? AND ?" : "")
        return (list.text, source, list.bindings)
    }

    private func expression(_ field: Field) -> SQLFragment {
        if let storage = field.storage { return SQLiteDialect().stored(storage, as: field.type.kind, of: "t") }
        return SQLFragment(stringLiteral: "t." + SQLiteDialect.quoted(field.column))
    }

    /// Names the table, the column and the row of a value that can't be.
    private func describe(
        _ misfit: TableScan.TypeMismatch, _ field: Int, _ database: Database, _ range: ClosedRange<Int64>?
    )
        -> ColumnSourceError
    {
        let field = declaration.fields[field]
        var place = "row \(misfit.row + 1) by key"
        if let rowID = shape.rowID {
            let from = range.map { " WHERE \(rowID) >= \($0.lowerBound)" } ?? ""
            let row = try? database.integer(
                "SELECT \(rowID) FROM \(shape.quotedName)\(from) ORDER BY \(rowID) LIMIT 1 OFFSET \(misfit.row)")
            if let row { place = "rowid \(row)" }
        }
        // For personal data, the message gives the place, not the value.
        let found = field.isPersonal ? "a value" : misfit.found
        return ColumnSourceError(
            "column \(field.column) of table \(declaration.table) holds \(found) at \(place), which is no \(field.type.kind.name)",
            notes: ["correct the value, or ask with `--engine sqlite`"])
    }
}

/// Ranges that connections take one after another.
private final class RangeQueue: Sendable {
    private let count: Int
    private let taken = Atomic<Int>(0)

    init(count: Int) { self.count = count }

    /// nil where all are taken.
    func next() -> Int? {
        let index = taken.wrappingAdd(1, ordering: .relaxed).oldValue
        return index < count ? index : nil
    }

    /// No more: one of them could not be read.
    func stop() { taken.store(count, ordering: .relaxed) }
}
