internal import Model
internal import Store
internal import Syntax

/// Rows of CSV and TSV: the first line names the columns.
final class DelimitedProducer: RowProducer {
    let checker: RecordChecker
    var buffer: RecordBuffer { reader.buffer }
    let stride: Int
    let ignoredColumns: [String]
    let form: RowForm
    /// Names of the input's own columns, which a rejects file repeats.
    let ownHeader: [[UInt8]]

    private let reader: DelimitedReader
    private let matches: [ColumnMatcher.Match]
    /// The column of each, and how many columns there are, apart: what is asked of every row should count no
    /// references.
    private let places: [Int]
    private let columnCount: Int
    /// Whether any of them puts several columns together.
    private let joinsColumns: Bool
    private let isRejectsFile: Bool
    private let columns: DelimitedForm
    /// As the file has it.
    let header: [String]
    private let entity: Entity
    private var rowsRead = 0
    /// Values of several columns, put together.
    private var joined: [UInt8] = []
    /// Which rows are records; nil for all.
    private let condition: RowFilter?
    private(set) var leftOut = 0
    /// The column that says which currency the amounts are in; nil where there is none, or no amount.
    private let currencyColumn: Int?
    private let currency: Currency

    /// Reads the header.
    init(_ reader: DelimitedReader, _ layout: TableLayout, matcher: ColumnMatcher, values: ValueReader,
         options: ImportOptions) throws(StoreError) {
        let delimiter = layout.delimiter
        for _ in 0..<layout.recordsAbove {
            if case .end = try reader.next() { break }
        }
        let header = try DelimitedProducer.header(reader)
        let (matches, ignored) = try matcher.match(header)
        try matcher.checkRequired(matches, header)
        self.reader = reader
        self.matches = matches
        entity = matcher.entity
        self.header = header
        currency = values.currency
        let hasAmounts = matches.contains { matcher.entity.fields[$0.field].type.kind == .money }
        let column = CurrencyColumn.find(in: header, options)
        currencyColumn = hasAmounts && !matches.contains { $0.column == column } ? column : nil
        let filter = try options.part?.condition.map { (condition) throws(StoreError) in
            try RowFilter(condition, header)
        }
        condition = filter
        ignoredColumns = ignored.filter { filter?.uses($0) != true }
        columns = DelimitedForm(header: header, delimiter: delimiter)
        columnCount = header.count
        isRejectsFile = columns.isRejectsFile
        places = matches.map(\.column)
        joinsColumns = matches.contains { !$0.others.isEmpty }
        identifying = options.part == nil
            ? columns.ownColumns : matches.flatMap { [$0.column] + $0.others }.sorted()
        form = .delimited(columns)
        ownHeader = columns.ownColumns.map { Array(header[$0].utf8) }
        stride = matches.count
        checker = RecordChecker(matcher.entity, columns: matches.map { ($0.name, $0.field) }, reader: values, options)
    }

    /// Reads rows of the same columns, without a header.
    init(_ reader: DelimitedReader, as other: DelimitedProducer, values: ValueReader, options: ImportOptions) {
        self.reader = reader
        matches = other.matches
        ignoredColumns = other.ignoredColumns
        columns = other.columns
        columnCount = other.columnCount
        isRejectsFile = other.isRejectsFile
        places = other.places
        joinsColumns = other.joinsColumns
        form = other.form
        ownHeader = other.ownHeader
        stride = other.stride
        entity = other.entity
        header = other.header
        condition = other.condition
        currencyColumn = other.currencyColumn
        currency = other.currency
        identifying = other.identifying
        checker = RecordChecker(other.entity, columns: matches.map { ($0.name, $0.field) }, reader: values, options)
    }

