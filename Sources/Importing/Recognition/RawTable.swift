package import Model
package import Store
internal import Syntax

/// The cells of a file as a table of a database, with the types that its columns seem to have: for what no model knows
/// yet.
///
/// Enters: a file. Leaves: a table of the file's name and columns, as a program would have made it: whole numbers,
/// numbers, days and times in ISO 8601, texts. Never: more rows than it takes to see what they are.
package struct RawTable {
    private let database: Database
    private let source: ImportSource
    private let options: ImportOptions
    private let currency: Currency

    /// Rows that are looked at.
    private static let rowLimit = 200_000

    package init(_ source: ImportSource, _ options: ImportOptions, currency: Currency, into database: Database) {
        self.database = database
        self.source = source
        self.options = options
        self.currency = currency
    }

    /// - Returns: the name of the table: that of the file.
    /// - Throws: `StoreError` of E06 where the file can't be read.
    package func load() throws(StoreError) -> String {
        let name = RawTable.name(of: source)
        var columns: [RawColumn] = []
        try rows { (names, cells) throws(StoreError) in
            if columns.isEmpty { columns = names.map { RawColumn(name: $0, currency: currency) } }
            for (index, cell) in cells.enumerated() where index < columns.count { columns[index].note(cell) }
        }
        guard !columns.isEmpty else { throw StoreError(.noRecords, "\(source.name) has no rows") }
        let forms = columns.map { $0.form() }
        let definitions = zip(columns, forms).map { "\(Schema.quoted($0.name)) \($1.sqlType)" }.joined(separator: ", ")
        try database.execute("CREATE TABLE \(Schema.quoted(name)) (\(definitions))")
        let parameters = columns.indices.map { "?\($0 + 1)" }.joined(separator: ", ")
        let insert = try database.prepare("INSERT INTO \(Schema.quoted(name)) VALUES (\(parameters))")
        var scratch = CellScratch()
        try rows { (_, cells) throws(StoreError) in
            for index in columns.indices {
                let text = index < cells.count ? forms[index].text(of: cells[index], &scratch, currency) : nil
                if let text { try insert.bind(text, at: index + 1) } else { try insert.bindNull(at: index + 1) }
            }
            try insert.run()
        }
        return name
    }

    /// The stem of the file's name.
    package static func name(of source: ImportSource) -> String {
        let name = source.path?.split(separator: "/").last.map(String.init) ?? "records"
        let stem = String(name.prefix { $0 != "." })
        return stem.isEmpty ? "records" : stem
    }

    // MARK: Rows

    private func rows(_ body: (_ names: [String], _ cells: [[UInt8]]) throws(StoreError) -> Void) throws(StoreError) {
        let opened = try OpenedInput(source, options, currency), text = opened.text
        let format = try Input.begin(
            text.buffer,
            text.workbook != nil ? .csv : source.format ?? text.fileName.flatMap(ImportFormat.init(fileName:)))
        switch format {
        case .csv, .tsv: try tableRows(text, format, body)
        case .jsonl, .json: try objectRows(text, format, body)
        }
    }

    private func tableRows(_ text: InputText, _ format: ImportFormat,
                           _ body: ([String], [[UInt8]]) throws(StoreError) -> Void) throws(StoreError) {
        let layout = try RawTable.layout(of: text.buffer, format, options)
        let reader = DelimitedReader(text.buffer, delimiter: layout.delimiter)
        for _ in 0..<layout.recordsAbove {
            if case .end = try reader.next() { break }
        }
        guard case .record = try reader.next() else { return }
        var names: [String] = [], places: [Int] = [], taken: Set<String> = []
        // A column without a name, or with that of another, can't be told in an import.
        for (place, cell) in reader.cells.enumerated() {
            let name = InputPeek.trimmed(String(decoding: reader.bytes(cell), as: UTF8.self))
            guard !name.isEmpty, taken.insert(ColumnMatcher.normalised(name)).inserted, names.count < 1_000 else { continue }
            names.append(name)
            places.append(place)
        }
        for _ in 0..<RawTable.rowLimit {
            switch try reader.next() {
            case .end: return
            case .malformed: continue
            case .record:
                if TotalLine.begins(with: reader.cells.first { !$0.range.isEmpty }.map { reader.bytes($0) }) {
                    continue
                }
                try body(names, places.map { $0 < reader.cells.count ? Array(reader.bytes(reader.cells[$0])) : [] })
            }
        }
    }

    /// The header is the first record that is as wide as what stands below it: above may be titles.
    private static func layout(of buffer: RecordBuffer, _ format: ImportFormat, _ options: ImportOptions)
        throws(StoreError) -> TableLayout {
        var layout = try Input.layout(of: buffer, { _ in 0 }, format, options)
        if options.recordsAbove != nil { return layout }
        let sample = buffer.slice(buffer.start..<buffer.filled)
        let widths = LayoutDetector.records(sample, buffer.isAtEnd, layout.delimiter).map(\.count)
        let usual = Dictionary(grouping: widths, by: { $0 }).max { ($0.value.count, $0.key) < ($1.value.count, $1.key) }?.key ?? 1
        layout.recordsAbove = max(layout.recordsAbove, widths.firstIndex { $0 >= usual } ?? 0)
        return layout
    }

    private func objectRows(_ text: InputText, _ format: ImportFormat,
                            _ body: ([String], [[UInt8]]) throws(StoreError) -> Void) throws(StoreError) {
        var names: [String] = []
        try objects(text, format) { (members) throws(StoreError) in
            for (name, _) in members where !names.contains(name) && names.count < 1_000 { names.append(name) }
        }
        let again = try OpenedInput(source, options, currency).text
        _ = try Input.begin(again.buffer, format)
        try objects(again, format) { (members) throws(StoreError) in
            let cells = names.map { name in members.first { $0.0 == name }?.1 ?? [] }
            try body(names, cells)
        }
    }

    private func objects(_ text: InputText, _ format: ImportFormat,
                         _ body: ([(String, [UInt8])]) throws(StoreError) -> Void) throws(StoreError) {
        let buffer = Input.records(of: text, format)
        for _ in 0..<RawTable.rowLimit {
            var end = buffer.start
            while true {
                while end < buffer.filled, buffer.bytes[end] != UInt8(ascii: "\n") { end += 1 }
                guard end == buffer.filled, !buffer.isAtEnd, try buffer.readMore() else { break }
                end = buffer.start
            }
            if end == buffer.start, buffer.isAtEnd, end == buffer.filled { return }
            let members = JSONScanner.members(of: buffer.slice(buffer.start..<end))
            if !members.isEmpty { try body(members) }
            buffer.consume(to: min(end + 1, buffer.filled), lines: 1)
        }
    }
}

