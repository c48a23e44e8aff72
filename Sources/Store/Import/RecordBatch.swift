/// Checked rows on their way from the reading to the writing thread: flat, and used again and again.
final class RecordBatch {
    struct Cell {
        enum Tag: UInt8 {
            /// The record does not mention the field: a stored value stays.
            case absent
            case missing
            case integer
            /// `bits` is a double's bit pattern.
            case real
            /// `bits` is an offset into `text`.
            case text
        }

        var bits: Int64
        /// Bytes of text.
        var length: Int32
        var tag: Tag
    }

    /// Cells per row.
    let stride: Int
    /// `rowCount * stride` cells, row by row.
    var cells: [Cell] = []
    var text: [UInt8] = []
    private(set) var rowCount = 0
    /// Keys of customers to be made before these rows.
    var newOwners: [Cell] = []

    // Totals since the import began, as of this batch.
    var rowsRead = 0
    var rejects = 0
    var bytesConsumed: Int64 = 0

    private let capacity: Int
    private static let textCapacity = 1 << 20

    init(stride: Int, capacity: Int) {
        self.stride = stride
        self.capacity = capacity
        cells.reserveCapacity(stride * capacity)
    }

    var isFull: Bool { rowCount >= capacity || text.count >= RecordBatch.textCapacity }

    func clear() {
        cells.removeAll(keepingCapacity: true)
        text.removeAll(keepingCapacity: true)
        newOwners.removeAll(keepingCapacity: true)
        rowCount = 0
    }

    func beginRow() {
        for _ in 0..<stride { cells.append(Cell(bits: 0, length: 0, tag: .absent)) }
    }

    func endRow() { rowCount += 1 }

    /// Takes back the row that was begun.
    func dropRow(textCount: Int) {
        cells.removeLast(stride)
        text.removeLast(text.count - textCount)
    }
}
