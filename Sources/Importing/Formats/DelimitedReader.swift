internal import Model
internal import Store

/// Records of CSV and TSV (RFC 4180): quoted cells may hold delimiters, line breaks and doubled quotes; lines end in
/// LF, CRLF or CR. A quote inside an unquoted cell stands for itself.
final class DelimitedReader {
    struct Cell {
        /// Range of the cell's content in the buffer, without enclosing quotes and with doubled quotes resolved.
        var range: Range<Int>
        var isQuoted: Bool
    }

    enum Outcome {
        /// `cells` holds a record.
        case record
        /// The line at `line` was given up; its beginning, and why.
        case malformed(row: [UInt8], reason: String)
        case end
    }

    let buffer: RecordBuffer
    private let delimiter: UInt8
    private var list = CellList()
    /// Cells of the latest record; valid until the next call.
    var cells: UnsafeBufferPointer<Cell> { list.cells }
    /// Physical line, from 1, on which the latest record begins.
    private(set) var line = 0
    /// Indexes into `cells` of those that hold doubled quotes.
    private var escaped: [Int] = []
    /// Range of the latest record, without its line break.
    private var recordRange = 0..<0
    /// The record as it was written, where cells of it had to be changed.
    private var written: [UInt8] = []

    init(_ buffer: RecordBuffer, delimiter: UInt8) {
        self.buffer = buffer
        self.delimiter = delimiter
    }

    deinit { list.deallocate() }

    /// Empty lines are not records.
    func next() throws(StoreError) -> Outcome {
        while true {
            line = buffer.line
            switch scan() {
            case .complete(let content, let end, let lines):
                recordRange = buffer.start..<content
                if !escaped.isEmpty { unescape() }
                buffer.consume(to: end, lines: lines)
                let cells = cells
                if cells.count == 1, cells[0].range.isEmpty, !cells[0].isQuoted { continue }
                return .record
            case .unfinished:
                if try buffer.readMore() { continue }
                return .malformed(
                    row: try buffer.skipLine(),
                    reason:
                        "the record is longer than \(ImportLimits.recordBytes >> 20) MiB (a quote that is never closed?)"
                )
            case .unclosedQuote:
                return .malformed(row: try buffer.skipLine(), reason: "a quote is opened and never closed")
            case .textAfterQuote:
                return .malformed(
                row: try buffer.skipLine(),
                reason: "text follows a closing quote (a quote inside a quoted cell is doubled)")
            case .end:
                return .end
            }
        }
    }

    /// The cell's content; valid until the next call of `next`.
    func bytes(_ cell: Cell) -> UTF8Bytes { buffer.slice(cell.range) }

    /// Hands on the latest record as it stands in the input, without its line break.
    func withRecord<Result>(_ body: (UTF8Bytes) -> Result) -> Result {
        escaped.isEmpty ? body(buffer.slice(recordRange)) : written.withUnsafeBufferPointer(body)
    }

    /// Halves doubled quotes in place: what is read is never longer than what was written.
    private func unescape() {
        written.removeAll(keepingCapacity: true)
        written.append(contentsOf: buffer.slice(recordRange))
        for index in escaped {
            let range = list[index].range
            var from = range.lowerBound, to = range.lowerBound
            while from < range.upperBound {
                let byte = buffer.bytes[from]
                buffer.bytes[to] = byte
                to += 1
                from += byte == UInt8(ascii: "\"") ? 2 : 1
            }
            list[index].range = range.lowerBound..<to
        }
    }

    /// The latest record, with one look at where it lies.
    var record: Record { Record(bytes: UnsafePointer(buffer.bytes), cells: cells) }

    /// The cells of a record; valid until the next one is read.
    struct Record {
        fileprivate let bytes: UnsafePointer<UInt8>
        fileprivate let cells: UnsafeBufferPointer<Cell>

        var count: Int { cells.count }
        subscript(index: Int) -> UTF8Bytes {
            let range = cells[index].range
            return UTF8Bytes(start: bytes + range.lowerBound, count: range.count)
        }
        func isEmpty(_ index: Int) -> Bool { cells[index].range.isEmpty }
        var indices: Range<Int> { cells.indices }
    }

    private enum Scan {
        /// Before and behind the record's line break, and how many physical lines it took.
        case complete(content: Int, end: Int, lines: Int)
        case unfinished, unclosedQuote, textAfterQuote, end
    }

    private func scan() -> Scan {
        let (bytes, filled, isAtEnd) = (buffer.bytes, buffer.filled, buffer.isAtEnd)
        let (lf, cr, quote) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\""))
        // Written back at the end: every access to an object's property is watched.
        var cells = list
        cells.removeAll()
        defer { list = cells }
        if !escaped.isEmpty { escaped.removeAll(keepingCapacity: true) }
        var i = buffer.start
        var lines = 1
        if i == filled { return isAtEnd ? .end : .unfinished }
        while true {
            if i < filled, bytes[i] == quote {
                i += 1
                let start = i
                while true {
                    while i < filled, bytes[i] != quote {
                        if bytes[i] == lf || (bytes[i] == cr && i + 1 < filled && bytes[i + 1] != lf) { lines += 1 }
                        i += 1
                    }
                    if i == filled { return isAtEnd ? .unclosedQuote : .unfinished }
                    if i + 1 == filled, !isAtEnd { return .unfinished }
                    if i + 1 < filled, bytes[i + 1] == quote {
                        if escaped.last != cells.count { escaped.append(cells.count) }
                        i += 2
                    } else {
                        break
                    }
                }
                cells.append(Cell(range: start..<i, isQuoted: true))
                i += 1
                if i < filled, bytes[i] != delimiter, bytes[i] != lf, bytes[i] != cr { return .textAfterQuote }
            } else {
                let start = i
                while i < filled {
                    let byte = bytes[i]
                    if byte == delimiter || byte == lf || byte == cr { break }
                    i += 1
                }
                cells.append(Cell(range: start..<i, isQuoted: false))
            }
            if i == filled { return isAtEnd ? .complete(content: i, end: i, lines: lines) : .unfinished }
            switch bytes[i] {
            case delimiter:
                i += 1
                if i == filled, !isAtEnd { return .unfinished }
            case cr:
                if i + 1 == filled, !isAtEnd { return .unfinished }
                return .complete(content: i, end: i + 1 < filled && bytes[i + 1] == lf ? i + 2 : i + 1, lines: lines)
            default:
                return .complete(content: i, end: i + 1, lines: lines)
            }
        }
    }
}
