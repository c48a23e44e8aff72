internal import Concurrency
internal import Columns
internal import Model
internal import Store

/// The output of one pass over a table, on its way into columns. Checks for cancellation between two columns.
struct BuildEncoding {
    let declaration: Entity
    let staged: [EntityScan.Request: StagedColumn]
    let meter: BuildMeter
    let cancellation: CancellationToken

    /// - Precondition: the request is one of those that were read.
    func column(_ request: EntityScan.Request, _ order: RowOrder) throws(ColumnSourceError) -> Column {
        let kind = request.target == nil ? declaration.fields[request.field].type.kind : .int
        let column = try step { () throws(OutOfMemory) in
            try ColumnEncoder(order: order).encode(staged[request] ?? StagedColumn(values: .integers), kind: kind)
        }
        meter.encoded()
        return column
    }

    /// The order of customers and look-ups.
    func orderByKey(_ key: EntityScan.Request) throws(ColumnSourceError) -> RowOrder {
        try step { () throws(OutOfMemory) in try RowOrder(key: staged[key] ?? StagedColumn(values: .integers)) }
    }

    /// The order of records.
    ///
    /// - Parameter deciding: the fields that order an owner's records: the first decides, each next one breaks ties.
    /// - Returns: the order, and the columns that decide it.
    func order(_ owners: StagedColumn, ownerCount: Int, _ deciding: [EntityScan.Request]) throws(ColumnSourceError) -> (
        order: RowOrder, columns: [Column]
    ) {
        let arrival = try step { () throws(OutOfMemory) in try RowOrder(owners: owners, ownerCount: ownerCount) }
        let columns = try deciding.map { (request) throws(ColumnSourceError) in try column(request, arrival) }
        guard let sorted = try step({ () throws(OutOfMemory) in try arrival.sorted(by: columns) }) else {
            return (arrival, columns)
        }
        return (sorted, try deciding.map { (request) throws(ColumnSourceError) in try column(request, sorted) })
    }

    private func step<Result>(_ body: () throws(OutOfMemory) -> Result) throws(ColumnSourceError) -> Result {
        do throws(StoreError) { try cancellation.checkStore() } catch { throw ColumnSourceError(error) }
        do throws(OutOfMemory) { return try body() } catch { throw .noMemory }
    }
}
