package enum PastedText {
    /// The bytes of a paste as they go into the statement: every kind of line end is `\n`, what is not UTF-8 becomes
    /// U+FFFD, and NUL, which would end the text for libedit, is left out.
    package static func normalized(_ bytes: [UInt8]) -> String {
        var kept: [UInt8] = []
        kept.reserveCapacity(bytes.count)
        var previous: UInt8 = 0
        for byte in bytes {
            switch byte {
            case 0x0D: kept.append(0x0A)
            case 0x0A where previous == 0x0D, 0x00: break
            default: kept.append(byte)
            }
            previous = byte
        }
        return String(decoding: kept, as: UTF8.self)
    }
}
