internal import Model

/// Content of a cell without what programs put around it.
enum CellText {
    /// Between the ends that count: no blanks of any script, no formula around a text, no apostrophe that tells a
    /// spreadsheet not to calculate.
    ///
    /// - Parameter isText: a text keeps the plain spaces at its ends, which somebody has typed.
    static func content(_ bytes: UTF8Bytes, isText: Bool) -> UTF8Bytes {
        guard let first = bytes.first, let last = bytes.last else { return bytes }
        // Nearly all cells begin and end with a letter or digit.
        if isPlain(first), isPlain(last) { return bytes }
        var content = trimmed(bytes, isText: isText)
        if content.count >= 3, content[0] == UInt8(ascii: "="), content[1] == UInt8(ascii: "\""),
           content[content.count - 1] == UInt8(ascii: "\""),
           !content[2..<(content.count - 1)].contains(UInt8(ascii: "\"")) {
            content = UTF8Bytes(rebasing: content[2..<(content.count - 1)])
        } else if content.count > 1, content[0] == UInt8(ascii: "'") {
            let rest = UTF8Bytes(rebasing: content[1...])
            if !isText || isMarked(rest) { content = rest }
        }
        return content
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte < 0x80 && byte != UInt8(ascii: "=") && byte != UInt8(ascii: "'")
    }

    /// Whether a spreadsheet would have made a number or a formula of it, but for an apostrophe: `'00123`, `'=1+1`, but
    /// not `'90s`.
    private static func isMarked(_ bytes: UTF8Bytes) -> Bool {
        guard let first = bytes.first else { return false }
        if "=+-@".utf8.contains(first) { return true }
        return bytes.allSatisfy { $0 &- UInt8(ascii: "0") < 10 || ".,/- ".utf8.contains($0) }
    }

    private static func trimmed(_ bytes: UTF8Bytes, isText: Bool) -> UTF8Bytes {
        var start = 0, end = bytes.count
        while start < end, let length = blank(bytes, at: start, isText) { start += length }
        while end > start, let length = blankBefore(bytes, end, isText), end - length >= start { end -= length }
        return UTF8Bytes(rebasing: bytes[start..<end])
    }

    /// The length of the blank at a place: a tab, a no-break space (U+00A0, U+202F), a thin one (U+2009), an
    /// ideographic one (U+3000), a mark of nothing (U+FEFF, U+200B); a plain one, where it does not count.
    static func blank(_ bytes: UTF8Bytes, at place: Int, _ isText: Bool) -> Int? {
        switch bytes[place] {
        case 0x09: return 1
        case 0x20: return isText ? nil : 1
        case 0xC2 where place + 1 < bytes.count && bytes[place + 1] == 0xA0: return 2
        case 0xE2, 0xE3, 0xEF:
            guard place + 2 < bytes.count else { return nil }
            return isWideBlank(bytes[place], bytes[place + 1], bytes[place + 2]) ? 3 : nil
        default: return nil
        }
    }

    private static func blankBefore(_ bytes: UTF8Bytes, _ end: Int, _ isText: Bool) -> Int? {
        for length in 1...3 where end >= length {
            if blank(bytes, at: end - length, isText) == length { return length }
        }
        return nil
    }

    private static func isWideBlank(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> Bool {
        switch (first, second, third) {
        case (0xE2, 0x80, 0xAF), (0xE2, 0x80, 0x89), (0xE2, 0x80, 0x8B), (0xE3, 0x80, 0x80), (0xEF, 0xBB, 0xBF): true
        default: false
        }
    }
}

/// A few bytes that are put together to be read, used again and again.
struct CellScratch {
    private(set) var bytes: [UInt8] = []

    mutating func begin() { bytes.removeAll(keepingCapacity: true) }
    mutating func append(_ byte: UInt8) { bytes.append(byte) }
    mutating func append(_ ascii: Unicode.Scalar) { bytes.append(UInt8(ascii: ascii)) }

    /// With zeros in front.
    mutating func append(_ number: Int, digits: Int) {
        var divisor = 1
        for _ in 1..<digits { divisor *= 10 }
        while divisor > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
            divisor /= 10
        }
    }
}
