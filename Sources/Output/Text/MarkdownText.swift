/// Text as a cell of a Markdown table: whatever Markdown would read as markup is escaped, a line break is `<br>`.
enum MarkdownText {
    /// Escapes the bytes from `start` on in place and returns their width in columns.
    static func escape(_ bytes: inout [UInt8], from start: Int) -> Int {
        if (start..<bytes.count).contains(where: { needsEscape(bytes[$0]) }) {
            let text = Array(bytes[start...])
            bytes.removeLast(text.count)
            append(text, to: &bytes)
        }
        return DisplayText.makePrintable(&bytes, from: start)
    }

    private static func append(_ text: [UInt8], to bytes: inout [UInt8]) {
        for (index, byte) in text.enumerated() {
            switch byte {
            case UInt8(ascii: "\r") where index + 1 < text.count && text[index + 1] == UInt8(ascii: "\n"): continue
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"): bytes.append(contentsOf: "<br>".utf8)
            // Inside a word an underscore is a letter: `first_order`.
            case UInt8(ascii: "_") where isWord(text, index - 1) && isWord(text, index + 1): bytes.append(byte)
            default:
                if needsEscape(byte) { bytes.append(UInt8(ascii: "\\")) }
                bytes.append(byte)
            }
        }
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "|"), UInt8(ascii: "\\"), UInt8(ascii: "`"), UInt8(ascii: "*"), UInt8(ascii: "_"),
             UInt8(ascii: "["), UInt8(ascii: "<"), UInt8(ascii: "~"), UInt8(ascii: "&"),
             UInt8(ascii: "\n"), UInt8(ascii: "\r"): true
        default: false
        }
    }

    private static func isWord(_ text: [UInt8], _ index: Int) -> Bool {
        guard text.indices.contains(index) else { return false }
        return switch text[index] {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
             UInt8(ascii: "A")...UInt8(ascii: "Z"), 0x80...0xFF: true
        default: false
        }
    }
}
