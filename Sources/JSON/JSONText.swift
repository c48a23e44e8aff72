/// Strings and the like as JSON (RFC 8259) in UTF-8.
package enum JSONText {
    /// Appends `text` in quotes. Only what must be escaped is.
    package static func append(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(quote)
        let start = bytes.count
        bytes.append(contentsOf: text.utf8)
        if let first = (start..<bytes.count).first(where: { mustEscape(bytes[$0]) }) {
            bytes.removeLast(bytes.count - first)
            for byte in text.utf8.dropFirst(first - start) { appendEscaped(byte, to: &bytes) }
        }
        bytes.append(quote)
    }

    private static let quote = UInt8(ascii: "\"")
    private static let backslash = UInt8(ascii: "\\")

    private static func mustEscape(_ byte: UInt8) -> Bool { byte < 0x20 || byte == quote || byte == backslash }

    private static func appendEscaped(_ byte: UInt8, to bytes: inout [UInt8]) {
        guard mustEscape(byte) else { return bytes.append(byte) }
        bytes.append(backslash)
        switch byte {
        case quote, backslash: bytes.append(byte)
        case UInt8(ascii: "\n"): bytes.append(UInt8(ascii: "n"))
        case UInt8(ascii: "\r"): bytes.append(UInt8(ascii: "r"))
        case UInt8(ascii: "\t"): bytes.append(UInt8(ascii: "t"))
        default:
            bytes.append(contentsOf: "u00".utf8)
            for digit in [byte >> 4, byte & 15] { bytes.append(digit < 10 ? 48 + digit : 87 + digit) }
        }
    }
}
