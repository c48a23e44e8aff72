/// Numbers, percentages, dates and times of day.
extension Lexer {
    mutating func lexNumberOrDate() {
        let start = position
        if digits(4), byte(4) == UInt8(ascii: "-"), digits(2, from: 5), !isDigit(peek(7)) { return lexDate() }
        if digits(4), byte(4) == UInt8(ascii: "-"), byte(5) == UInt8(ascii: "Q"), isDigit(peek(6)) { return lexQuarter() }
        skipDigits()
        var kind = TokenKind.integer
        if peek() == UInt8(ascii: "."), isDigit(peek(1)) {
            advance()
            skipDigits()
            kind = .decimal
        }
        if peek() == UInt8(ascii: "%") {
            advance()
            kind = .percent
        }
        // `30days`, `5k`, `0x10`: one error for the whole word.
        let numberEnd = position
        skipIdentifier()
        if position > numberEnd {
            let word = source.text(numberEnd..<position)
            let isUnit = Keyword.matching(source.bytes[numberEnd..<position])?.durationUnit != nil
            report(
                .letterInNumber(
                    source.text(start..<position), word, isUnit: isUnit, insertSpaceAt: span(numberEnd, numberEnd),
                    at: span(start, position)))
            position = isUnit ? numberEnd : position
        }
        add(kind, from: start)
    }

    private mutating func skipDigits() {
        while isDigit(peek()) || (peek() == UInt8(ascii: "_") && isDigit(peek(1))) { advance() }
    }

    /// Whether `count` digits stand `offset` bytes ahead.
    private func digits(_ count: Int, from offset: Int = 0) -> Bool {
        (0..<count).allSatisfy { isDigit(peek(offset + $0)) }
    }

    private func byte(_ ahead: Int) -> UInt8? { peek(ahead) }

    private func number(_ offset: Int, _ count: Int) -> Int {
        source.bytes[offset..<offset + count].reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    /// `2026-03`, `2026-03-01`, `2026-03-01T09:00[:30[.5]][Z|+08:00]`; the first seven bytes are already known to fit.
    private mutating func lexDate() {
        let start = position
        let (year, month) = (number(start, 4), number(start + 5, 2))
        advance(7)
        var valid = year >= 1 && (1...12).contains(month)
        var kind = TokenKind.date
        if peek() == UInt8(ascii: "-"), isDigit(peek(1)), isDigit(peek(2)), !isDigit(peek(3)) {
            let day = number(position + 1, 2)
            advance(3)
            valid = valid && day >= 1 && day <= Lexer.daysInMonth(month, year: year)
            if peek() == UInt8(ascii: "T"), digits(2, from: 1), peek(3) == UInt8(ascii: ":"), digits(2, from: 4) {
                kind = .time
                valid = valid && number(position + 1, 2) < 24 && number(position + 4, 2) < 60
                advance(6)
                if peek() == UInt8(ascii: ":"), digits(2, from: 1) {
                    valid = valid && number(position + 1, 2) < 60
                    advance(3)
                    if peek() == UInt8(ascii: "."), isDigit(peek(1)) {
                        advance()
                        while isDigit(peek()) { advance() }
                    }
                }
                if peek() == UInt8(ascii: "Z") {
                    advance()
                } else if let sign = peek(), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"),
                          digits(2, from: 1), peek(3) == UInt8(ascii: ":"), digits(2, from: 4) {
                    valid = valid && number(position + 1, 2) < 24 && number(position + 4, 2) < 60
                    advance(6)
                }
            }
        }
        let end = position
        skipIdentifier()
        if !valid || position > end { report(.noSuchDate(source.text(start..<position), at: span(start, position))) }
        add(kind, from: start)
    }

    /// `2026-Q1`; the first seven bytes are already known to fit.
    private mutating func lexQuarter() {
        let start = position
        let isValid = number(start, 4) >= 1 && (1...4).contains(number(start + 6, 1))
        advance(7)
        let end = position
        skipIdentifier()
        if !isValid || position > end { report(.noSuchDate(source.text(start..<position), at: span(start, position))) }
        add(.date, from: start)
    }

    static func daysInMonth(_ month: Int, year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    mutating func lexFullWidthNumber() {
        let start = position
        while let (scalar, length) = scalar(at: position),
            (0xFF10...0xFF19).contains(scalar.value) || isDigit(peek()) || scalar == "．" || scalar == "％"
                || scalar == "." || scalar == "%"
        {
            advance(length)
        }
        let text = FullWidth.narrowed(source.text(start..<position)) ?? ""
        let kind: TokenKind = text.hasSuffix("%") ? .percent : text.contains(".") ? .decimal : .integer
        add(kind, from: start, foreign: .fullWidth)
    }
}