    func columnNames(ofCell cell: Int) -> [String] {
        ([matches[cell].column] + matches[cell].others).map { header[$0] }
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
            batch.bytesConsumed = buffer.bytesRead
            batch.rowsRead = rowsRead
        }
        while !batch.isFull {
            switch try reader.next() {
            case .end:
                endWithTotal()
                return false
            case .malformed(let row, let reason):
                rowsRead += 1
                releaseTotal(to: batch)
                let rejection = RecordChecker.Rejection(column: "", value: [], reason: reason)
                batch.reject(RejectedRow(line: reader.line, rejection: rejection, cells: nil, source: row))
            case .record:
                let record = reader.record, isToBeMended = isRejectsFile && columns.isToBeMended(record)
                if let condition, !isToBeMended, !condition.holds(reader) {
                    leftOut += 1
                    continue
                }
                rowsRead += 1
                if isToBeMended, let rowColumn = columns.rowColumn {
                    checkMended(Array(record[rowColumn]), batch)
                } else {
                    reader.withRecord { check(record, asWritten: $0, batch) }
                }
            }
        }
        return true
    }

    private func check(_ record: DelimitedReader.Record, asWritten source: UTF8Bytes, _ batch: RecordBatch) {
        checker.begin(in: batch)
        if isRejectsFile { checker.former = columns.rejection(in: record) }
        if batch.keeps == .digests { identify(record, batch) }
        if record.count == columnCount {
            for i in places.indices { set(i, record) }
        } else if columns.fits(record) {
            for i in places.indices {
                if places[i] < record.count { set(i, record) } else { checker.setMissing(i) }
            }
        } else {
            checker.rejectRow(wrongCount(record.count, of: columnCount))
        }
        if let currencyColumn, currencyColumn < record.count { checkCurrency(record[currencyColumn], currencyColumn) }
        end(source, batch)
    }

    private func checkCurrency(_ cell: UTF8Bytes, _ column: Int) {
        let text = String(decoding: CellText.content(cell, isText: false), as: UTF8.self)
        guard !text.isEmpty, !CurrencyColumn.isSame(text, currency) else { return }
        checker.reject(header[column], cell, "is another currency than the store's, which is \(currency.code)")
    }

    private func set(_ index: Int, _ record: DelimitedReader.Record) {
        if !joinsColumns { return checker.set(index, record[places[index]]) }
        joined.removeAll(keepingCapacity: true)
        for column in [places[index]] + matches[index].others where column < record.count {
            let content = CellText.content(record[column], isText: true)
            if content.isEmpty { continue }
            if !joined.isEmpty { joined.append(0x20) }
            joined.append(contentsOf: content)
        }
        joined.withUnsafeBufferPointer { checker.set(index, $0) }
    }

    /// A row of a rejects file that was rejected for its shape, and may have been mended.
    private func checkMended(_ row: [UInt8], _ batch: RecordBatch) {
        checker.begin(in: batch)
        if let cells = columns.ownCells(ofMended: row) {
            let holds = condition?.holds { column in
                columns.ownColumns.firstIndex(of: column).map { cells[$0].bytes }
            }
            guard holds != false else {
                checker.abandon()
                leftOut += 1
                rowsRead -= 1
                return
            }
            if batch.keeps == .digests { identifyMended(cells, batch) }
            for (i, match) in matches.enumerated() {
                guard let place = columns.ownColumns.firstIndex(of: match.column) else { continue }
                cells[place].bytes.withUnsafeBufferPointer { checker.set(i, $0) }
            }
            if let currencyColumn, let place = columns.ownColumns.firstIndex(of: currencyColumn) {
                cells[place].bytes.withUnsafeBufferPointer { checkCurrency($0, currencyColumn) }
            }
        } else {
            let count = columns.ownColumns.count
            checker.rejectRow("what \(ColumnMatcher.rejectedRowColumn) holds is not one row of \(count) values")
        }
        row.withUnsafeBufferPointer { end($0, batch, isMended: true) }
    }

    /// By all that the file says of it, whether a field takes it or not, and not by what a rejects file puts in front.
    private func identify(_ record: DelimitedReader.Record, _ batch: RecordBatch) {
        batch.digest = RowDigest()
        for column in identifying where column < record.count { batch.digest.update(cell: record[column]) }
    }

    /// Columns that say which record a row without a key is: those of the file, or, where a mapping makes several kinds
    /// of records of it, those of this kind.
    private let identifying: [Int]

    private func identifyMended(_ cells: [RejectedRow.Cell], _ batch: RecordBatch) {
        batch.digest = RowDigest()
        for column in identifying {
            guard let place = columns.ownColumns.firstIndex(of: column), place < cells.count else { continue }
            cells[place].bytes.withUnsafeBufferPointer { batch.digest.update(cell: $0) }
        }
    }

    private func end(_ source: UTF8Bytes, _ batch: RecordBatch, isMended: Bool = false) {
        releaseTotal(to: batch)
        guard let rejection = checker.end(line: reader.line, source: source) else { return }
        let row = form.rejected(reader.line, rejection, source: Array(source), isMended: isMended)
        if TotalLine.isOne(reader) {
            total = row
        } else {
            batch.reject(row)
        }
    }

    // MARK: A total below

    /// A row that could not be taken in and says that it is a total; a reject after all where another row follows.
    private var total: RejectedRow?
    private(set) var totalRows = 0

    private func releaseTotal(to batch: RecordBatch) {
        guard total != nil, let row = total else { return }
        total = nil
        batch.reject(row)
    }

    private func endWithTotal() {
        guard total != nil else { return }
        total = nil
        totalRows += 1
        rowsRead -= 1
    }

    private func wrongCount(_ count: Int, of columns: Int) -> String {
        "the row has \(count) \(count == 1 ? "value" : "values"), the first line names \(columns) columns"
    }

    func checkAtEnd() throws(StoreError) {}
}
