internal import Syntax

package enum PastedText {
    /// The bytes of a paste as they go into the statement: every kind of line end is `\n`, what is not UTF-8 becomes
    /// U+FFFD, and NUL, which would end the text for libedit, is left out. What nobody could see is written as the
    /// escape that means the same in a text.
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
        let text = String(decoding: kept, as: UTF8.self)
        guard text.unicodeScalars.contains(where: \.isHidden) else { return text }
        return text.unicodeScalars.map { $0.isHidden ? $0.escape : String($0) }.joined()
    }
}
