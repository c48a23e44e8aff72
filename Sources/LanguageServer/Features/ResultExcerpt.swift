internal import JSON

/// The first rows of a result, as texts.
struct ResultExcerpt: Sendable {
    let title: String
    let columns: [String]
    let rows: [[String]]
    /// Whether there are no more rows.
    let isWhole: Bool
    /// As of when, and the like.
    let remark: String

    private static let messageRows = 10

    private var count: String {
        isWhole ? (rows.count == 1 ? "1 row" : "\(rows.count) rows") : "the first \(rows.count) rows"
    }

    var json: JSONValue {
        [
            "title": .string(title), "columns": .array(columns.map { .string($0) }),
            "rows": .array(rows.map { .array($0.map { .string($0) }) }), "isWhole": .bool(isWhole)
        ]
    }

    /// For a box in a corner of the screen.
    var message: String {
        let shown = rows.prefix(ResultExcerpt.messageRows)
        let lines =
            ["\(title): \(count), \(remark)", columns.joined(separator: " | ")]
            + shown.map { $0.joined(separator: " | ") }
        return (lines + (shown.count < rows.count ? ["…"] : [])).joined(separator: "\n")
    }

    /// For a document.
    var markdown: String {
        func line(_ cells: [String]) -> String {
            "| " + cells.map(ResultExcerpt.escaped).joined(separator: " | ") + " |\n"
        }
        let table =
            line(columns) + "|" + String(repeating: "---|", count: columns.count) + "\n" + rows.map(line).joined()
        return "# \(ResultExcerpt.escaped(title))\n\n\(count), \(remark)\n\n\(table)"
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            if "|\\`*_<>#[]".contains(character) { result.append("\\") }
            result += character.isNewline ? " " : String(character)
        }
        return result
    }
}
