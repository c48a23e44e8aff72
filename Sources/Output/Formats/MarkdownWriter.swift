internal import Model

/// A table in GitHub's Markdown, aligned in the source as well, for reports and reviews.
///
/// Headers are labels where columns have them. Missing values and empty texts are empty cells. Widths come from the
/// first `TableWriter.sampleRows` rows; a wider cell further down leaves the table right and only its source ragged.
struct MarkdownWriter: ResultWriter {
    private let sink: ByteSink
    private let format: ValueFormat
    private var columns: [ResultColumn] = []
    private var header = CellBuffer(target: .markdown)
    /// Rows waiting for the widths; afterwards the row at hand.
    private var buffer = CellBuffer(target: .markdown)
    private var widths: [Int]?

    init(sink: ByteSink, format: ValueFormat) {
        self.sink = sink
        self.format = format
    }

    mutating func begin(_ columns: [ResultColumn]) throws {
        self.columns = columns
        widths = nil
        buffer.removeAll()
        header.removeAll()
        for column in columns { header.append(column.label ?? column.name) }
    }

    mutating func write(_ row: [Value]) throws {
        for index in row.indices { buffer.append(row[index], of: columns[index], format: format) }
        if let widths {
            appendRows(widths)
        } else if buffer.cells.count >= TableWriter.sampleRows * columns.count {
            appendHead()
        }
        try sink.flushIfFull()
    }

    mutating func end(_ summary: ResultSummary) throws {
        if widths == nil { appendHead() }
        try sink.flush()
    }

    private mutating func appendHead() {
        // Three dashes are the shortest rule that every reader knows.
        let widths = columns.indices.map {
            max(3, header.cells[$0].width, buffer.width(ofColumn: $0, of: columns.count))
        }
        self.widths = widths
        if columns.isEmpty { return }
        append(row: 0, of: header, widths)
        for (index, column) in columns.enumerated() {
            let isRightAligned = column.type.isRightAligned
            sink.bytes.append(contentsOf: "| ".utf8)
            for _ in 0..<(widths[index] - (isRightAligned ? 1 : 0)) { sink.bytes.append(UInt8(ascii: "-")) }
            sink.bytes.append(contentsOf: (isRightAligned ? ": " : " ").utf8)
        }
        sink.bytes.append(contentsOf: "|\n".utf8)
        appendRows(widths)
    }

    private mutating func appendRows(_ widths: [Int]) {
        if columns.isEmpty { return }
        for first in stride(from: 0, to: buffer.cells.count, by: columns.count) {
            append(row: first, of: buffer, widths)
        }
        buffer.removeAll()
    }

    /// The row whose first cell is `first`.
    private func append(row first: Int, of buffer: CellBuffer, _ widths: [Int]) {
        for index in columns.indices {
            let cell = buffer.cells[first + index]
            let padding = max(0, widths[index] - cell.width)
            let isRightAligned = columns[index].type.isRightAligned
            sink.bytes.append(contentsOf: "| ".utf8)
            if isRightAligned { sink.bytes.append(spaces: padding) }
            sink.bytes.append(contentsOf: buffer.bytes[cell.start..<cell.end])
            sink.bytes.append(spaces: isRightAligned ? 1 : padding + 1)
        }
        sink.bytes.append(contentsOf: "|\n".utf8)
    }
}
