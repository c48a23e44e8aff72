package import Columns
import Concurrency
package import Model
import Store

/// Rows that columns have worked out, all at once.
package final class ColumnRows: RowSource {
    package let result: ColumnResult
    /// Looked at now and then while rows go by.
    private let interrupter: Database.Interrupter?
    private var cancellation: CancellationToken?
    private let columns: Int
    /// The index of the current row.
    private var place = -1
    /// Rows that were read together, and their values, row after row.
    private var block: (rows: Range<Int>, values: [Value]) = (0..<0, [])
    private static let blockSize = 256

    init(_ result: ColumnResult, columns: Int, _ interrupter: Database.Interrupter?) {
        self.result = result
        self.columns = columns
        self.interrupter = interrupter
        cancellation = interrupter?.token
    }

    package var count: Int? { result.rowCount }
    package var isEmpty: Bool { result.rowCount == 0 }

    package func advance() throws(Failure) -> Bool {
        guard place + 1 < result.rowCount else { return false }
        place += 1
        if place % ColumnRows.blockSize == 0, cancellation?.isCancelled == true { throw .interruption }
        return true
    }

    package func read(_ columns: Int, into row: inout [Value]) {
        if !block.rows.contains(place) {
            let rows = place..<min(result.rowCount, place + ColumnRows.blockSize)
            block = (rows, result.values(rows, columns: self.columns))
        }
        let start = (place - block.rows.lowerBound) * self.columns
        row.append(contentsOf: block.values[start..<start + columns])
    }

    package func isMissing(_ column: Int) -> Bool { result.value(place, column).isMissing }
    package func isTrue(_ column: Int) -> Bool { result.value(place, column) == .bool(true) }

    package func rewind() -> Bool {
        guard result.rowCount * columns <= KeptRows.limit else { return false }
        (place, cancellation) = (-1, interrupter?.token)
        return true
    }
}
