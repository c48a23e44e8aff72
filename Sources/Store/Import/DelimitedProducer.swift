internal import Model
internal import Syntax

/// Rows of CSV and TSV: the first line names the columns.
final class DelimitedProducer: RowProducer {
    let checker: RecordChecker
    var buffer: RecordBuffer { reader.buffer }
    let stride: Int
    let ignoredColumns: [String]

    private let reader: DelimitedReader
    private let matches: [ColumnMatcher.Match]
    private let columnCount: Int
    /// Columns of the input that a rejects file repeats: all but its own.
    private let keptColumns: [Int]
    private let rejects: RejectSink
    private var rowsRead = 0

    /// Reads the header.
    init(_ reader: DelimitedReader, matcher: ColumnMatcher, values: ValueReader, options: ImportOptions,
         rejects makeSink: (_ header: [[UInt8]]) -> RejectSink) throws(StoreError) {
        let header = try DelimitedProducer.header(reader)
        let (matches, ignored) = try matcher.match(header)
        try matcher.checkRequired(matches, header)
        self.reader = reader
        self.matches = matches
        ignoredColumns = ignored
        columnCount = header.count
        keptColumns = header.indices.filter { !ColumnMatcher.isRejectColumn(header[$0]) }
        stride = matches.count
        checker = RecordChecker(matcher.entity, columns: matches.map { ($0.name, $0.field) }, reader: values,
                                createsOwners: options.createCustomers)
        rejects = makeSink(keptColumns.map { Array(header[$0].utf8) })
    }

    /// Indexes into the entity's fields, in the order of a row's cells.
    var fields: [Int] { matches.map(\.field) }

    private static func header(_ reader: DelimitedReader) throws(StoreError) -> [String] {
        switch try reader.next() {
        case .end:
            throw StoreError(.noRecords, "the file is empty", notes: ["its first line must name the columns"])
        case .malformed(_, let reason):
            throw StoreError(.badHeader, "line \(reader.line), which must name the columns, cannot be read: \(reason)")
        case .record:
            var names: [String] = []
            for cell in reader.cells {
                let bytes = reader.bytes(cell)
                guard let name = try? checked(bytes) else {
                    throw StoreError(.notText, "the first line is not UTF-8 text")
                }
                names.append(name)
            }
            return names
        }
    }

    private static func checked(_ bytes: UTF8Bytes) throws(ValueReader.Problem) -> String {
        let name = try ValueReader(currency: .usd, timeZone: .utc).text(bytes)
        let blank: (Unicode.Scalar) -> Bool = { $0 == " " || $0 == "\t" }
        let scalars = name.unicodeScalars.drop(while: blank)
        guard let last = scalars.lastIndex(where: { !blank($0) }) else { return "" }
        return String(scalars[...last])
    }

    func fill(_ batch: RecordBatch) throws(StoreError) -> Bool {
        defer {
            batch.bytesConsumed = buffer.bytesConsumed
            batch.rowsRead = rowsRead
            batch.rejects = rejects.count
        }
        while !batch.isFull {
            switch try reader.next() {
            case .end:
                return false
            case .malformed(let row, let reason):
                rowsRead += 1
                try rejects.reject(reader.line, .init(column: "", value: [], reason: reason), cells: nil, row: row)
            case .record:
                rowsRead += 1
                if let rejection = check(batch) {
                    let isRagged = reader.cells.count != columnCount
                    try rejects.reject(reader.line, rejection, cells: isRagged ? nil : keptColumns.map { Array(reader.bytes(reader.cells[$0])) },
                                       row: isRagged ? raggedRow() : [])
                }
            }
        }
        return true
    }

    private func check(_ batch: RecordBatch) -> RecordChecker.Rejection? {
        checker.begin(in: batch)
        let cells = reader.cells
        if cells.count == columnCount {
            for (i, match) in matches.enumerated() {
                let cell = cells[match.column]
                checker.set(i, reader.bytes(cell), isQuoted: cell.isQuoted)
            }
        } else {
            checker.rejectRow("the row has \(cells.count) \(cells.count == 1 ? "value" : "values"), the first line names \(columnCount) columns")
        }
        return checker.end()
    }

    /// The cells of a row that has too few or too many, with commas between them.
    private func raggedRow() -> [UInt8] {
        var row: [UInt8] = []
        for (i, cell) in reader.cells.enumerated() where row.count < ImportLimits.keptRowBytes {
            if i > 0 { row.append(UInt8(ascii: ",")) }
            row += reader.bytes(cell)
        }
        return row
    }

    func checkAtEnd() throws(StoreError) {}
}
