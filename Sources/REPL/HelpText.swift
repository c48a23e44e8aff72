/// Text for a person, in lines of so many columns.
struct HelpText {
    let columns: Int
    private(set) var text = ""

    init(columns: Int) { self.columns = columns }

    mutating func paragraph(_ line: String) {
        let indent = String(line.prefix { $0 == " " })
        text += HelpText.wrapped(String(line.dropFirst(indent.count)), indent, indent, columns) + "\n"
    }

    /// Heads and what they mean, beside each other where there is room, else below.
    mutating func table(_ rows: [(head: String, meaning: String)], headWidth: Int? = nil) {
        let width = headWidth ?? rows.map(\.head.count).max() ?? 0
        let isWide = width + 2 + 30 <= columns
        for (head, meaning) in rows {
            if isWide {
                let start = head + String(repeating: " ", count: max(0, width - head.count) + 2)
                text += HelpText.wrapped(meaning, start, String(repeating: " ", count: width + 2), columns) + "\n"
            } else {
                let indent = String(head.prefix { $0 == " " })
                text +=
                    HelpText.wrapped(head.trimmingBlanks, indent, indent, columns) + "\n"
                    + HelpText.wrapped(meaning, indent + "    ", indent + "    ", columns) + "\n"
            }
        }
    }

    private static func wrapped(_ text: String, _ start: String, _ indent: String, _ columns: Int) -> String {
        var lines: [String] = [], line = start, isEmpty = true
        for word in text.split(separator: " ") {
            if !isEmpty, line.count + 1 + word.count > columns {
                lines.append(line)
                (line, isEmpty) = (indent, true)
            }
            line += (isEmpty ? "" : " ") + word
            isEmpty = false
        }
        return (lines + [line]).joined(separator: "\n")
    }
}
