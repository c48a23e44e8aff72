internal import JSON
package import Model
package import Store
internal import Syntax

/// The cells of files as a table of a database, with the types that their columns seem to have: for what no model knows
/// yet.
///
/// Enters: files with the same columns. Leaves: a table of their name and columns, as a program would have made it:
/// whole numbers, numbers, days and times in ISO 8601, texts. Never: more rows than it takes to see what they are.
package struct RawTable {
    package let name: String
    package let sources: [ImportSource]
    private let options: ImportOptions
    private let currency: Currency

    /// Rows that are looked at, of each file.
    private static let rowLimit = 200_000

    /// - Parameter sources: at least one.
    private init(_ name: String, _ sources: [ImportSource], _ options: ImportOptions, _ currency: Currency) {
        self.name = name
        self.sources = sources
        self.options = options
        self.currency = currency
    }

    /// A table for each kind of file: those with the same columns, in whatever order, are one.
    ///
    /// - Throws: `StoreError` of E06 where a file can't be read.
    package static func tables(
        of sources: [ImportSource], _ options: ImportOptions, currency: Currency
    ) throws(StoreError) -> [RawTable] {
        var kinds: [(columns: Set<String>, sources: [ImportSource])] = []
        for source in sources {
            let columns = try RawTable("", [source], options, currency).columnNames()
            if let place = kinds.firstIndex(where: { $0.columns == columns }) {
                kinds[place].sources.append(source)
            } else {
                kinds.append((columns, [source]))
            }
        }
        var taken: Set<String> = []
        return kinds.map { kind in
            let wanted = name(of: kind.sources.map(stem))
            var name = wanted, number = 2
            while !taken.insert(name.lowercased()).inserted {
                name = "\(wanted)_\(number)"
                number += 1
            }
            return RawTable(name, kind.sources, options, currency)
        }
    }

    private func columnNames() throws(StoreError) -> Set<String> {
        var columns: Set<String> = []
        try rows { (names, _) in
            columns = Set(names.map(ColumnMatcher.normalised))
            return false
        }
        guard !columns.isEmpty else { throw StoreError(.noRecords, "\(sources[0].name) has no rows") }
        return columns
    }

    /// Common prefix of the file names, up to its last letter: `orders` of `orders-2024` and `orders-2025`.
    private static func name(of stems: [String]) -> String {
        guard let first = stems.first, stems.count > 1 else { return stems.first ?? "" }
        let common = stems.dropFirst().reduce(first) { common, stem in
            String(zip(common, stem).prefix { $0 == $1 }.map(\.0))
        }
        let word = common.prefix(through: common.lastIndex(where: \.isLetter) ?? common.startIndex)
        return word.contains(where: \.isLetter) ? String(word) : first
    }

    private static func stem(_ source: ImportSource) -> String {
        let name = source.path?.split(separator: "/").last.map(String.init) ?? "records"
        let stem = String(name.prefix { $0 != "." })
        return stem.isEmpty ? "records" : stem
    }

    /// - Throws: `StoreError` of E06 where a file can't be read.
    package func load(into database: Database) throws(StoreError) {
        var columns: [RawColumn] = [], places: [String: Int] = [:]
        func cells(_ names: [String], _ cells: [[UInt8]], _ body: (Int, [UInt8]) -> Void) {
            for (name, cell) in zip(names, cells) {
                if let place = places[ColumnMatcher.normalised(name)] { body(place, cell) }
            }
        }
        try rows { (names, row) in
            if columns.isEmpty {
                columns = names.map { RawColumn(name: $0, currency: currency) }
                for (place, name) in names.enumerated() { places[ColumnMatcher.normalised(name)] = place }
            }
            cells(names, row) { columns[$0].note($1) }
            return true
        }
        let forms = columns.map { $0.form() }
        let definitions = zip(columns, forms).map { "\(Schema.quoted($0.name)) \($1.sqlType)" }.joined(separator: ", ")
        try database.execute("CREATE TABLE \(Schema.quoted(name)) (\(definitions))")
        let parameters = columns.indices.map { "?\($0 + 1)" }.joined(separator: ", ")
        let insert = try database.prepare("INSERT INTO \(Schema.quoted(name)) VALUES (\(parameters))")
        var scratch = CellScratch()
        try rows { (names, row) throws(StoreError) in
            var texts = [String?](repeating: nil, count: columns.count)
            cells(names, row) { texts[$0] = forms[$0].text(of: $1, &scratch, currency) }
            for (place, text) in texts.enumerated() {
                if let text { try insert.bind(text, at: place + 1) } else { try insert.bindNull(at: place + 1) }
            }
            try insert.run()
            return true
        }
    }

    // MARK: Rows

    /// Takes a row with the names of its columns; returns false to stop reading the file.
    private typealias RowBody = (_ names: [String], _ cells: [[UInt8]]) throws(StoreError) -> Bool

    private func rows(_ body: RowBody) throws(StoreError) {
        for source in sources { try rows(of: source, body) }
    }

    private func rows(of source: ImportSource, _ body: RowBody) throws(StoreError) {
        let opened = try OpenedInput(source, options, currency), text = opened.text
        let format = try Input.begin(
            text.buffer,
            text.workbook != nil ? .csv : source.format ?? text.fileName.flatMap(ImportFormat.init(fileName:)))
        switch format {
        case .csv, .tsv: try tableRows(text, format, body)
        case .jsonl, .json: try objectRows(source, text, format, body)
        }
    }

    private func tableRows(_ text: InputText, _ format: ImportFormat, _ body: RowBody) throws(StoreError) {
        let layout = try RawTable.layout(of: text.buffer, format, options)
        let reader = DelimitedReader(text.buffer, delimiter: layout.delimiter)
        for _ in 0..<layout.recordsAbove {
            if case .end = try reader.next() { break }
        }
        guard case .record = try reader.next() else { return }
        var names: [String] = [], places: [Int] = [], taken: Set<String> = []
        // A column without a name, or with that of another, can't be told in an import.
        for (place, cell) in reader.cells.enumerated() {
            let name = RawTable.columnName(InputPeek.trimmed(String(decoding: reader.bytes(cell), as: UTF8.self)))
            guard !name.isEmpty, taken.insert(ColumnMatcher.normalised(name)).inserted, names.count < 1_000 else {
                continue
            }
            names.append(name)
            places.append(place)
        }
        for _ in 0..<RawTable.rowLimit {
            switch try reader.next() {
            case .end: return
            case .malformed: continue
            case .record:
                if TotalLine.isOne(reader) { continue }
                let cells = places.map { place in
                    place < reader.cells.count ? Array(reader.bytes(reader.cells[place])) : []
                }
                if try !body(names, cells) { return }
            }
        }
    }

    /// SQLite's own name for the number of a row is none for a column; an import finds the column by the other.
    private static func columnName(_ name: String) -> String { name.lowercased() == "rowid" ? "row_id" : name }

    /// The header is the first record that is as wide as what stands below it: above may be titles.
    private static func layout(of buffer: RecordBuffer, _ format: ImportFormat, _ options: ImportOptions)
        throws(StoreError) -> TableLayout {
        var layout = try Input.layout(of: buffer, { _ in 0 }, format, options)
        if options.recordsAbove != nil { return layout }
        let sample = buffer.slice(buffer.start..<buffer.filled)
        let widths = LayoutDetector.records(sample, buffer.isAtEnd, layout.delimiter).map(\.count)
        let counts = Dictionary(grouping: widths, by: { $0 }).mapValues(\.count)
        let usual = counts.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key ?? 1
        layout.recordsAbove = max(layout.recordsAbove, widths.firstIndex { $0 >= usual } ?? 0)
        return layout
    }

    private func objectRows(
        _ source: ImportSource, _ text: InputText, _ format: ImportFormat, _ body: RowBody
    ) throws(StoreError) {
        var names: [String] = [], taken: Set<String> = []
        try objects(text, format) { (members) throws(StoreError) in
            for (name, _) in members where names.count < 1_000 {
                if taken.insert(ColumnMatcher.normalised(name)).inserted { names.append(name) }
            }
            return true
        }
        let again = try OpenedInput(source, options, currency).text
        _ = try Input.begin(again.buffer, format)
        try objects(again, format) { (members) throws(StoreError) in
            let cells = names.map { name in members.first { $0.0 == name }?.1 ?? [] }
            return try body(names, cells)
        }
    }

    private func objects(_ text: InputText, _ format: ImportFormat,
                         _ body: ([(String, [UInt8])]) throws(StoreError) -> Bool) throws(StoreError) {
        let buffer = Input.records(of: text, format)
        for _ in 0..<RawTable.rowLimit {
            var end = buffer.start
            while true {
                while end < buffer.filled, buffer.bytes[end] != UInt8(ascii: "\n") { end += 1 }
                guard end == buffer.filled, !buffer.isAtEnd, try buffer.readMore() else { break }
                end = buffer.start
            }
            if end == buffer.start, buffer.isAtEnd, end == buffer.filled { return }
            let members = JSONScanner.members(of: buffer.slice(buffer.start..<end)).map {
                (RawTable.columnName($0.0), $0.1)
            }
            if !members.isEmpty, try !body(members) { return }
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

/// Evidence from the values of one column of a raw table.
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
        if temporal == count, case .form(let form) = dates.verdict(latestYear: .max) { return .date(form) }
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
