/// Quoted text. A string never crosses a line end, so that a forgotten quote costs one line, not the file.
extension Lexer {
    mutating func lexString() {
        let start = position
        advance()
        while let byte = peek(), byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\n") {
            if byte == UInt8(ascii: "\\") {
                checkEscape()
            } else {
                advance()
            }
        }
        closeString(.string, start)
    }

    mutating func lexRawString() {
        let start = position
        advance(2)
        while let byte = peek(), byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\n") { advance() }
        closeString(.rawString, start)
    }

    private mutating func closeString(_ kind: TokenKind, _ start: Int) {
        if peek() == UInt8(ascii: "\"") {
            advance()
        } else {
            // Leave blanks and a closing parenthesis at the line's end outside: they were hardly meant as text.
            while position > start + 1, [0x20, 0x09, 0x0D, 0x29].contains(source.bytes[position - 1]) { position -= 1 }
            report(.missingQuote(at: span(start, position)))
        }
        checkUTF8(from: start)
        add(kind, from: start)
    }

    /// Two texts that differ in bytes alone that are no UTF-8 would decode to the same one.
    mutating func checkUTF8(from start: Int) {
        let bytes = source.bytes[start..<position]
        if bytes.allSatisfy({ $0 < 0x80 }) { return }
        if String(validating: bytes, as: UTF8.self) == nil { report(.invalidUTF8(at: span(start, position))) }
    }

    /// Steps over one escape and reports those that do not exist.
    private mutating func checkEscape() {
        let start = position
        advance()
        switch peek() {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "n"), UInt8(ascii: "t"), UInt8(ascii: "r"):
            advance()
        case UInt8(ascii: "u") where peek(1) == UInt8(ascii: "{"):
            advance(2)
            let digits = position
            while let byte = peek(), Lexer.hexValue(byte) != nil { advance() }
            let value = position - digits <= 6 ? UInt32(source.text(digits..<position), radix: 16) : nil
            if peek() == UInt8(ascii: "}") { advance() }
            if value.flatMap(Unicode.Scalar.init) == nil || source.bytes[position - 1] != UInt8(ascii: "}") {
                report(.unknownEscape(source.text(start..<position), at: span(start, position)))
            }
        case nil, UInt8(ascii: "\n"), UInt8(ascii: "\r"): break
        default:
            advance(scalar(at: position)?.length ?? 1)
            report(.unknownEscape(source.text(start..<position), at: span(start, position)))
        }
    }

    static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }

    mutating func lexSingleQuoted() {
        let start = position
        var end = position + 1
        while end < limit, source.bytes[end] != UInt8(ascii: "'"), source.bytes[end] != UInt8(ascii: "\n") { end += 1 }
        guard end < limit, source.bytes[end] == UInt8(ascii: "'") else {
            // Blanks and a closing parenthesis at the line's end were hardly meant as text.
            while end > start + 1, [0x20, 0x09, 0x0D, 0x29].contains(source.bytes[end - 1]) { end -= 1 }
            position = end
            report(.missingSingleQuote(at: span(start, end), contents: source.text((start + 1)..<end)))
            return add(.string, from: start)
        }
        position = end + 1
        add(.string, from: start, foreign: .singleQuotes)
    }

    mutating func lexFullWidthString(_ closing: Unicode.Scalar) {
        let start = position
        advance(scalar(at: position)?.length ?? 1)
        let opening = span(start, position)
        while let (scalar, length) = scalar(at: position), scalar != "\n" {
            advance(length)
            // A text opened by a typed “ is often closed by a plain quote.
            if scalar == closing || scalar == "\"" { return add(.string, from: start, foreign: .fullWidth) }
        }
        var missing = Diagnostic.missingQuote(at: span(start, position))
        let closing = span(position, position)
        missing.fixIts = [.init("write it in double quotes", [.init(opening, "\""), .init(closing, "\"")])]
        report(missing)
        add(.string, from: start)
    }
}

extension SourceText {
    /// The text that a string, quoted name or parameter token stands for: quotes dropped, escapes resolved.
    package func contents(of token: Token) -> String {
        if let plain = plainContents(of: token) { return text(plain) }
        let text = self.text(token.utf8Range)
        switch token.kind {
        case .string:
            let scalars = text.unicodeScalars
            let inner = scalars.dropFirst().dropLast(
                scalars.count > 1 && SourceText.closes(scalars.last, opening: scalars.first) ? 1 : 0)
            return token.foreign == nil ? SourceText.unescaped(inner) : String(inner)
        case .rawString: return String(text.dropFirst(2).dropLast(text.count > 2 && text.hasSuffix("\"") ? 1 : 0))
        case .quotedIdentifier: return String(text.dropFirst().dropLast(text.count > 1 && text.hasSuffix("`") ? 1 : 0))
        case .parameter: return String(text.dropFirst())
        default: return token.foreign == .fullWidth ? FullWidth.narrowed(text) ?? text : text
        }
    }

    /// The contents of an ASCII-quoted string without escapes, or the whole of a word: bytes that need no change.
    private func plainContents(of token: Token) -> Range<Int>? {
        guard token.foreign == nil else { return nil }
        let range = token.utf8Range
        switch token.kind {
        case .identifier: return range
        case .string:
            guard range.count >= 2, bytes[range.upperBound - 1] == UInt8(ascii: "\"") else { return nil }
            let inner = range.lowerBound + 1..<range.upperBound - 1
            return bytes[inner].contains(UInt8(ascii: "\\")) ? nil : inner
        default: return nil
        }
    }

    private static func closes(_ last: Unicode.Scalar?, opening first: Unicode.Scalar?) -> Bool {
        guard let first, let last else { return false }
        return last == "\"" || last == "'" || FullWidth.closingQuote(first) == last
    }

    private static func unescaped(_ scalars: Substring.UnicodeScalarView) -> String {
        var result = String.UnicodeScalarView()
        var rest = scalars[...]
        while let scalar = rest.popFirst() {
            guard scalar == "\\", let escape = rest.popFirst() else {
                result.append(scalar)
                continue
            }
            switch escape {
            case "n": result.append("\n")
            case "t": result.append("\t")
            case "r": result.append("\r")
            case "u":
                let digits = rest.dropFirst().prefix { $0 != "}" }
                if let value = UInt32(String(digits), radix: 16), let decoded = Unicode.Scalar(value) {
                    result.append(decoded)
                }
                rest = rest.dropFirst(digits.count + 2)
            default: result.append(escape)
            }
        }
        return String(result)
    }
}
