internal import Model
internal import Store

/// A row that is not imported, with what is kept of it.
struct RejectedRow {
    /// A cell under one of the input's own columns.
    struct Cell: Hashable {
        var bytes: [UInt8]
        /// Whether emptiness was spelt out, which for text is a value.
        var isQuoted = false
    }

    var line: Int
    var rejection: RecordChecker.Rejection
    /// nil where the row could not be taken apart, and in JSON Lines.
    var cells: [Cell]?
    /// The row as it stands in the input, where that is more than the cells say.
    var source: [UInt8]

    /// About as many bytes as it takes to keep it.
    var size: Int { 200 + source.count + rejection.value.count + (cells?.reduce(0) { $0 + $1.bytes.count + 32 } ?? 0) }
}

/// How the rows of an input are taken apart once more when they are rejected, by whichever thread.
enum RowForm: Sendable {
    case delimited(DelimitedForm)
    /// A line is an object, and kept as it is.
    case lines

    /// - Parameters:
    ///   - source: the row as it stands in the input.
    ///   - isMended: whether it is what `reject_row` holds, and no row of the rejects file itself.
    func rejected(_ line: Int, _ rejection: RecordChecker.Rejection, source: [UInt8],
                  isMended: Bool = false) -> RejectedRow {
        switch self {
        case .delimited(let form): form.rejected(line, rejection, source: source, isMended: isMended)
        case .lines: RejectedRow(line: line, rejection: rejection, cells: nil, source: source)
        }
    }
}

/// The columns of a delimited file, those of a rejects file among them.
///
/// A rejects file repeats the columns of its input and puts its own in front. A row that had another number of cells,
/// or could not be read at all, is kept in `reject_row` as it stood; its cells are empty. There it can be mended: a row
/// whose own cells are all empty is taken from `reject_row`, any other from its cells.
struct DelimitedForm: Sendable {
    let delimiter: UInt8
    let columnCount: Int
    /// Columns that are the input's own: all but those that rejects files add.
    let ownColumns: [Int]
    /// The column that may hold a row.
    let rowColumn: Int?
    /// Those that say what was wrong with it.
    private let rejectionColumns: (column: Int, value: Int, reason: Int)?
    var isRejectsFile: Bool { rowColumn != nil || rejectionColumns != nil }
    /// Columns up to the last one that has a name.
    private let namedCount: Int

    init(header: [String], delimiter: UInt8) {
        self.delimiter = delimiter
        columnCount = header.count
        namedCount = (header.lastIndex { !$0.isEmpty } ?? -1) + 1
        ownColumns = header.indices.filter { !ColumnMatcher.isRejectColumn(header[$0]) }
        rowColumn = header.firstIndex(of: ColumnMatcher.rejectedRowColumn)
        let places = ["reject_column", "reject_value", "reject_reason"].compactMap { header.firstIndex(of: $0) }
        rejectionColumns = places.count == 3 ? (places[0], places[1], places[2]) : nil
    }

    /// Whether a row with another number of cells than the header has is complete all the same: what it lacks has no
    /// name, and what it has beyond is empty.
    func fits(_ record: DelimitedReader.Record) -> Bool {
        record.count >= namedCount && record.indices.dropFirst(columnCount).allSatisfy { record.isEmpty($0) }
    }

    /// The rejection recorded in a row of a rejects file.
    func rejection(in record: DelimitedReader.Record) -> RecordChecker.Rejection? {
        guard let rejectionColumns, record.count == columnCount else { return nil }
        return RecordChecker.Rejection(column: String(decoding: record[rejectionColumns.column], as: UTF8.self),
                                       value: Array(record[rejectionColumns.value]),
                                       reason: String(decoding: record[rejectionColumns.reason], as: UTF8.self))
    }

    /// The cells under the input's own columns of a row that was mended in `reject_row`; nil where it still does not
    /// fit.
    func ownCells(ofMended source: [UInt8]) -> [RejectedRow.Cell]? {
        cells(of: source).flatMap { $0.count == ownColumns.count ? $0 : nil }
    }

    /// Whether a row has something under the input's own columns, or nothing but what `reject_row` holds.
    func isToBeMended(_ record: DelimitedReader.Record) -> Bool {
        guard let rowColumn, record.count == columnCount, !record.isEmpty(rowColumn) else { return false }
        return ownColumns.allSatisfy { record.isEmpty($0) }
    }

    func rejected(_ line: Int, _ rejection: RecordChecker.Rejection, source: [UInt8], isMended: Bool) -> RejectedRow {
        guard !isMended, let cells = cells(of: source), cells.count == columnCount else {
            // A mended row has but the input's own columns.
            let own = ownCells(ofMended: source)
            return RejectedRow(line: line, rejection: rejection, cells: own, source: own == nil ? source : [])
        }
        // Values filled into the cells take precedence; the contents of `reject_row` are kept.
        return RejectedRow(line: line, rejection: rejection, cells: ownColumns.map { cells[$0] },
                           source: rowColumn.map { cells[$0].bytes } ?? [])
    }

    /// The cells of a text that is one row; nil where it is none, or more.
    private func cells(of source: [UInt8]) -> [RejectedRow.Cell]? {
        var position = 0
        let bytes = ByteSource(name: "a row") { buffer throws(StoreError) in
            let count = min(buffer.count, source.count - position)
            buffer.copyBytes(from: source[position..<(position + count)])
            position += count
            return count
        }
        let reader = DelimitedReader(RecordBuffer(bytes, capacity: source.count + 1), delimiter: delimiter)
        guard case .record? = try? reader.next() else { return nil }
        let cells = reader.cells.map { RejectedRow.Cell(bytes: Array(reader.bytes($0)), isQuoted: $0.isQuoted) }
        guard case .end? = try? reader.next() else { return nil }
        return cells
    }
}
