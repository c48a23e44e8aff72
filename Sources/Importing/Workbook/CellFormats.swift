internal import Store

/// How the numbers of a workbook's cells are shown: which of them are days and times.
final class CellFormats: XMLReceiver {
    enum Kind {
        case number
        /// A day, a time of day, or both.
        case date
        /// A length of time: hours go on beyond 24.
        case duration
    }

    /// Spreadsheets have at most 64,000 of each.
    private static let limit = 1 << 16

    /// By the number of a cell's style.
    private(set) var kinds: [Kind] = []
    /// Of formats that the workbook has made itself.
    private var own: [Int: Kind] = [:]
    private var isInCells = false

    func begin(_ name: XMLName, _ attributes: XMLAttributes) {
        if name.is("numFmt") {
            if own.count < CellFormats.limit, let id = attributes.int("numFmtId"),
               let code = attributes.text("formatCode") {
                own[id] = CellFormats.kind(code)
            }
        } else if name.is("cellXfs") {
            isInCells = true
        } else if name.is("xf"), isInCells, kinds.count < CellFormats.limit {
            let id = attributes.int("numFmtId") ?? 0
            kinds.append(own[id] ?? CellFormats.kind(ofBuiltIn: id))
        }
    }

    func text(_ bytes: UnsafeBufferPointer<UInt8>) {}

    func end(_ name: XMLName) { if name.is("cellXfs") { isInCells = false } }

    /// ECMA-376, 18.8.30, those of East Asia among them.
    private static func kind(ofBuiltIn id: Int) -> Kind {
        switch id {
        case 46: .duration
        case 14...22, 27...36, 45, 47, 50...58: .date
        default: .number
        }
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
