internal import Model
internal import Store

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

    /// Where a row stands in the input.
    private struct Place {
        var line: Int
        /// In `sources`; 0 bytes where it is not kept.
        var start: Int, length: Int
    }

    /// Cells per row.
    let stride: Int
    /// Rows, one after another. The row behind the last is where the next is put together.
    private let cells: UnsafeMutablePointer<Cell>
    private let places: UnsafeMutablePointer<Place>
    private let rowCapacity: Int
    private(set) var rowCount = 0
    private let texts = ByteArena(capacity: 1 << 16)
    /// Data kept for rows in addition to their cells.
    private let sources = ByteArena(capacity: 1 << 16)
    let keeps: Kept

    /// Kind of data kept for rows in addition to their cells.
    enum Kept {
        case nothing
        /// The rows as they stand in the input: they may have to be given back.
        case sources
        /// Digests, which identify rows without keys.
        case digests
    }

    /// Digest of the row being assembled.
    var digest = RowDigest()

    /// Keys of customers to be made before these rows.
    var newOwners: [Cell] = []
    /// Values that identify the new owners where the key does not: one per owner, or none at all.
    var newOwnerValues: [Cell] = []
    /// Rows that could not be taken in, each before the row of that number.
    private(set) var rejects: [(before: Int, row: RejectedRow)] = []
    private var rejectedBytes = 0

    /// Cells of keys that were met in good rows and are no whole numbers, as the keys of the store are so far: indexes
    /// into a row.
    var textKeys: Set<Int> = []

    // Totals since the import began, as of this batch.
    var rowsRead = 0
    var bytesConsumed: Int64 = 0

    private static let byteTarget = 1 << 20

    init(stride: Int, rowCapacity: Int, keeps: Kept = .nothing) {
        self.stride = stride
        self.rowCapacity = rowCapacity
        self.keeps = keeps
        cells = .allocate(capacity: stride * (rowCapacity + 1))
        places = .allocate(capacity: rowCapacity)
    }

    deinit {
        cells.deallocate()
        places.deallocate()
    }

    var isFull: Bool {
        rowCount >= rowCapacity || texts.count >= RecordBatch.byteTarget || sources.count >= RecordBatch.byteTarget
            || rejects.count >= rowCapacity || rejectedBytes >= RecordBatch.byteTarget
    }

    var text: UTF8Bytes { texts.bytes }
    var textCount: Int { texts.count }

    func text(_ cell: Cell) -> UTF8Bytes { texts.bytes(from: Int(cell.bits), count: Int(cell.length)) }

    func row(_ number: Int) -> UnsafeBufferPointer<Cell> {
        precondition(number < rowCount)
        return UnsafeBufferPointer(start: cells + number * stride, count: stride)
    }

    func line(ofRow number: Int) -> Int {
        precondition(number < rowCount)
        return places[number].line
    }

    /// The row as it stands in the input, or its digest.
    func source(ofRow number: Int) -> UTF8Bytes {
        precondition(number < rowCount)
        return sources.bytes(from: places[number].start, count: places[number].length)
    }

    func clear() {
        newOwners.removeAll(keepingCapacity: true)
        newOwnerValues.removeAll(keepingCapacity: true)
        textKeys.removeAll()
        rejects.removeAll(keepingCapacity: true)
        rejectedBytes = 0
        rowCount = 0
        texts.drop(downTo: 0)
        sources.drop(downTo: 0)
    }

    /// The row that is being put together, all cells absent.
    func beginRow() -> UnsafeMutableBufferPointer<Cell> {
        precondition(rowCount < rowCapacity)
        let row = cells + rowCount * stride
        row.initialize(repeating: .absent, count: stride)
        return UnsafeMutableBufferPointer(start: row, count: stride)
    }

    func endRow(line: Int, source: UTF8Bytes) {
        let start = sources.count
        switch keeps {
        case .nothing: break
        case .sources: sources.append(source)
        case .digests: withUnsafeBytes(of: digest.finish()) { sources.append($0.bindMemory(to: UInt8.self)) }
        }
        places[rowCount] = Place(line: line, start: start, length: sources.count - start)
        rowCount += 1
    }

    /// Takes back the text of a row that is not kept.
    func dropText(downTo count: Int) { texts.drop(downTo: count) }

    func appendText(_ bytes: UTF8Bytes) -> Cell {
        let start = texts.count
        texts.append(bytes)
        return Cell(bits: Int64(start), length: Int32(clamping: bytes.count), tag: .text)
    }

    func reject(_ row: RejectedRow) {
        rejects.append((rowCount, row))
        rejectedBytes += row.size
    }
}
