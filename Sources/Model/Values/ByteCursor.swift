/// A position in the bytes of one value, moved by what it recognises.
struct ByteCursor {
    let bytes: UTF8Bytes
    private(set) var position: Int
    /// Behind the last byte that counts.
    let end: Int

    /// Leaves out surrounding spaces and tabs.
    init(trimming bytes: UTF8Bytes) {
        var start = 0, end = bytes.count
        while start < end, ByteCursor.isBlank(bytes[start]) { start += 1 }
        while end > start, ByteCursor.isBlank(bytes[end - 1]) { end -= 1 }
        self.bytes = bytes
        position = start
        self.end = end
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    var isAtEnd: Bool { position == end }
    /// Bytes that remain.
    var count: Int { end - position }
    var peek: UInt8? { position < end ? bytes[position] : nil }

    mutating func take(_ ascii: Unicode.Scalar) -> Bool { take(UInt8(ascii: ascii)) }

    mutating func take(_ byte: UInt8) -> Bool {
        guard position < end, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    /// True where a minus was taken; a plus is taken too.
    mutating func takeSign() -> Bool {
        if take("-") { return true }
        _ = take("+")
        return false
    }

    /// The next byte, whatever it is.
    mutating func next() -> UInt8? {
        guard position < end else { return nil }
        defer { position += 1 }
        return bytes[position]
    }

    /// A run of ASCII digits.
    struct Digits {
        var value: UInt64
        /// Digits, leading zeros included.
        var count: Int
        /// `value` is meaningless: the run does not fit.
        var overflowed: Bool

        static let zero = Digits(value: 0, count: 0, overflowed: false)

        /// `self * factor + other`; nil where it does not fit.
        func shifted(by factor: UInt64, adding other: UInt64) -> Digits? {
            let (product, o1) = value.multipliedReportingOverflow(by: factor)
            let (sum, o2) = product.addingReportingOverflow(other)
            return o1 || o2 || overflowed ? nil : Digits(value: sum, count: count, overflowed: false)
        }
    }

    /// The run of digits here; nil where there is none.
    mutating func takeDigits() -> Digits? {
        let start = position
        var value: UInt64 = 0
        var overflowed = false
        while position < end {
            let digit = bytes[position] &- UInt8(ascii: "0")
            if digit > 9 { break }
            position += 1
            if position - start <= 19 {
                value = value &* 10 &+ UInt64(digit)
            } else {
                let (product, o1) = value.multipliedReportingOverflow(by: 10)
                let (sum, o2) = product.addingReportingOverflow(UInt64(digit))
                value = sum
                if o1 || o2 { overflowed = true }
            }
        }
        return position == start ? nil : Digits(value: value, count: position - start, overflowed: overflowed)
    }

    /// Between `least` and `most` digits as a number; nothing is taken where there are fewer, and no more than `most`.
    mutating func takeNumber(digits least: Int, upTo most: Int) -> Int? {
        var value = 0, count = 0
        while count < most, position + count < end {
            let digit = bytes[position + count] &- UInt8(ascii: "0")
            if digit > 9 { break }
            value = value * 10 + Int(digit)
            count += 1
        }
        guard count >= least else { return nil }
        position += count
        return value
    }
}
