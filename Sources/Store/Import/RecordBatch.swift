internal import Model

/// Checked rows on their way from the reading to the writing thread: flat memory, used again and again.
///
/// Plain memory rather than arrays: millions of cells pass through, and each would pay for an array's uniqueness and a
/// class's exclusivity check. Every index is held against the capacity that the batch was made with.
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

        static let absent = Cell(bits: 0, length: 0, tag: .absent)
    }

    /// Cells per row.
    let stride: Int
    /// Rows, one after another. The row behind the last is where the next is put together.
    private let cells: UnsafeMutablePointer<Cell>
    private let rowCapacity: Int
    private(set) var rowCount = 0

    private var textBytes: UnsafeMutablePointer<UInt8>
    private var textCapacity: Int
    private(set) var textCount = 0

    /// Keys of customers to be made before these rows.
    var newOwners: [Cell] = []

    // Totals since the import began, as of this batch.
    var rowsRead = 0
    var rejects = 0
    var bytesConsumed: Int64 = 0

    private static let textTarget = 1 << 20

    init(stride: Int, rowCapacity: Int) {
        self.stride = stride
        self.rowCapacity = rowCapacity
        cells = .allocate(capacity: stride * (rowCapacity + 1))
        textCapacity = 1 << 16
        textBytes = .allocate(capacity: textCapacity)
    }

    deinit {
        cells.deallocate()
        textBytes.deallocate()
    }

    var isFull: Bool { rowCount >= rowCapacity || textCount >= RecordBatch.textTarget }

    var text: UTF8Bytes { UTF8Bytes(start: textBytes, count: textCount) }

    func text(_ cell: Cell) -> UTF8Bytes { UTF8Bytes(start: textBytes + Int(cell.bits), count: Int(cell.length)) }

    func row(_ number: Int) -> UnsafeBufferPointer<Cell> {
        precondition(number < rowCount)
        return UnsafeBufferPointer(start: cells + number * stride, count: stride)
    }

    func clear() {
        newOwners.removeAll(keepingCapacity: true)
        rowCount = 0
        textCount = 0
    }

    /// The row that is being put together, all cells absent.
    func beginRow() -> UnsafeMutableBufferPointer<Cell> {
        precondition(rowCount < rowCapacity)
        let row = cells + rowCount * stride
        row.initialize(repeating: .absent, count: stride)
        return UnsafeMutableBufferPointer(start: row, count: stride)
    }

    func endRow() { rowCount += 1 }

    /// Takes back the text of a row that is not kept.
    func dropText(downTo count: Int) { textCount = min(textCount, count) }

    func appendText(_ bytes: UTF8Bytes) -> Cell {
        if textCapacity - textCount < bytes.count { growText(by: bytes.count) }
        if let base = bytes.baseAddress { (textBytes + textCount).update(from: base, count: bytes.count) }
        defer { textCount += bytes.count }
        return Cell(bits: Int64(textCount), length: Int32(clamping: bytes.count), tag: .text)
    }

    private func growText(by count: Int) {
        let capacity = max(textCapacity * 2, textCount + count)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        larger.update(from: textBytes, count: textCount)
        textBytes.deallocate()
        textBytes = larger
        textCapacity = capacity
    }
}
