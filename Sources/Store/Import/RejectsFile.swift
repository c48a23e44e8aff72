internal import Glibc
internal import Model
internal import Syntax

/// The rows that were not imported, each with the reason, in a form that can be mended and imported again.
///
/// Made with the first reject, under a draft name; it gets its own name when the import is about to be kept.
final class RejectsFile {
    let path: String
    private var stream: UnsafeMutablePointer<FILE>?
    private var draft: String { path + ".part" }
    private var line: [UInt8] = []
    private let form: Form

    /// That of the input, so that rows which could not be taken apart can be mended and read as they stand.
    enum Form {
        /// - Parameter header: the input's own columns.
        case delimited(header: [[UInt8]], delimiter: UInt8)
        case lines

        /// The ending of the file's name.
        var ending: String {
            switch self {
            case .delimited(_, delimiter: UInt8(ascii: "\t")): ".tsv"
            case .delimited: ".csv"
            case .lines: ".jsonl"
            }
        }
    }

    init(path: String, form: Form) {
        self.path = path
        self.form = form
    }

    deinit { discard() }

    func write(_ row: RejectedRow) throws(StoreError) {
        try openIfNeeded()
        line.removeAll(keepingCapacity: true)
        let rejection = row.rejection
        switch form {
        case .delimited(let header, let delimiter):
            let own = [Array("\(row.line)".utf8), Array(rejection.column.utf8), rejection.value,
                       Array(rejection.reason.utf8), row.source]
            append(own.map { .init(bytes: $0) } + (row.cells ?? header.map { _ in .init(bytes: []) }), delimiter)
        case .lines: appendJSON(row.line, rejection, row.source)
        }
        line.append(UInt8(ascii: "\n"))
        try flush()
    }

    /// Gives the file its name. Nothing happens where nothing was rejected.
    func keep() throws(StoreError) {
        guard let stream else { return }
        self.stream = nil
        let isWritten = fclose(stream) == 0
        if !isWritten || rename(draft, path) != 0 {
            let reason = String(cString: strerror(errno))
            unlink(draft)
            throw StoreError(.unwritableRejects, "cannot write the rejected rows to \(path): \(reason)")
        }
    }

    func discard() {
        guard let stream else { return }
        self.stream = nil
        fclose(stream)
        unlink(draft)
    }

    private func openIfNeeded() throws(StoreError) {
        if stream != nil { return }
        guard let opened = fopen(draft, "we") else {
            throw StoreError(.unwritableRejects, "cannot write the rejected rows to \(path): \(String(cString: strerror(errno)))",
                             notes: ["--rejects PATH puts them elsewhere; nothing was imported"])
        }
        stream = opened
        if case .delimited(let header, let delimiter) = form {
            line.removeAll(keepingCapacity: true)
            append((ColumnMatcher.rejectColumns.map { Array($0.utf8) } + header).map { .init(bytes: $0) }, delimiter)
            line.append(UInt8(ascii: "\n"))
            try flush()
        }
    }

    private func flush() throws(StoreError) {
        guard let stream else { return }
        if fwrite(line, 1, line.count, stream) != line.count {
            throw StoreError(.unwritableRejects, "cannot write the rejected rows to \(path): \(String(cString: strerror(errno)))")
        }
    }

    /// Quotes around nothing stay: for text, an empty one is a value.
    private func append(_ cells: [RejectedRow.Cell], _ delimiter: UInt8) {
        for (i, cell) in cells.enumerated() {
            if i > 0 { line.append(delimiter) }
            let bytes = cell.bytes
            let needsQuotes = bytes.isEmpty ? cell.isQuoted
                : bytes.contains { $0 == delimiter || $0 == UInt8(ascii: "\"") || $0 == 0x0A || $0 == 0x0D }
            guard needsQuotes else {
                line += bytes
                continue
            }
            line.append(UInt8(ascii: "\""))
            for byte in bytes {
                if byte == UInt8(ascii: "\"") { line.append(byte) }
                line.append(byte)
            }
            line.append(UInt8(ascii: "\""))
        }
    }

    /// The object itself, with the reason as its first members; a line that is no object becomes a member too.
    private func appendJSON(_ lineNumber: Int, _ rejection: RecordChecker.Rejection, _ row: [UInt8]) {
        line += "{\"reject_line\":\(lineNumber),\"reject_column\":".utf8
        appendJSONText(Array(rejection.column.utf8))
        line += ",\"reject_value\":".utf8
        appendJSONText(rejection.value)
        line += ",\"reject_reason\":".utf8
        appendJSONText(Array(rejection.reason.utf8))
        let content = row.drop { $0 == 0x20 || $0 == 0x09 }
        // A line that is rejected as a whole could not be read.
        if !rejection.column.isEmpty, content.first == UInt8(ascii: "{") {
            let members = content.dropFirst().drop { $0 == 0x20 || $0 == 0x09 }
            if members.first != UInt8(ascii: "}") { line.append(UInt8(ascii: ",")) }
            line += members
        } else {
            line += ",\"reject_row\":".utf8
            appendJSONText(row)
            line.append(UInt8(ascii: "}"))
        }
    }

    private func appendJSONText(_ bytes: [UInt8]) {
        line.append(UInt8(ascii: "\""))
        for byte in String(decoding: bytes, as: UTF8.self).utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): line += [UInt8(ascii: "\\"), byte]
            case 0..<0x20:
                let hex = Array("0123456789abcdef".utf8)
                line += "\\u00".utf8
                line += [hex[Int(byte >> 4)], hex[Int(byte & 15)]]
            default: line.append(byte)
            }
        }
        line.append(UInt8(ascii: "\""))
    }
}
