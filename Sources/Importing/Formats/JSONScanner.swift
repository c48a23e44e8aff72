internal import Model
internal import Store

/// Reads one JSON value after another from a line (RFC 8259), strictly, without building a tree.
struct JSONScanner {
    enum Problem: Error {
        case syntax, depth, loneSurrogate

        var reason: String {
            switch self {
            case .syntax: "is not a JSON object"
            case .depth: "nests deeper than \(ImportLimits.jsonNesting) levels"
            case .loneSurrogate: "has a \\u escape of half a character"
            }
        }
    }

    enum Value {
        /// Content as it stands between the quotes.
        case text(Range<Int>, hasEscapes: Bool)
        /// A number, `true` or `false` as written.
        case literal(Range<Int>)
        case null
        case object(Range<Int>), array(Range<Int>)
    }

    let bytes: UTF8Bytes
    private(set) var position = 0

    init(_ bytes: UTF8Bytes) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }

    mutating func skipBlanks() {
        while position < bytes.count {
            let byte = bytes[position]
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
            position += 1
        }
    }

    /// The byte itself, after blanks.
    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        skipBlanks()
        guard position < bytes.count, bytes[position] == UInt8(ascii: scalar) else { return false }
        position += 1
        return true
    }

    mutating func value(depth: Int = 0) throws(Problem) -> Value {
        skipBlanks()
        guard position < bytes.count else { throw .syntax }
        let start = position
        switch bytes[position] {
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
    mutating func text() throws(Problem) -> (Range<Int>, hasEscapes: Bool) {
        guard take("\"") else { throw .syntax }
        let start = position
        var hasEscapes = false
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                position += 1
                return (start..<(position - 1), hasEscapes)
            }
            if byte < 0x20 { throw .syntax }
            if byte == UInt8(ascii: "\\") {
                hasEscapes = true
                position += 1
            }
            position += 1
        }
        throw .syntax
    }

    private mutating func members(_ depth: Int) throws(Problem) {
        if depth > ImportLimits.jsonNesting { throw .depth }
        position += 1
        if take("}") { return }
        repeat {
            skipBlanks()
            _ = try text()
            guard take(":") else { throw .syntax }
            _ = try value(depth: depth)
        } while take(",")
        guard take("}") else { throw .syntax }
    }

    private mutating func elements(_ depth: Int) throws(Problem) {
        if depth > ImportLimits.jsonNesting { throw .depth }
        position += 1
        if take("]") { return }
        repeat { _ = try value(depth: depth) } while take(",")
        guard take("]") else { throw .syntax }
    }

    private mutating func word(_ word: StaticString) throws(Problem) {
        for i in 0..<word.utf8CodeUnitCount {
            guard position < bytes.count, bytes[position] == word.utf8Start[i] else { throw .syntax }
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
        if position == start { throw .syntax }
    }

    /// A text's content with its escapes undone, as UTF-8 (bytes that are not UTF-8 to begin with stay as they are).
    func unescaped(_ range: Range<Int>, into result: inout [UInt8]) throws(Problem) {
        result.removeAll(keepingCapacity: true)
        var i = range.lowerBound
        while i < range.upperBound {
            guard bytes[i] == UInt8(ascii: "\\") else {
                result.append(bytes[i])
                i += 1
                continue
            }
            i += 2
            switch bytes[i - 1] {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): result.append(bytes[i - 1])
            case UInt8(ascii: "b"): result.append(0x08)
            case UInt8(ascii: "f"): result.append(0x0C)
            case UInt8(ascii: "n"): result.append(0x0A)
            case UInt8(ascii: "r"): result.append(0x0D)
            case UInt8(ascii: "t"): result.append(0x09)
            case UInt8(ascii: "u"):
                var code = try hex(i, range.upperBound)
                i += 4
                if 0xD800..<0xDC00 ~= code {
                    guard i + 6 <= range.upperBound, bytes[i] == UInt8(ascii: "\\"),
              bytes[i + 1] == UInt8(ascii: "u") else {
            throw .loneSurrogate
        }
                    let low = try hex(i + 2, range.upperBound)
                    guard 0xDC00..<0xE000 ~= low else { throw .loneSurrogate }
                    code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
                    i += 6
                }
                guard let scalar = Unicode.Scalar(code) else { throw .loneSurrogate }
                result.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
            default: throw .syntax
            }
        }
    }

    private func hex(_ start: Int, _ end: Int) throws(Problem) -> UInt32 {
        guard start + 4 <= end else { throw .syntax }
        var code: UInt32 = 0
        for i in start..<(start + 4) {
            let byte = bytes[i]
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): code = code << 4 | UInt32(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"):
                code = code << 4 | (UInt32(byte | 0x20) - 87)
            default: throw .syntax
            }
        }
        return code
    }
}
