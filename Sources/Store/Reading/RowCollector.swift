internal import CSQLite

/// An aggregate function that keeps what it is called with: SQLite runs through a table without leaving its own loop,
/// which costs less than a step, and a call for each value, a row.
final class RowCollector {
    /// None that `clientele_` begins: it does not make a connection register the functions that do.
    static let name = "collect_for_clientele"

    /// The state of a call, at one address, which SQLite keeps.
    private struct State {
        var columns: UnsafeMutablePointer<Cursor>
        var width = 0
        var row = 0
        /// How many rows there is memory for.
        var rowLimit = 0
        /// The collector itself, which outlives its state.
        var collector: Unmanaged<RowCollector>?
    }

    private struct Cursor {
        let kind: TableScan.Kind
        let integers: UnsafeMutablePointer<Int64>
        let numbers: UnsafeMutablePointer<Double>
        let codes: UnsafeMutablePointer<UInt32>
        let missing: UnsafeMutablePointer<UInt8>
        let pool: Unmanaged<TextPool>?
        var hasMissing = false
    }

    private let state: UnsafeMutablePointer<State>
    private var columns: [TableScan.ColumnBlock] = []
    private var deliver: ((Int, [TableScan.ColumnBlock]) throws(TableScan.Failure) -> Void)?
    private var rowsBefore = 0
    /// Why the statement was stopped.
    private(set) var failure: TableScan.Failure?

    fileprivate init() {
        state = .allocate(capacity: 1)
        state.initialize(to: State(columns: .allocate(capacity: TableScan.widthLimit)))
        state.pointee.collector = Unmanaged.passUnretained(self)
    }

    deinit {
        state.pointee.columns.deallocate()
        state.deallocate()
    }

    // MARK: One scan

    /// - Parameter blocks: of zeros.
    func begin(
        _ blocks: [TableScan.ColumnBlock],
        _ body: @escaping (Int, [TableScan.ColumnBlock]) throws(TableScan.Failure) -> Void
    ) {
        precondition(blocks.count <= TableScan.widthLimit)
        columns = blocks
        deliver = body
        failure = nil
        rowsBefore = 0
        state.pointee.width = blocks.count
        aim()
    }

    /// Makes the next row the first of the columns.
    private func aim() {
        state.pointee.row = 0
        state.pointee.rowLimit = columns.first?.rowLimit ?? TableScan.blockSize
        for (index, block) in columns.enumerated() {
            (state.pointee.columns + index).initialize(
                to: Cursor(
                    kind: block.kind, integers: block.integers, numbers: block.memory.pointer(Double.self),
                    codes: block.codes,
                    missing: block.isMissing, pool: block.pool.map { Unmanaged.passUnretained($0) }))
        }
    }

    /// Hands out the last block.
    func finish() throws(TableScan.Failure) {
        if state.pointee.row > 0 { try handOut() }
    }

    /// - Returns: the blocks, of zeros again where the scan went to its end.
    func end() -> [TableScan.ColumnBlock] {
        defer { columns = [] }
        state.pointee.width = 0
        deliver = nil
        return columns
    }

    private func handOut() throws(TableScan.Failure) {
        let count = state.pointee.row
        for index in columns.indices { columns[index].hasMissing = state.pointee.columns[index].hasMissing }
        try deliver?(count, columns)
        rowsBefore += count
        state.pointee.row = 0
        for index in columns.indices where columns[index].hasMissing {
            columns[index].isMissing.update(repeating: 0, count: count)
            columns[index].hasMissing = false
            state.pointee.columns[index].hasMissing = false
        }
    }

    /// Where one block did not do, there are likely to be many.
    private func grow() throws(TableScan.Failure) {
        for index in columns.indices {
            guard
                let larger = TableScan.ColumnBlock(
                    kind: columns[index].kind, rows: TableScan.blockSize, pool: columns[index].pool)
            else { throw .noMemory }
            columns[index] = larger
        }
        aim()
    }

    // MARK: One row

    /// - Returns: false where the scan has to stop.
    @inline(__always)
    private static func take(_ state: UnsafeMutablePointer<State>, _ values: UnsafeMutablePointer<OpaquePointer?>)
        -> Bool
    {
        let row = state.pointee.row, width = state.pointee.width
        var cursor = state.pointee.columns
        for index in 0..<width {
            let value = values[index]
            let type = sqlite3_value_type(value)
            switch cursor.pointee.kind {
            case .integer where type == SQLITE_INTEGER:
                cursor.pointee.integers[row] = sqlite3_value_int64(value)
            case .text where type == SQLITE_TEXT:
                let text = sqlite3_value_text(value)
                let bytes = UnsafeRawBufferPointer(start: text, count: Int(sqlite3_value_bytes(value)))
                cursor.pointee.codes[row] =
                    cursor.pointee.pool?._withUnsafeGuaranteedRef { $0.code(of: bytes) } ?? TextPool.missing
            case .number where type == SQLITE_FLOAT || type == SQLITE_INTEGER:
                cursor.pointee.numbers[row] = sqlite3_value_double(value)
            case .flag where type == SQLITE_INTEGER && sqlite3_value_int64(value) & ~1 == 0:
                cursor.pointee.integers[row] = sqlite3_value_int64(value)
            default:
                guard type == SQLITE_NULL else { return refuse(state, index, value) }
                cursor.pointee.missing[row] = 1
                cursor.pointee.hasMissing = true
                if cursor.pointee.kind == .text {
                    cursor.pointee.codes[row] = TextPool.missing
                } else {
                    cursor.pointee.integers[row] = 0
                }
            }
            cursor += 1
        }
        state.pointee.row = row + 1
        return row + 1 < state.pointee.rowLimit || handOut(state)
    }

    @inline(never)
    private static func handOut(_ state: UnsafeMutablePointer<State>) -> Bool {
        guard let collector = state.pointee.collector?.takeUnretainedValue() else { return false }
        do throws(TableScan.Failure) {
            try collector.handOut()
            if state.pointee.rowLimit < TableScan.blockSize { try collector.grow() }
            return true
        } catch {
            collector.failure = error
            return false
        }
    }

    @inline(never)
    private static func refuse(_ state: UnsafeMutablePointer<State>, _ column: Int, _ value: OpaquePointer?) -> Bool {
        guard let collector = state.pointee.collector?.takeUnretainedValue() else { return false }
        func text() -> String { sqlite3_value_text(value).map { String(cString: $0) } ?? "" }
        let found = switch sqlite3_value_type(value) {
        case SQLITE_INTEGER: "\(sqlite3_value_int64(value))"
        case SQLITE_FLOAT: "the decimal number \(text())"
        case SQLITE_TEXT: "the text \"\(text().prefix(40))\""
        case SQLITE_BLOB: "a blob"
        default: "nothing"
        }
        collector.failure = .misfit(
            TableScan.TypeMismatch(column: column, row: collector.rowsBefore + state.pointee.row, found: found))
        return false
    }

    /// - Parameter database: calls the function only while a scan is under way, and keeps the collector.
    static func register(in database: Database) throws(StoreError) -> RowCollector {
        let collector = RowCollector()
        let code = sqlite3_create_function_v2(
            database.handle, name, -1, SQLITE_UTF8 | SQLITE_DIRECTONLY, collector.state, nil,
            { context, _, values in
                guard let context, let values, let state = sqlite3_user_data(context) else { return }
                if !RowCollector.take(state.assumingMemoryBound(to: State.self), values) {
                    sqlite3_result_error(context, "stopped", -1)
                }
            },
            { _ in }, nil)
        if code != SQLITE_OK { throw database.error() }
        return collector
    }
}
