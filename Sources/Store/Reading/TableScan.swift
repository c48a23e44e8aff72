/// Columns of a table in typed memory, as fast as SQLite gives them.
///
/// Rows are read in blocks; whoever scans gets each block when it is full, and its memory again for the next.
package final class TableScan {
    /// The type required of a column's values.
    package enum Kind: UInt8, Sendable {
        case integer, flag, number, text
    }

    /// Values of one column of a block.
    package struct ColumnBlock {
        package let kind: Kind
        /// Int64 for integers and flags, Double for numbers, UInt32 codes of `pool` for texts. Missing values are 0,
        /// missing texts `TextPool.missing`.
        package let memory: LargeMemory
        /// One byte a row, 1 where the value is missing; only to be read where `hasMissing`.
        package let missing: LargeMemory
        package internal(set) var hasMissing = false
        package let pool: TextPool?

        /// nil where there is no memory.
        init?(kind: Kind, rows: Int, pool: TextPool?) {
            guard let memory = LargeMemory(byteCount: rows * 8), let missing = LargeMemory(byteCount: rows) else {
                return nil
            }
            self.kind = kind
            self.memory = memory
            self.missing = missing
            self.pool = pool
        }

        package var rowLimit: Int { missing.byteCount }
        package var integers: UnsafeMutablePointer<Int64> { memory.pointer(Int64.self) }
        package var codes: UnsafeMutablePointer<UInt32> { memory.pointer(UInt32.self) }
        package var isMissing: UnsafeMutablePointer<UInt8> { missing.pointer(UInt8.self) }
    }

    /// A value that is not of its column's kind.
    package struct TypeMismatch: Sendable {
        package let column: Int
        /// How many rows of the scan lie before it.
        package let row: Int
        /// `text "abc"`, `a blob`, as a message names it.
        package let found: String
    }

    package enum Failure: Error {
        case store(StoreError)
        case misfit(TypeMismatch)
        case noMemory
    }

    package static let blockSize = 32_768
    /// Rows in the first block, which is all that most tables need: allocating large memory costs more than reading a
    /// few rows.
    static let firstBlockSize = 1_024

    private let database: Database
    private let sql: String
    private var columns: [ColumnBlock]
    /// Values of a row that SQLite hands over in one call, at the most.
    package static let widthLimit = 100

    /// - Parameters:
    ///   - values: SQL expressions, one for each of `kinds`, or any where there are none.
    ///   - source: what follows `FROM`; its rows come in the order in which SQLite walks it.
    /// - Returns: nil where there is no memory.
    package init?(_ values: String, from source: String, kinds: [Kind], in database: Database) {
        self.database = database
        sql = "SELECT \(RowCollector.name)(\(values)) FROM \(source)"
        var columns: [ColumnBlock] = []
        for kind in kinds {
            guard
                let column = ColumnBlock(
                    kind: kind, rows: TableScan.firstBlockSize, pool: kind == .text ? TextPool() : nil)
            else { return nil }
            columns.append(column)
        }
        self.columns = columns
    }

    /// The texts that a column has had so far.
    package func pool(of column: Int) -> TextPool { columns[column].pool ?? TextPool() }

    /// Reads the source to its end. May be called again, with other bindings.
    ///
    /// - Parameters:
    ///   - bind: binds what the texts have parameters for.
    ///   - body: gets each block's rows; the memory is used again when it returns.
    package func run(
        bind: (Statement) throws(StoreError) -> Void,
        _ body: @escaping (_ count: Int, _ columns: [ColumnBlock]) throws(Failure) -> Void
    ) throws(Failure) {
        let collector: RowCollector, statement: Statement
        do throws(StoreError) {
            collector = try database.rowCollector()
            statement = try database.prepare(sql)
            try bind(statement)
        } catch { throw .store(error) }
        collector.begin(columns, body)
        defer { columns = collector.end() }
        do throws(StoreError) {
            while try statement.step() {}
        } catch {
            throw collector.failure ?? .store(error)
        }
        try collector.finish()
    }
}
