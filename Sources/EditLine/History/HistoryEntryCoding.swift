/// One statement as one line of the history file: UTF-8, with `\n` for a newline, `\r` for a carriage return and `\\`
/// for a backslash.
package enum HistoryEntryCoding {
    package static func encoded(_ statement: String) -> [UInt8] {
        var line: [UInt8] = []
        line.reserveCapacity(statement.utf8.count + 1)
        for byte in statement.utf8 {
            switch byte {
            case UInt8(ascii: "\n"): line += [backslash, UInt8(ascii: "n")]
            case UInt8(ascii: "\r"): line += [backslash, UInt8(ascii: "r")]
            case backslash: line += [backslash, backslash]
            default: line.append(byte)
            }
        }
        return line
    }

    /// Nil for a line that `encoded` never gives: empty, not UTF-8, with NUL or with an unknown escape.
    package static func decoded(_ line: ArraySlice<UInt8>) -> String? {
        guard !line.isEmpty else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(line.count)
        var escaped = false
        for byte in line {
            if escaped {
                switch byte {
                case UInt8(ascii: "n"): bytes.append(UInt8(ascii: "\n"))
                case UInt8(ascii: "r"): bytes.append(UInt8(ascii: "\r"))
                case backslash: bytes.append(backslash)
                default: return nil
                }
                escaped = false
            } else if byte == backslash {
                escaped = true
            } else if byte == 0 {
                return nil
            } else {
                bytes.append(byte)
            }
        }
        return escaped ? nil : String(validating: bytes, as: UTF8.self)
    }

    private static let backslash = UInt8(ascii: "\\")
}
