/// Reads one JSON text (RFC 8259), strictly, from bytes.
///
/// Enters: the bytes of a message, whoever sent them. Leaves: a value, or what is wrong and where. Never: traps, or nests
/// deeper than its limit. Of a number that is no 64-bit integer, the nearest double is kept.
package struct JSONReader {
    package struct Problem: Error, Sendable, Hashable {
        package let reason: String
        package let utf8Offset: Int
    }

    /// Deepest nesting of arrays and objects; the protocol's own messages have some ten levels.
    package static let nestingLimit = 128

    private let bytes: [UInt8]
    private var position = 0

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    package static func read(_ bytes: [UInt8]) throws(Problem) -> JSONValue {
        var reader = JSONReader(bytes)
        let value = try reader.value(depth: 0)
        reader.skipBlanks()
        if reader.position < bytes.count { throw reader.problem("something follows the value") }
        return value
    }

    private func problem(_ reason: String) -> Problem { Problem(reason: reason, utf8Offset: position) }

    private mutating func skipBlanks() {
        while position < bytes.count {
            let byte = bytes[position]
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
            position += 1
        }
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: scalar) else { return false }
        position += 1
        return true
    }

    private mutating func value(depth: Int) throws(Problem) -> JSONValue {
        skipBlanks()
        guard position < bytes.count else { throw problem("the text ends where a value is expected") }
        switch bytes[position] {
        case UInt8(ascii: "\""): return .string(try text())
        case UInt8(ascii: "{"): return .object(try object(depth: depth + 1))
        case UInt8(ascii: "["): return .array(try array(depth: depth + 1))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        default: return try number()
        }
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(Problem) -> JSONValue {
        for place in 0..<word.utf8CodeUnitCount {
            guard position < bytes.count, bytes[position] == word.utf8Start[place] else { throw problem("this is no value") }
            position += 1
        }
        return value
    }

    private mutating func object(depth: Int) throws(Problem) -> JSONObject {
        guard depth <= JSONReader.nestingLimit else { throw problem("the text nests deeper than \(JSONReader.nestingLimit) levels") }
        position += 1
        var members: [JSONObject.Member] = []
        skipBlanks()
        if take("}") { return JSONObject(members) }
        repeat {
            skipBlanks()
            guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { throw problem("a member's name is expected") }
            let name = try text()
            skipBlanks()
            guard take(":") else { throw problem("`:` is expected") }
            members.append(JSONObject.Member(name, try value(depth: depth)))
            skipBlanks()
        } while take(",")
        guard take("}") else { throw problem("`,` or `}` is expected") }
        return JSONObject(members)
    }

    private mutating func array(depth: Int) throws(Problem) -> [JSONValue] {
        guard depth <= JSONReader.nestingLimit else { throw problem("the text nests deeper than \(JSONReader.nestingLimit) levels") }
        position += 1
        var elements: [JSONValue] = []
        skipBlanks()
        if take("]") { return elements }
        repeat {
            elements.append(try value(depth: depth))
            skipBlanks()
        } while take(",")
        guard take("]") else { throw problem("`,` or `]` is expected") }
        return elements
    }

    // MARK: Numbers

    private mutating func number() throws(Problem) -> JSONValue {
        let start = position
        _ = take("-")
        if !take("0") { try digits() }
        var isWhole = true
        if take(".") {
            try digits()
            isWhole = false
        }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            try digits()
            isWhole = false
        }
        let written = String(decoding: bytes[start..<position], as: UTF8.self)
        if isWhole, let integer = Int64(written) { return .integer(integer) }
        guard let number = Double(written), number.isFinite else { throw problem("the number is too large") }
        return .number(number)
    }

    private mutating func digits() throws(Problem) {
        let start = position
        while position < bytes.count, bytes[position] &- UInt8(ascii: "0") <= 9 { position += 1 }
        if position == start { throw problem("this is no value") }
    }

    // MARK: Texts

    private mutating func text() throws(Problem) -> String {
        position += 1
        let start = position
        while position < bytes.count, bytes[position] != UInt8(ascii: "\""), bytes[position] != UInt8(ascii: "\\"), bytes[position] >= 0x20 { position += 1 }
        guard position < bytes.count else { throw problem("a text has no closing quote") }
        if bytes[position] == UInt8(ascii: "\"") {
            let text = try decoded(bytes[start..<position])
            position += 1
            return text
        }
        return try textWithEscapes(from: start)
    }

    private func decoded(_ bytes: ArraySlice<UInt8>) throws(Problem) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw problem("a text is no UTF-8") }
        return text
    }

    private mutating func textWithEscapes(from start: Int) throws(Problem) -> String {
        var content = Array(bytes[start..<position])
        while position < bytes.count {
            let byte = bytes[position]
            if byte < 0x20 { throw problem("a control character stands in a text") }
            position += 1
            if byte == UInt8(ascii: "\"") { return try decoded(content[...]) }
            if byte == UInt8(ascii: "\\") { try appendEscaped(to: &content) } else { content.append(byte) }
        }
        throw problem("a text has no closing quote")
    }

    private mutating func appendEscaped(to content: inout [UInt8]) throws(Problem) {
        guard position < bytes.count else { throw problem("a text has no closing quote") }
        position += 1
        switch bytes[position - 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(bytes[position - 1])
        case UInt8(ascii: "b"): content.append(0x08)
        case UInt8(ascii: "f"): content.append(0x0C)
        case UInt8(ascii: "n"): content.append(0x0A)
        case UInt8(ascii: "r"): content.append(0x0D)
        case UInt8(ascii: "t"): content.append(0x09)
        case UInt8(ascii: "u"): content.append(contentsOf: String(try escapedScalar()).utf8)
        default: throw problem("there is no such escape")
        }
    }

    /// Half a pair becomes U+FFFD: editors that count in UTF-16 can send one alone, and it is as long as what replaces it, so
    /// that their positions stay right.
    private mutating func escapedScalar() throws(Problem) -> Unicode.Scalar {
        let first = try hexadecimal()
        guard 0xD800..<0xDC00 ~= first, position + 1 < bytes.count,
              bytes[position] == UInt8(ascii: "\\"), bytes[position + 1] == UInt8(ascii: "u") else { return Unicode.Scalar(first) ?? "\u{FFFD}" }
        let behindFirst = position
        position += 2
        let second = try hexadecimal()
        guard 0xDC00..<0xE000 ~= second else {
            position = behindFirst
            return "\u{FFFD}"
        }
        return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)) ?? "\u{FFFD}"
    }

    private mutating func hexadecimal() throws(Problem) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard position < bytes.count, let digit = Character(Unicode.Scalar(bytes[position])).hexDigitValue else { throw problem("\\u needs four hexadecimal digits") }
            code = code << 4 | UInt32(digit)
            position += 1
        }
        return code
    }
}