extension JSONScanner {
    /// Names and values of an object's members, values as texts; without lists and objects in it.
    static func members(of line: UTF8Bytes) -> [(String, [UInt8])] {
        var scanner = JSONScanner(line), members: [(String, [UInt8])] = []
        guard scanner.take("{"), !scanner.take("}") else { return [] }
        repeat {
            scanner.skipBlanks()
            var name: [UInt8] = [], text: [UInt8] = []
            guard let (range, _) = try? scanner.text(), (try? scanner.unescaped(range, into: &name)) != nil,
                  scanner.take(":"), let value = try? scanner.value() else { return members }
            switch value {
            case .literal(let range): text = Array(line[range])
            case .text(let range, _): guard (try? scanner.unescaped(range, into: &text)) != nil else { return members }
            case .null, .object, .array: break
            }
            members.append((String(decoding: name, as: UTF8.self), text))
        } while scanner.take(",")
        return members
    }
}

/// What is seen of one column of a raw table.
private struct RawColumn {
    let name: String
    private let currency: Currency
    private var count = 0, numeric = 0, decimal = 0, zeroed = 0, temporal = 0
    private var numbers = NumberEvidence()
    private var dates = DateEvidence()
    private var scratch = CellScratch()

    init(name: String, currency: Currency) {
        self.name = name
        self.currency = currency
    }

    mutating func note(_ cell: [UInt8]) {
        cell.withUnsafeBufferPointer { bytes in
            let content = CellText.content(bytes, isText: false)
            if content.isEmpty { return }
            count += 1
            if NumberForm.point.write(content, currency: currency, into: &scratch)
                || NumberForm.comma.write(content, currency: currency, into: &scratch) {
                numeric += 1
                numbers.note(bytes, currency)
                if content.contains(UInt8(ascii: ".")) || content.contains(UInt8(ascii: ",")) { decimal += 1 }
                // `00017` is a name of something.
                if content.count > 1, content.first == UInt8(ascii: "0"), content[1] &- UInt8(ascii: "0") < 10 {
                    zeroed += 1
                }
            }
            if WrittenDate(content) != nil {
                temporal += 1
                dates.note(bytes)
            }
        }
    }

    func form() -> RawForm {
        guard count > 0 else { return .text }
        if temporal == count, case .form(let form) = dates.verdict { return .date(form) }
        guard numeric == count, zeroed == 0 else { return .text }
        let form = numbers.settled ?? .point
        return decimal > 0 ? .number(form) : .whole(form)
    }
}

private enum RawForm {
    case whole(NumberForm), number(NumberForm), date(DateForm), text

    /// Whose affinity makes numbers of their texts.
    var sqlType: String {
        switch self {
        case .whole: "INTEGER"
        case .number: "REAL"
        case .date, .text: "TEXT"
        }
    }

    /// nil for no value.
    func text(of cell: [UInt8], _ scratch: inout CellScratch, _ currency: Currency) -> String? {
        cell.withUnsafeBufferPointer { bytes in
            let content = CellText.content(bytes, isText: true)
            if content.isEmpty { return nil }
            let isWritten = switch self {
            case .whole(let form), .number(let form): form.write(content, currency: currency, into: &scratch)
            case .date(let form): form.write(content, isDay: false, into: &scratch)
            case .text: false
            }
            return String(decoding: isWritten ? scratch.bytes : Array(content), as: UTF8.self)
        }
    }
}
