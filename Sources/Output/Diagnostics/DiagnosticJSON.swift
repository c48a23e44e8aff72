internal import JSON
package import Syntax

/// Diagnostics as programs read them: one JSON object a line.
///
///     {"severity":"error","code":"E0301","title":"unknown name","message":"…","span":{…},"label":"…",
///      "labels":[{"span":{…},"text":"…"}],"notes":["…"],
///      "fixes":[{"title":"…","edits":[{"span":{…},"replacement":"…"}]}]}
///
/// A span is `{"file":"audience.cq","utf8Start":37,"utf8End":45,"line":3,"column":15,"utf16Column":15,"endLine":3,
/// "endColumn":23,"endUTF16Column":23}`. Byte offsets count from 0; lines and columns from 1, columns in Unicode
/// scalars or UTF-16 units. The end is exclusive. A span in an unknown text has only the offsets.
package struct DiagnosticJSON: Sendable {
    private let sources: SourceMap

    package init(sources: SourceMap) {
        self.sources = sources
    }

    /// One line with its line feed.
    package func render(_ diagnostic: Diagnostic) -> String {
        var bytes: [UInt8] = []
        append(diagnostic, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    package func append(_ diagnostic: Diagnostic, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "{"))
        append("", "severity", diagnostic.severity.rawValue, to: &bytes)
        append(",", "code", diagnostic.code.id, to: &bytes)
        append(",", "title", diagnostic.code.title, to: &bytes)
        append(",", "message", diagnostic.message, to: &bytes)
        append(diagnostic.primary.span, after: ",", to: &bytes)
        append(",", "label", diagnostic.primary.text, to: &bytes)
        appendList("labels", diagnostic.secondary, to: &bytes) { label, bytes in
            append(label.span, after: "{", to: &bytes)
            append(",", "text", label.text, to: &bytes)
            bytes.append(UInt8(ascii: "}"))
        }
        appendList("notes", diagnostic.notes, to: &bytes) { JSONText.append($0, to: &$1) }
        appendList("fixes", diagnostic.fixIts, to: &bytes) { fix, bytes in
            append("{", "title", fix.title, to: &bytes)
            appendList("edits", fix.edits, to: &bytes) { edit, bytes in
                append(edit.span, after: "{", to: &bytes)
                append(",", "replacement", edit.replacement, to: &bytes)
                bytes.append(UInt8(ascii: "}"))
            }
            bytes.append(UInt8(ascii: "}"))
        }
        bytes.append(contentsOf: "}\n".utf8)
    }

    // MARK: - Parts

    private func append(_ span: SourceSpan, after separator: String, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: "\(separator)\"span\":{".utf8)
        if let source = sources[span.source] {
            append("", "file", source.name, to: &bytes)
            bytes.append(UInt8(ascii: ","))
        }
        bytes.append(contentsOf: "\"utf8Start\":\(span.utf8Start),\"utf8End\":\(span.utf8End)".utf8)
        if let source = sources[span.source] {
            let start = position(Int(span.utf8Start), in: source)
            let end = position(Int(span.utf8End), in: source)
            append(start, ["line", "column", "utf16Column"], to: &bytes)
            append(end, ["endLine", "endColumn", "endUTF16Column"], to: &bytes)
        }
        bytes.append(UInt8(ascii: "}"))
    }

    private typealias Position = (line: Int, column: Int, utf16Column: Int)

    private func append(_ position: Position, _ keys: [String], to bytes: inout [UInt8]) {
        for (key, number) in zip(keys, [position.line, position.column, position.utf16Column]) {
            bytes.append(contentsOf: ",\"\(key)\":\(number)".utf8)
        }
    }

    /// All three 1-based.
    private func position(_ utf8Offset: Int, in source: SourceText) -> Position {
        let offset = min(max(0, utf8Offset), source.bytes.count)
        let (line, column) = source.position(atUTF8Offset: offset)
        let start = Int(source.lineStarts[line])
        // Four-byte sequences are the scalars that take two UTF-16 units.
        let pairs = source.bytes[start..<offset].reduce(0) { $1 >= 0xF0 ? $0 + 1 : $0 }
        return (line + 1, column + 1, column + pairs + 1)
    }

    private func append(_ separator: String, _ key: String, _ text: String, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: "\(separator)\"\(key)\":".utf8)
        JSONText.append(text, to: &bytes)
    }

    private func appendList<Element>(_ key: String, _ elements: [Element], to bytes: inout [UInt8],
                                     _ body: (Element, inout [UInt8]) -> Void) {
        bytes.append(contentsOf: ",\"\(key)\":[".utf8)
        for (index, element) in elements.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            body(element, &bytes)
        }
        bytes.append(UInt8(ascii: "]"))
    }
}
