internal import Model

/// A table for people: aligned, as wide as the terminal allows, with a rule under the header and a last line that says
/// what was hidden.
///
///     id    name      spend
///     ────  ───────  ──────
///     4711  Ana       12.50
///     4712  王小明        ·
///     … 4,010 more rows; 1 column hidden: city
///
/// Columns that nobody asked for and that have no value in any row are left out, and named in the last line.
/// A missing value is `·`. Column widths come from all rows where their number is limited, else from the first
/// `sampleRows`; a wider cell further down is cut where the width is limited and the column holds text, else written
/// whole.
struct TableWriter: ResultWriter {
    static let sampleRows = 1000

    private let sink: ByteSink
    private let format: ValueFormat
    private let style: TableStyle
    private var columns: [ResultColumn] = []
    private var header = CellBuffer(target: .terminal)
    private var buffer = CellBuffer(target: .terminal)
    private var layout: TableLayout?
    /// Columns left out for want of values.
    private var empty: [Int] = []
    private var rowsWritten = 0
    private var rowsShown = 0
    /// How many of the rows that wait stand above a rule; nil where there is none.
    private var rowsAboveRule: Int?

    init(sink: ByteSink, format: ValueFormat, style: TableStyle) {
        self.sink = sink
        self.format = format
        self.style = style
    }

    mutating func begin(_ columns: [ResultColumn]) throws {
        self.columns = columns
        (rowsWritten, rowsShown, layout, empty, rowsAboveRule) = (0, 0, nil, [], nil)
        buffer.removeAll()
        header.removeAll()
        for column in columns { header.append(column.name) }
    }

    var isSatisfied: Bool { style.maximumRows.map { rowsShown >= $0 } ?? false }

    mutating func write(_ row: [Value]) throws {
        rowsWritten += 1
        if isSatisfied { return }
        rowsShown += 1
        for index in row.indices { buffer.append(row[index], of: columns[index], format: format) }
        if let layout {
            appendRows(layout)
            try sink.flushIfFull()
        } else if style.maximumRows == nil, rowsShown >= TableWriter.sampleRows {
            appendHead()
            try sink.flushIfFull()
        }
    }

    mutating func writeRule() { rowsAboveRule = columns.isEmpty ? nil : buffer.cells.count / columns.count }

    mutating func end(_ summary: ResultSummary) throws {
        if layout == nil {
            empty = columns.indices.filter {
                columns[$0].isImplied && buffer.hasOnlyMissing(inColumn: $0, of: columns.count)
            }
            appendHead()
        }
        if let line = hiddenLine(totalRows: max(rowsWritten, summary.totalRows ?? 0)) {
            sink.bytes.append(WordWrap.wrapped(line, columns: style.maximumWidth), in: style.isColored ? .dim : nil)
            sink.bytes.append(UInt8(ascii: "\n"))
        }
        try sink.flush()
    }

    // MARK: - Lines

    /// Settles the layout and writes the header, the rule and the rows waiting.
    private mutating func appendHead() {
        let measures = columns.indices.map { index in
            TableLayout.Measure(headerWidth: header.cells[index].width,
                                cellWidth: buffer.width(ofColumn: index, of: columns.count))
        }
        let layout = TableLayout(
            columns: columns, measures: measures, maximumWidth: style.maximumWidth, leavingOut: empty)
        self.layout = layout
        if columns.isEmpty { return }
        sink.bytes.append(in: style.isColored ? .bold : nil) { bytes in
            for (place, column) in layout.shown.enumerated() {
                append(header.cells[column.index], of: header, in: column, cuts: style.maximumWidth != nil,
                       isLast: place == layout.shown.count - 1, to: &bytes)
            }
        }
        sink.bytes.append(UInt8(ascii: "\n"))
        appendRule(layout)
        appendRows(layout)
    }

    private func appendRule(_ layout: TableLayout) {
        sink.bytes.append(in: style.isColored ? .dim : nil) { bytes in
            for (place, column) in layout.shown.enumerated() {
                if place > 0 { bytes.append(spaces: TableLayout.gap) }
                for _ in 0..<column.width { bytes.append(contentsOf: "─".utf8) }
            }
        }
        sink.bytes.append(UInt8(ascii: "\n"))
    }

    private mutating func appendRows(_ layout: TableLayout) {
        if columns.isEmpty { return }
        for first in stride(from: 0, to: buffer.cells.count, by: columns.count) {
            if first / columns.count == rowsAboveRule { appendRule(layout) }
            for (place, column) in layout.shown.enumerated() {
                append(buffer.cells[first + column.index], of: buffer, in: column, cuts: column.isShortened,
                       isLast: place == layout.shown.count - 1, to: &sink.bytes)
            }
            // Behind an empty last cell the padding before it would stand at the end of the line.
            if let last = layout.shown.last, buffer.cells[first + last.index].width == 0, layout.shown.count > 1 {
                sink.bytes.removeTrailingSpaces()
            }
            sink.bytes.append(UInt8(ascii: "\n"))
        }
        buffer.removeAll()
        rowsAboveRule = nil
    }

    private func append(_ cell: CellBuffer.Cell, of buffer: CellBuffer, in column: TableLayout.Column, cuts: Bool,
                        isLast: Bool, to bytes: inout [UInt8]) {
        let padding = max(0, column.width - cell.width)
        if column.isRightAligned { bytes.append(spaces: padding) }
        if cuts, cell.width > column.width {
            DisplayText.appendShortened(buffer.bytes, from: cell.start, to: cell.end, width: column.width, into: &bytes)
        } else {
            bytes.append(in: cell.isMissing && style.isColored ? .dim : nil) {
                $0.append(contentsOf: buffer.bytes[cell.start..<cell.end])
            }
        }
        if isLast { return }
        bytes.append(spaces: TableLayout.gap + (column.isRightAligned ? 0 : padding))
    }

    /// `… 4,010 more rows (-o has all); 2 columns hidden: city, email (…)`; nil where all is shown.
    private func hiddenLine(totalRows: Int) -> String? {
        var parts: [String] = []
        let hidesColumns = layout.map { !$0.hidden.isEmpty } ?? false
        // Where one thing helps to see both, it is said once.
        let rowsHint = hidesColumns && style.rowsHint == style.columnsHint ? nil : style.rowsHint
        if totalRows > rowsShown {
            parts.append(TableStyle.moreRows(totalRows - rowsShown, hint: rowsHint))
        }
        if let layout, !layout.hidden.isEmpty {
            let names = layout.hidden.map { DisplayText.printable(columns[$0].name) }.joined(separator: ", ")
            parts.append(
                "\(counted(layout.hidden.count, "column", "columns")) hidden: \(names)"
                    + TableStyle.aside(style.columnsHint))
        }
        if !empty.isEmpty {
            parts.append(
                "no values in \(empty.map { DisplayText.printable(columns[$0].name) }.joined(separator: ", "))")
        }
        return parts.isEmpty ? nil : parts.joined(separator: "; ")
    }
}
