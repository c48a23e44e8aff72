/// Operators and brackets, with those that other languages spell differently.
extension Lexer {
    mutating func lexPunctuation() {
        let start = position
        let byte = source.bytes[position]
        let next = peek(1)
        func operatorOf(_ kind: TokenKind, _ length: Int, foreign: ForeignSpelling? = nil, keyword: Keyword? = nil) {
            advance(length)
            add(kind, from: start, keyword: keyword, foreign: foreign)
        }
        switch byte {
        case UInt8(ascii: "("): operatorOf(.leftParenthesis, 1)
        case UInt8(ascii: ")"): operatorOf(.rightParenthesis, 1)
        case UInt8(ascii: "{"): operatorOf(.leftBrace, 1)
        case UInt8(ascii: "}"): operatorOf(.rightBrace, 1)
        case UInt8(ascii: ","): operatorOf(.comma, 1)
        case UInt8(ascii: "."): operatorOf(.dot, 1)
        case UInt8(ascii: ":"): operatorOf(.colon, 1)
        case UInt8(ascii: "+"): operatorOf(.plus, 1)
        case UInt8(ascii: "-"): operatorOf(.minus, 1)
        case UInt8(ascii: "*"): operatorOf(.star, 1)
        case UInt8(ascii: "/"): operatorOf(.slash, 1)
        case UInt8(ascii: "|") where next == UInt8(ascii: "|"):
            operatorOf(.identifier, 2, foreign: .operatorOfAnotherLanguage, keyword: .or)
        case UInt8(ascii: "|"): operatorOf(.pipe, 1)
        case UInt8(ascii: "&") where next == UInt8(ascii: "&"):
            operatorOf(.identifier, 2, foreign: .operatorOfAnotherLanguage, keyword: .and)
        case UInt8(ascii: "=") where next == UInt8(ascii: "="):
            operatorOf(.equal, peek(2) == UInt8(ascii: "=") ? 3 : 2, foreign: .operatorOfAnotherLanguage)
        case UInt8(ascii: "=") where next == UInt8(ascii: ">"):
            operatorOf(.greaterEqual, 2, foreign: .operatorOfAnotherLanguage)
        case UInt8(ascii: "=") where next == UInt8(ascii: "<"):
            operatorOf(.lessEqual, 2, foreign: .operatorOfAnotherLanguage)
        case UInt8(ascii: "="): operatorOf(.equal, 1)
        case UInt8(ascii: "!") where next == UInt8(ascii: "="):
            let isTriple = peek(2) == UInt8(ascii: "=")
            operatorOf(.notEqual, isTriple ? 3 : 2, foreign: isTriple ? .operatorOfAnotherLanguage : nil)
        case UInt8(ascii: "!"): operatorOf(.identifier, 1, foreign: .operatorOfAnotherLanguage, keyword: .not)
        case UInt8(ascii: "<") where next == UInt8(ascii: "="): operatorOf(.lessEqual, 2)
        case UInt8(ascii: "<") where next == UInt8(ascii: ">"):
            operatorOf(.notEqual, 2, foreign: .operatorOfAnotherLanguage)
        case UInt8(ascii: "<"): operatorOf(.less, 1)
        case UInt8(ascii: ">") where next == UInt8(ascii: "="): operatorOf(.greaterEqual, 2)
        case UInt8(ascii: ">"): operatorOf(.greater, 1)
        case UInt8(ascii: ";"):
            advance()
            addUnknown(from: start) { .semicolon(at: $0) }
        case 0:
            advance()
            addUnknown(from: start) { .unknownCharacter("NUL", at: $0) }
        default:
            advance()
            let text = source.text(start..<position)
            addUnknown(from: start) { .unknownCharacter(text, at: $0) }
        }
    }
}
