internal import Model

/// Digits and signs as wide as the characters of East Asia: `１２３．４５`.
enum WideText {
    /// In ASCII; nil where there are none.
    static func narrowed(_ cell: UTF8Bytes) -> [UInt8]? {
        guard cell.contains(0xEF) else { return nil }
        var bytes: [UInt8] = [], hasWide = false
        for scalar in String(decoding: cell, as: UTF8.self).unicodeScalars {
            if (0xFF01...0xFF5E).contains(scalar.value) {
                bytes.append(UInt8(scalar.value - 0xFF01) + 0x21)
                hasWide = true
            } else {
                bytes += Array(String(scalar).utf8)
            }
        }
        return hasWide ? bytes : nil
    }
}
