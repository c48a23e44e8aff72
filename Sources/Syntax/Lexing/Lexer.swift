/// Bytes → tokens. Takes any bytes at all; what it can't use becomes `unknown` tokens, each with a diagnostic.
struct Lexer {
    let source: SourceText
    private(set) var tokens: [Token] = []
    private(set) var diagnostics: [Diagnostic] = []
    var position: Int
    /// Behind the last byte that is read.
    let limit: Int

    init(_ source: SourceText, _ range: Range<Int>) {
        self.source = source
        position = range.lowerBound
        limit = range.upperBound
        tokens.reserveCapacity(range.count / 4 + 8)
    }

    /// All tokens of a part of the text, or of the whole, the last one `endOfFile`.
    static func lex(_ source: SourceText, in range: Range<Int>? = nil) -> (tokens: [Token], diagnostics: [Diagnostic]) {
        var lexer = Lexer(source, range ?? 0..<source.bytes.count)
        lexer.run()
        return (lexer.tokens, lexer.diagnostics)
    }

    private mutating func run() {
        if position == 0, peek() == UInt8(ascii: "#"), peek(1) == UInt8(ascii: "!") {
            skipToLineEnd()
            add(.shebang, from: 0)
        }
        while position < limit { lexToken() }
        add(.endOfFile, from: position)
    }

    private mutating func lexToken() {
        let start = position
        let byte = source.bytes[position]
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"):
            while let next = peek(), next == 0x20 || next == 0x09 || next == 0x0A || next == 0x0D { position += 1 }
            add(.whitespace, from: start)
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"):
            if byte == UInt8(ascii: "r"), peek(1) == UInt8(ascii: "\"") { return lexRawString() }
            lexIdentifier()
        case UInt8(ascii: "0")...UInt8(ascii: "9"): lexNumberOrDate()
        case UInt8(ascii: "\""): lexString()
        case UInt8(ascii: "`"): lexQuotedIdentifier()
        case UInt8(ascii: "'"): lexSingleQuoted()
        case UInt8(ascii: "$"): lexParameter()
        case UInt8(ascii: "-") where peek(1) == UInt8(ascii: "-"):
            skipToLineEnd()
            add(.comment, from: start)
        case 0..<0x80: lexPunctuation()
        default: lexNonASCII()
        }
    }

    // MARK: Reading

    func peek(_ ahead: Int = 0) -> UInt8? {
        position + ahead < limit ? source.bytes[position + ahead] : nil
    }

    func isDigit(_ byte: UInt8?) -> Bool { byte.map { $0 >= 0x30 && $0 <= 0x39 } ?? false }

    mutating func advance(_ count: Int = 1) { position = min(position + count, limit) }

    mutating func skipToLineEnd() {
        position = source.bytes[position..<limit].firstIndex(of: UInt8(ascii: "\n")) ?? limit
        if position > 0, source.bytes[position - 1] == UInt8(ascii: "\r"), peek() != nil { position -= 1 }
    }

    /// The scalar at the byte offset and its length in bytes; nil where the bytes are no UTF-8.
    func scalar(at offset: Int) -> (scalar: Unicode.Scalar, length: Int)? {
        guard offset < limit else { return nil }
        let first = source.bytes[offset]
        let length = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 0
        guard length > 0, offset + length <= limit else { return nil }
        if length == 1 { return (Unicode.Scalar(first), 1) }
        var value = UInt32(first) & (0xFF >> UInt32(length + 1))
        for i in 1..<length {
            let byte = source.bytes[offset + i]
            guard byte & 0xC0 == 0x80 else { return nil }
            value = value << 6 | UInt32(byte & 0x3F)
        }
        let shortest: UInt32 = length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000
        guard value >= shortest, let scalar = Unicode.Scalar(value) else { return nil }
        return (scalar, length)
    }

    // MARK: Writing

    mutating func add(_ kind: TokenKind, from start: Int, keyword: Keyword? = nil, foreign: ForeignSpelling? = nil) {
        tokens.append(Token(kind: kind, keyword: keyword, foreign: foreign,
                            utf8Start: Int32(clamping: start), utf8End: Int32(clamping: position)))
    }

    mutating func report(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }

    func span(_ start: Int, _ end: Int) -> SourceSpan {
        SourceSpan(source: source.id, utf8Start: start, utf8End: end)
    }

    /// Adds bytes that mean nothing as one token with those before it, so that a binary file earns one error, not a
    /// million.
    mutating func addUnknown(from start: Int, _ diagnostic: (SourceSpan) -> Diagnostic) {
        if let last = tokens.last, last.kind == .unknown, Int(last.utf8End) == start {
            tokens[tokens.count - 1].utf8End = Int32(clamping: position)
            widenLastDiagnostic(from: start)
        } else {
            add(.unknown, from: start)
            report(diagnostic(span(start, position)))
        }
    }

    /// Makes the diagnostic of an unknown token, and a fix that replaces it, reach as far as the token now does.
    private mutating func widenLastDiagnostic(from start: Int) {
        guard let last = diagnostics.indices.last, Int(diagnostics[last].primary.span.utf8End) == start else { return }
        let narrow = diagnostics[last].primary.span
        let wide = span(Int(narrow.utf8Start), position)
        diagnostics[last].primary.span = wide
        for i in diagnostics[last].fixIts.indices {
            for j in diagnostics[last].fixIts[i].edits.indices where diagnostics[last].fixIts[i].edits[j].span == narrow
            {
                diagnostics[last].fixIts[i].edits[j].span = wide
            }
        }
    }
}
