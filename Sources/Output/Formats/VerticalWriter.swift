internal import Model

/// Rows one below the other, a line for each value, for few rows of many columns.
///
///     id    4711
///     name  Ana
///     city  ·
///
/// A blank line stands between two rows. Values are written as in a table, and whole; a missing one is `·`. Where the
/// number of rows is limited, as many are shown as the lines allow, but one at the least.
struct VerticalWriter: ResultWriter {
    private let sink: ByteSink
    private let format: ValueFormat
    private let style: TableStyle
    private var columns: [ResultColumn] = []
    private var names = CellBuffer(target: .terminal)
    private var row = CellBuffer(target: .terminal)
    private var rowsWritten = 0
    private var rowsShown = 0

    init(sink: ByteSink, format: ValueFormat, style: TableStyle) {
        self.sink = sink
        self.format = format
        self.style = style
    }

    mutating func begin(_ columns: [ResultColumn]) throws {
        self.columns = columns
        (rowsWritten, rowsShown) = (0, 0)
        names.removeAll()
        for column in columns { names.append(column.name) }
    }

    var isSatisfied: Bool { style.maximumRows.map { rowsShown >= max(1, $0 / (columns.count + 1)) } ?? false }

    mutating func write(_ values: [Value]) throws {
        rowsWritten += 1
        if isSatisfied { return }
        if rowsShown > 0 { sink.bytes.append(UInt8(ascii: "\n")) }
        rowsShown += 1
        row.removeAll()
        for index in values.indices { row.append(values[index], of: columns[index], format: format) }
        let width = names.width(ofColumn: 0, of: 1)
        for index in values.indices { appendLine(names.cells[index], row.cells[index], width) }
        try sink.flushIfFull()
    }

    private func appendLine(_ name: CellBuffer.Cell, _ value: CellBuffer.Cell, _ width: Int) {
        sink.bytes.append(in: style.isColored ? .bold : nil) {
            $0.append(contentsOf: names.bytes[name.start..<name.end])
        }
        if value.width > 0 { sink.bytes.append(spaces: width - name.width + TableLayout.gap) }
        sink.bytes.append(in: value.isMissing && style.isColored ? .dim : nil) {
            $0.append(contentsOf: row.bytes[value.start..<value.end])
        }
        sink.bytes.append(UInt8(ascii: "\n"))
    }

    mutating func end(_ summary: ResultSummary) throws {
        let hidden = max(rowsWritten, summary.totalRows ?? 0) - rowsShown
        if hidden > 0 {
            let line = TableStyle.moreRows(hidden, hint: style.rowsHint)
            sink.bytes.append(WordWrap.wrapped(line, columns: style.maximumWidth), in: style.isColored ? .dim : nil)
            sink.bytes.append(UInt8(ascii: "\n"))
        }
        try sink.flush()
    }
}
