/// Reads one JSON value after another from bytes (RFC 8259), strictly, without building a tree.
///
/// Enters: bytes, whoever sent them. Leaves: where each value begins and ends, or what is wrong and where. Never:
/// traps, or nests deeper than its limit.
package struct JSONScanner {
    package struct Problem: Error, Sendable, Hashable {
        package enum Kind: Sendable, Hashable {
            case noValue, valueExpected, nameExpected, colonExpected, memberEndExpected, elementEndExpected
            case openText, controlCharacter, unknownEscape, badHexadecimal, halfPair, notUTF8
            case numberTooLarge, depth, rest
        }

        package let kind: Kind
        package let utf8Offset: Int

        package var reason: String {
            switch kind {
            case .noValue: "this is no value"
            case .valueExpected: "the text ends where a value is expected"
            case .nameExpected: "a member's name is expected"
            case .colonExpected: "`:` is expected"
            case .memberEndExpected: "`,` or `}` is expected"
            case .elementEndExpected: "`,` or `]` is expected"
            case .openText: "a text has no closing quote"
            case .controlCharacter: "a control character stands in a text"
            case .unknownEscape: "there is no such escape"
            case .badHexadecimal: "\\u needs four hexadecimal digits"
            case .halfPair: "a \\u escape is half a character"
            case .notUTF8: "a text is no UTF-8"
            case .numberTooLarge: "the number is too large"
            case .depth: "the text nests deeper than \(JSONScanner.nestingLimit) levels"
            case .rest: "something follows the value"
            }
        }
    }

    package enum Value {
        /// Content as it stands between the quotes.
        case text(Range<Int>, hasEscapes: Bool)
        /// A number, `true` or `false` as written.
        case literal(Range<Int>)
        case null
        case object(Range<Int>), array(Range<Int>)
    }

    /// The treatment of half a surrogate pair.
    package enum HalfPair {
        case refused
        /// U+FFFD, which is as long in UTF-16.
        case replaced
    }

    /// Deepest nesting of arrays and objects.
    package static let nestingLimit = 128

    /// Valid as long as the scanner is used.
    package let bytes: UnsafeBufferPointer<UInt8>
    package private(set) var position = 0

    package init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    package var isAtEnd: Bool { position == bytes.count }

    /// The byte here; nil at the end.
    package var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    package func problem(_ kind: Problem.Kind) -> Problem { Problem(kind: kind, utf8Offset: position) }

    package mutating func skipBlanks() {
        while position < bytes.count {
            let byte = bytes[position]
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
            position += 1
        }
    }

    /// The byte itself, after blanks.
    package mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        skipBlanks()
        return takeHere(scalar)
    }

    package mutating func value(depth: Int = 0) throws(Problem) -> Value {
        skipBlanks()
        guard let byte = peek else { throw problem(.valueExpected) }
        let start = position
        switch byte {
        case UInt8(ascii: "\""):
            let (range, hasEscapes) = try text()
            return .text(range, hasEscapes: hasEscapes)
        case UInt8(ascii: "{"):
            try members(depth + 1)
            return .object(start..<position)
        case UInt8(ascii: "["):
            try elements(depth + 1)
            return .array(start..<position)
        case UInt8(ascii: "n"):
            try word("null")
            return .null
        case UInt8(ascii: "t"):
            try word("true")
        case UInt8(ascii: "f"):
            try word("false")
        default:
            try number()
        }
        return .literal(start..<position)
    }

    /// A text's content without its quotes. Control characters must be escaped.
    package mutating func text() throws(Problem) -> (Range<Int>, hasEscapes: Bool) {
        guard take("\"") else { throw problem(.nameExpected) }
        let start = position
        var hasEscapes = false
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                position += 1
                return (start..<(position - 1), hasEscapes)
            }
            if byte < 0x20 { throw problem(.controlCharacter) }
            if byte == UInt8(ascii: "\\") {
                hasEscapes = true
                position += 1
            }
            position += 1
        }
        position = bytes.count
        throw problem(.openText)
    }

    // MARK: What values consist of

    private mutating func members(_ depth: Int) throws(Problem) {
        try enter(depth)
        if take("}") { return }
        repeat {
            skipBlanks()
            _ = try text()
            guard take(":") else { throw problem(.colonExpected) }
            _ = try value(depth: depth)
        } while take(",")
        guard take("}") else { throw problem(.memberEndExpected) }
    }

    private mutating func elements(_ depth: Int) throws(Problem) {
        try enter(depth)
        if take("]") { return }
        repeat { _ = try value(depth: depth) } while take(",")
        guard take("]") else { throw problem(.elementEndExpected) }
    }

    /// Goes into the object or array that begins here.
    package mutating func enter(_ depth: Int) throws(Problem) {
        if depth > JSONScanner.nestingLimit { throw problem(.depth) }
        position += 1
    }

    private mutating func word(_ word: StaticString) throws(Problem) {
        for i in 0..<word.utf8CodeUnitCount {
            guard position < bytes.count, bytes[position] == word.utf8Start[i] else { throw problem(.noValue) }
            position += 1
        }
    }

    private mutating func number() throws(Problem) {
        _ = takeHere("-")
        if !takeHere("0") { try digits() }
        if takeHere(".") { try digits() }
        if takeHere("e") || takeHere("E") {
            if !takeHere("+") { _ = takeHere("-") }
            try digits()
        }
    }

    private mutating func takeHere(_ scalar: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: scalar) else { return false }
        position += 1
        return true
    }

    private mutating func digits() throws(Problem) {
        let start = position
        while position < bytes.count, bytes[position] &- UInt8(ascii: "0") <= 9 { position += 1 }
        if position == start { throw problem(.noValue) }
    }

    // MARK: Escapes

    /// A text's content with its escapes undone, as UTF-8 (bytes that are not UTF-8 to begin with stay as they are).
    package func unescaped(
        _ range: Range<Int>, halfPairs: HalfPair = .refused, into result: inout [UInt8]
    ) throws(Problem) {
        result.removeAll(keepingCapacity: true)
        var place = range.lowerBound
        while place < range.upperBound {
            guard bytes[place] == UInt8(ascii: "\\") else {
                result.append(bytes[place])
                place += 1
                continue
            }
            place += 2
            switch bytes[place - 1] {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): result.append(bytes[place - 1])
            case UInt8(ascii: "b"): result.append(0x08)
            case UInt8(ascii: "f"): result.append(0x0C)
            case UInt8(ascii: "n"): result.append(0x0A)
            case UInt8(ascii: "r"): result.append(0x0D)
            case UInt8(ascii: "t"): result.append(0x09)
            case UInt8(ascii: "u"):
                guard let scalar = try scalar(at: &place, range.upperBound) else {
                    if halfPairs == .refused { throw Problem(kind: .halfPair, utf8Offset: place) }
                    result.append(contentsOf: "\u{FFFD}".utf8)
                    continue
                }
                result.append(contentsOf: String(scalar).utf8)
            default: throw Problem(kind: .unknownEscape, utf8Offset: place)
            }
        }
    }

    /// Behind `\u`; nil for half a pair, of which the other half is then looked at by itself.
    private func scalar(at place: inout Int, _ end: Int) throws(Problem) -> Unicode.Scalar? {
        let first = try hexadecimal(place, end)
        place += 4
        guard 0xD800..<0xDC00 ~= first, place + 1 < end, bytes[place] == UInt8(ascii: "\\"),
              bytes[place + 1] == UInt8(ascii: "u") else { return Unicode.Scalar(first) }
        let second = try hexadecimal(place + 2, end)
        guard 0xDC00..<0xE000 ~= second else { return nil }
        place += 6
        return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    }

    private func hexadecimal(_ start: Int, _ end: Int) throws(Problem) -> UInt32 {
        guard start + 4 <= end else { throw Problem(kind: .badHexadecimal, utf8Offset: start) }
        var code: UInt32 = 0
        for place in start..<(start + 4) {
            let byte = bytes[place]
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): code = code << 4 | UInt32(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"):
                code = code << 4 | (UInt32(byte | 0x20) - 87)
            default: throw Problem(kind: .badHexadecimal, utf8Offset: place)
            }
        }
        return code
    }
}
