internal import Store

/// How the numbers of a workbook's cells are shown: which of them are days and times, and what stands beside them.
final class CellFormats: XMLReceiver {
    enum Kind {
        case number
        /// A day, a time of day, or both.
        case date
        /// A length of time: hours go on beyond 24.
        case duration
    }

    struct Style {
        var kind: Kind
        /// As many digits as a whole number is shown with, zeros in front.
        var digits = 0
        /// Texts beside the number: `€`, `USD`.
        var texts: [String] = []
        /// One of them, where it is of another currency than the store's.
        var foreignMark: [UInt8] = []

        /// Whether numbers stand as they are.
        var isPlain: Bool { digits == 0 && foreignMark.isEmpty }
    }

    /// Spreadsheets have at most 64,000 of each.
    private static let limit = 1 << 16

    /// By the number of a cell's style.
    private(set) var styles: [Style] = []
    /// Styles of the workbook's custom formats, by format number.
    private var own: [Int: Style] = [:]
    private var isInCells = false

    override func begin(_ name: XMLName, _ attributes: XMLAttributes) {
        if name.is("numFmt") {
            if own.count < CellFormats.limit, let id = attributes.int("numFmtId"),
               let code = attributes.text("formatCode") {
                own[id] = CellFormats.style(code)
            }
        } else if name.is("cellXfs") {
            isInCells = true
        } else if name.is("xf"), isInCells, styles.count < CellFormats.limit {
            let id = attributes.int("numFmtId") ?? 0
            styles.append(own[id] ?? Style(kind: CellFormats.kind(ofBuiltIn: id)))
        }
    }

    override func end(_ name: XMLName) -> Bool {
        if name.is("cellXfs") { isInCells = false }
        return false
    }

    /// ECMA-376, 18.8.30, those of East Asia among them.
    private static func kind(ofBuiltIn id: Int) -> Kind {
        switch id {
        case 46: .duration
        case 14...22, 27...36, 45, 47, 50...58: .date
        default: .number
        }
    }

    /// Style of a format code's first section, that of positive numbers.
    static func style(_ code: String) -> Style {
        var style = Style(kind: kind(code))
        guard style.kind == .number else { return style }
        let section = code.prefix { $0 != ";" }
        if section.count > 1, section.allSatisfy({ $0 == "0" }) { style.digits = section.count }
        style.texts = texts(String(section))
        return style
    }

    /// Literal texts of a section: `"USD"`, `[$£-809]`, `€`.
    private static func texts(_ section: String) -> [String] {
        var texts: [String] = [], text = "", end: Character?, isEscaped = false
        func close() {
            // `[$£-809]` names the language behind the sign; `[Red]` is no text.
            if end == "]" { text = text.hasPrefix("$") ? String(text.dropFirst().prefix { $0 != "-" }) : "" }
            text = String(text.filter { $0 != " " && $0 != "\u{A0}" })
            if !text.isEmpty { texts.append(text) }
            (text, end) = ("", nil)
        }
        for character in section {
            if isEscaped {
                isEscaped = false
                if end == nil { text.append(character) }
            } else if let mark = end {
                if character == mark { close() } else { text.append(character) }
            } else if character == "\"" || character == "[" {
                close()
                end = character == "[" ? "]" : "\""
            } else if character == "\\" || character == "_" || character == "*" {
                isEscaped = true
            } else if "0#?.,% +-/()@Ee".contains(character) {
                close()
            } else {
                text.append(character)
            }
        }
        close()
        return texts
    }

    /// By the letters of a format outside of its texts: `yyyy/m/d`, `[h]:mm`.
    static func kind(_ code: String) -> Kind {
        var isQuoted = false, isEscaped = false, brackets: String?
        for character in code.lowercased().unicodeScalars {
            if isEscaped {
                isEscaped = false
            } else if isQuoted {
                isQuoted = character != "\""
            } else if let content = brackets {
                if character == "]" {
                    brackets = nil
                    if !content.isEmpty,
                       Set(content).isSubset(of: ["h"]) || Set(content).isSubset(of: ["m"])
                           || Set(content).isSubset(of: ["s"]) {
                        return .duration
                    }
                } else {
                    brackets = content + String(character)
                }
            } else {
                switch character {
                case "\"": isQuoted = true
                case "\\", "_", "*": isEscaped = true
                case "[": brackets = ""
                case ";": return .number
                case "y", "d", "h", "s", "年", "月", "日": return .date
                case "m": return .date
                default: continue
                }
            }
        }
        return .number
    }
}
