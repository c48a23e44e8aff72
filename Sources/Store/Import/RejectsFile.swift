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
    /// The input's own columns; nil for JSON Lines.
    private let header: [[UInt8]]?

    init(path: String, header: [[UInt8]]?) {
        self.path = path
        self.header = header
    }

    deinit { discard() }

    /// - Parameters:
    ///   - cells: the row's cells under `header`; nil where the row could not be taken apart.
    ///   - row: the row as it stands in the input, where `cells` is nil or the format is JSON Lines.
    func write(_ lineNumber: Int, _ rejection: RecordChecker.Rejection, cells: [[UInt8]]?, row: [UInt8]) throws(StoreError) {
        try openIfNeeded()
        line.removeAll(keepingCapacity: true)
        if let header {
            appendCSV([Array("\(lineNumber)".utf8), Array(rejection.column.utf8), rejection.value, Array(rejection.reason.utf8), row]
                + (cells ?? header.map { _ in [] }))
        } else {
            appendJSON(lineNumber, rejection, row)
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
        if let header {
            line.removeAll(keepingCapacity: true)
            appendCSV(ColumnMatcher.rejectColumns.map { Array($0.utf8) } + header)
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

    private func appendCSV(_ cells: [[UInt8]]) {
        for (i, cell) in cells.enumerated() {
            if i > 0 { line.append(UInt8(ascii: ",")) }
            let needsQuotes = cell.contains { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") || $0 == 0x0A || $0 == 0x0D }
            guard needsQuotes else {
                line += cell
                continue
            }
            line.append(UInt8(ascii: "\""))
            for byte in cell {
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
        if content.first == UInt8(ascii: "{"), content.last(where: { $0 > 0x20 }) == UInt8(ascii: "}") {
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
