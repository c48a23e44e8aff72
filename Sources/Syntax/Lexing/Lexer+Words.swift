/// Identifiers, quoted names and parameters.
extension Lexer {
    mutating func lexIdentifier() {
        let start = position
        skipIdentifier()
        let bytes = source.bytes[start..<position]
        if let keyword = Keyword.matching(bytes) {
            add(.identifier, from: start, keyword: keyword)
        } else if let keyword = Keyword.reservedIgnoringCase(bytes) {
            add(.identifier, from: start, keyword: keyword, foreign: .upperCase)
        } else {
            let isFullWidth = bytes.contains(0xEF) && FullWidth.narrowed(source.text(start..<position)) != nil
            add(.identifier, from: start, foreign: isFullWidth ? .fullWidth : nil)
        }
    }

    mutating func skipIdentifier() {
        while let byte = peek() {
            if byte < 0x80 {
                guard Lexer.isASCIIWord(byte) else { return }
                position += 1
            } else {
                guard let (scalar, length) = scalar(at: position), Lexer.continuesWord(scalar) else { return }
                position += length
            }
        }
    }

    static func isASCIIWord(_ byte: UInt8) -> Bool {
        (byte >= 0x61 && byte <= 0x7A) || (byte >= 0x41 && byte <= 0x5A) || (byte >= 0x30 && byte <= 0x39)
            || byte == 0x5F
    }

    private static func continuesWord(_ scalar: Unicode.Scalar) -> Bool {
        isCommonIdeograph(scalar) || scalar.properties.isXIDContinue
    }

    /// They start words and continue them, which needs no look into Unicode's tables: the aliases of a model would make
    /// some hundreds.
    private static func isCommonIdeograph(_ scalar: Unicode.Scalar) -> Bool { (0x4E00...0x9FFF).contains(scalar.value) }

    mutating func lexQuotedIdentifier() {
        let start = position
        advance()
        while let byte = peek(), byte != UInt8(ascii: "`"), byte != UInt8(ascii: "\n") { advance() }
        if peek() == UInt8(ascii: "`") {
            advance()
            if position - start == 2 { report(.emptyQuotedName(at: span(start, position))) }
        } else {
            report(.unterminatedQuotedName(at: span(start, position)))
        }
        checkUTF8(from: start)
        add(.quotedIdentifier, from: start)
    }

    mutating func lexParameter() {
        let start = position
        advance()
        let name = position
        // `$5000` is an amount, not a parameter.
        if isDigit(peek()) { return addUnknown(from: start) { .currencySign(at: $0) } }
        skipIdentifier()
        if position == name {
            addUnknown(from: start) { .parameterWithoutName(at: $0) }
        } else {
            add(.parameter, from: start)
        }
    }

    mutating func lexNonASCII() {
        let start = position
        guard let (scalar, length) = scalar(at: position) else {
            // Continuation bytes belong to the damage, not to a second error.
            advance()
            while let byte = peek(), byte & 0xC0 == 0x80 { advance() }
            return addUnknown(from: start) { .invalidUTF8(at: $0) }
        }
        if Lexer.isCommonIdeograph(scalar) { return lexIdentifier() }
        if scalar.properties.isWhitespace || scalar.value == 0xFEFF {
            advance(length)
            return add(.whitespace, from: start)
        }
        if let kind = FullWidth.punctuation(scalar) {
            advance(length)
            return add(kind, from: start, foreign: .fullWidth)
        }
        if let closing = FullWidth.closingQuote(scalar) { return lexFullWidthString(closing) }
        if (0xFF10...0xFF19).contains(scalar.value) { return lexFullWidthNumber() }
        if scalar.properties.isXIDStart { return lexIdentifier() }
        advance(length)
        let text = source.text(start..<position)
        addUnknown(from: start) { .unknownCharacter(text, at: $0) }
    }
}

/// Characters that an input method types in place of ASCII, and the ASCII to write.
enum FullWidth {
    static func punctuation(_ scalar: Unicode.Scalar) -> TokenKind? {
        switch scalar {
        case "（": .leftParenthesis
        case "）": .rightParenthesis
        case "｛": .leftBrace
        case "｝": .rightBrace
        case "，", "、": .comma
        case "．", "。": .dot
        case "｜": .pipe
        case "：": .colon
        case "＝": .equal
        case "≠": .notEqual
        case "＜": .less
        case "≤", "≦": .lessEqual
        case "＞": .greater
        case "≥", "≧": .greaterEqual
        case "＋": .plus
        case "－", "−": .minus
        case "＊", "×": .star
        case "／", "÷": .slash
        default: nil
        }
    }

    static func closingQuote(_ opening: Unicode.Scalar) -> Unicode.Scalar? {
        switch opening {
        case "“", "”": "”"
        case "‘", "’": "’"
        case "「": "」"
        case "『": "』"
        case "＂": "＂"
        default: nil
        }
    }

    /// The text with full-width letters, digits and signs (U+FF01…U+FF5E) made ASCII; nil where there are none.
    static func narrowed(_ text: String) -> String? {
        var changed = false
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if (0xFF01...0xFF5E).contains(scalar.value), let narrow = Unicode.Scalar(scalar.value - 0xFEE0) {
                scalars.append(narrow)
                changed = true
            } else {
                scalars.append(scalar)
            }
        }
        return changed ? String(scalars) : nil
    }
}
