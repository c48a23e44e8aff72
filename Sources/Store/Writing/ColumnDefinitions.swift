/// The definitions of a table's columns, each as the CREATE TABLE that SQLite keeps has it: type, constraints and all.
///
/// `PRAGMA table_xinfo` knows no CHECK, no COLLATE and no expression of a generated column.
struct ColumnDefinitions {
    private let parts: [[UInt8]]

    /// - Parameter sql: as `sqlite_schema` has it.
    init(of sql: String) { parts = ColumnDefinitions.parts(Array(sql.utf8)) }

    /// Ready for `ADD COLUMN`; nil where there is no such column.
    subscript(column: String) -> String? {
        parts.first { ColumnDefinitions.name(of: $0)?.lowercased() == column.lowercased() }
            .map { String(decoding: $0, as: UTF8.self) }
    }

    /// The parts between the commas of the outermost parentheses, without comments.
    private static func parts(_ sql: [UInt8]) -> [[UInt8]] {
        var parts: [[UInt8]] = [], part: [UInt8] = [], depth = 0, position = 0
        while position < sql.count {
            let end = tokenEnd(sql, position), token = sql[position..<end]
            position = end
            switch token.first {
            case UInt8(ascii: "("):
                depth += 1
                if depth == 1 { continue }
            case UInt8(ascii: ")"):
                depth -= 1
                if depth == 0 { return parts + [part] }
            case UInt8(ascii: ",") where depth == 1:
                parts.append(part)
                part = []
                continue
            case UInt8(ascii: "-") where token.count > 1, UInt8(ascii: "/") where token.count > 1:
                part.append(UInt8(ascii: " "))
                continue
            default: break
            }
            if depth > 0 { part += token }
        }
        return parts
    }

    /// Where a quoted name or text, a comment, or else one byte, ends.
    private static func tokenEnd(_ sql: [UInt8], _ start: Int) -> Int {
        func end(_ mark: String, from: Int) -> Int {
            let mark = Array(mark.utf8)
            var position = from
            while position + mark.count <= sql.count {
                if sql[position..<(position + mark.count)].elementsEqual(mark) { return position + mark.count }
                position += 1
            }
            return sql.count
        }
        let next = start + 1 < sql.count ? sql[start + 1] : 0
        switch sql[start] {
        // A quote that is written twice ends one text and begins the next: the same bytes.
        case UInt8(ascii: "'"): return end("'", from: start + 1)
        case UInt8(ascii: "\""): return end("\"", from: start + 1)
        case UInt8(ascii: "`"): return end("`", from: start + 1)
        case UInt8(ascii: "["): return end("]", from: start + 1)
        case UInt8(ascii: "-") where next == UInt8(ascii: "-"): return end("\n", from: start)
        case UInt8(ascii: "/") where next == UInt8(ascii: "*"): return end("*/", from: start + 2)
        default: return start + 1
        }
    }

    private static func name(of part: [UInt8]) -> String? {
        let content = part.drop { $0 <= 0x20 }
        guard let first = content.first else { return nil }
        guard let quote = [UInt8(ascii: "\""), UInt8(ascii: "`"), UInt8(ascii: "["), UInt8(ascii: "'")]
            .first(where: { $0 == first }) else {
            return String(decoding: content.prefix { $0 > 0x20 }, as: UTF8.self)
        }
        let close = quote == UInt8(ascii: "[") ? UInt8(ascii: "]") : quote
        var name: [UInt8] = [], position = content.startIndex + 1
        while position < content.endIndex {
            if content[position] == close {
                position += 1
                guard close != UInt8(ascii: "]"), position < content.endIndex, content[position] == close else { break }
            }
            name.append(content[position])
            position += 1
        }
        return String(decoding: name, as: UTF8.self)
    }
}
