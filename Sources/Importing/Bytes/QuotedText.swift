/// A cell as CSV has it (RFC 4180).
enum QuotedText {
    static func isNeeded(for text: [UInt8], _ delimiter: UInt8) -> Bool {
        text.contains { $0 == delimiter || $0 == UInt8(ascii: "\"") || $0 == 0x0A || $0 == 0x0D }
    }

    /// In quotes, with those inside doubled.
    static func append(_ text: [UInt8], to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        for byte in text {
            if byte == UInt8(ascii: "\"") { output.append(byte) }
            output.append(byte)
        }
        output.append(UInt8(ascii: "\""))
    }
}
