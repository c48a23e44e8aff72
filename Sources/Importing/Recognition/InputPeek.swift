internal import JSON
internal import Model
internal import Store
internal import Syntax

/// The names of an input's columns, before it is known what its records are. Nothing is consumed.
struct InputPeek {
    let format: ImportFormat
    let columns: [String]

    /// Objects of JSON that are looked at.
    private static let objects = 100

    /// - Parameter knownColumns: how many of these names some entity or mapping knows.
    /// - Throws: E0611; E0602 where the columns can't be seen without reading the input.
    init(
        _ text: InputText, _ source: ImportSource, _ options: ImportOptions,
        _ knownColumns: @escaping ([String]) -> Int
    ) throws(StoreError) {
        format = try Input.begin(
            text.buffer,
            text.workbook != nil ? .csv : source.format ?? text.fileName.flatMap(ImportFormat.init(fileName:)))
        var options = options
        if text.workbook != nil { options.separator = UInt8(ascii: ",") }
        switch format {
        case .csv, .tsv:
            let layout = try Input.layout(of: text.buffer, knownColumns, format, options)
            let sample = text.buffer.slice(text.buffer.start..<text.buffer.filled)
            let records = LayoutDetector.records(sample, text.buffer.isAtEnd, layout.delimiter)
            columns = records.indices.contains(layout.recordsAbove)
                ? records[layout.recordsAbove].map(InputPeek.trimmed) : []
        case .jsonl, .json:
            guard let again = try text.again() else {
                throw StoreError(
                    .unrecognisedRecords, "what the records of \(source.name) are can't be seen before they are read",
                    notes: ["`--into ENTITY` says it"])
            }
            columns = try InputPeek.keys(Input.records(of: again, format))
        }
    }

    static func trimmed(_ name: String) -> String {
        let blanks: Set<Unicode.Scalar> = [" ", "\t", "\u{FEFF}"]
        let scalars = name.unicodeScalars.drop { blanks.contains($0) }
        guard let last = scalars.lastIndex(where: { !blanks.contains($0) }) else { return "" }
        return String(scalars[...last])
    }

    private static func keys(_ buffer: RecordBuffer) throws(StoreError) -> [String] {
        var keys: [String] = [], seen: Set<String> = [], count = 0
        while count < objects {
            var end = buffer.start
            while end < buffer.filled, buffer.bytes[end] != UInt8(ascii: "\n") { end += 1 }
            if end == buffer.filled, !buffer.isAtEnd, try buffer.readMore() { continue }
            for key in JSONScanner.keys(of: buffer.slice(buffer.start..<end)) where seen.insert(key).inserted {
                keys.append(key)
            }
            count += 1
            if end >= buffer.filled { break }
            buffer.consume(to: end + 1, lines: 1)
        }
        return keys
    }
}

extension JSONScanner {
    /// The names of an object's members; none where it is no object.
    static func keys(of line: UTF8Bytes) -> [String] {
        var scanner = JSONScanner(line), keys: [String] = []
        guard scanner.take("{"), !scanner.take("}") else { return [] }
        repeat {
            scanner.skipBlanks()
            var name: [UInt8] = []
            guard let (range, _) = try? scanner.text(), (try? scanner.unescaped(range, into: &name)) != nil,
                  scanner.take(":"), (try? scanner.value()) != nil else { return keys }
            keys.append(String(decoding: name, as: UTF8.self))
        } while scanner.take(",")
        return keys
    }
}
