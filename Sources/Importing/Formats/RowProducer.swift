internal import Store
internal import Syntax

/// Turns an input into batches of checked rows, and of the rows that fail.
protocol RowProducer: AnyObject {
    var checker: RecordChecker { get }
    var buffer: RecordBuffer { get }
    /// Cells per row of a batch.
    var stride: Int { get }
    /// Adds rows until the batch is full. False at the end of the input.
    func fill(_ batch: RecordBatch) throws(StoreError) -> Bool
    /// How a row of the batch can be rejected after all.
    var form: RowForm { get }
    /// Columns that a cell comes from, as the input names them.
    func columnNames(ofCell cell: Int) -> [String]
    /// Columns of the input that no field takes.
    var ignoredColumns: [String] { get }
    /// Rows at the end that add up those above, and are no records.
    var totalRows: Int { get }
    /// Rows that are no records, by what the mapping of their source says.
    var leftOut: Int { get }
    /// Checks that are possible only at the end of the input.
    func checkAtEnd() throws(StoreError)
}

extension RowProducer {
    var totalRows: Int { 0 }
    var leftOut: Int { 0 }
    func columnNames(ofCell cell: Int) -> [String] { [checker.names[cell]] }
}
