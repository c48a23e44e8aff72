/// Scalars from bytes that need not be UTF-8.
enum UTF8Decoding {
    /// The scalar at `index`, which moves behind it. What is not UTF-8 is U+FFFD, once for each longest beginning of a
    /// scalar that breaks off (Unicode 16, 3.9, table 3-8), as when `String` decodes the bytes.
    ///
    /// - Parameter index: less than `utf8.count`.
    static func scalar(in utf8: UnsafeBufferPointer<UInt8>, at index: inout Int) -> Unicode.Scalar {
        let first = utf8[index]
        index += 1
        var value: UInt32
        var rest: Int
        // Range of the second byte, which excludes overlong forms and surrogates.
        var allowed: ClosedRange<UInt8> = 0x80...0xBF
        switch first {
        case 0..<0x80: return Unicode.Scalar(first)
        case 0xC2...0xDF: (value, rest) = (UInt32(first & 0x1F), 1)
        case 0xE0...0xEF:
            (value, rest) = (UInt32(first & 0x0F), 2)
            if first == 0xE0 { allowed = 0xA0...0xBF } else if first == 0xED { allowed = 0x80...0x9F }
        case 0xF0...0xF4:
            (value, rest) = (UInt32(first & 0x07), 3)
            if first == 0xF0 { allowed = 0x90...0xBF } else if first == 0xF4 { allowed = 0x80...0x8F }
        default: return "\u{FFFD}"
        }
        while rest > 0 {
            guard index < utf8.count, allowed.contains(utf8[index]) else { return "\u{FFFD}" }
            value = value << 6 | UInt32(utf8[index] & 0x3F)
            index += 1
            rest -= 1
            allowed = 0x80...0xBF
        }
        return Unicode.Scalar(value) ?? "\u{FFFD}"
    }
}
