package enum TokenKind: UInt8, Sendable, CaseIterable {
    // Trivia: part of the text, not of its meaning.
    case whitespace, comment, shebang

    /// A word, keyword or not; `Token.keyword` tells.
    case identifier
    /// `` `any name` ``
    case quotedIdentifier
    /// `$name`
    case parameter
    /// `42`, `5_000`
    case integer
    /// `2.5`
    case decimal
    /// `25%`, `2.5%`
    case percent
    /// `2026-03-01`, `2026-03`
    case date
    /// `2026-03-01T09:00`
    case time
    /// `"…"`
    case string
    /// `r"…"`
    case rawString

    case leftParenthesis, rightParenthesis, leftBrace, rightBrace
    case comma, dot, pipe, colon
    case equal, notEqual, less, lessEqual, greater, greaterEqual
    case plus, minus, star, slash

    /// Bytes that mean nothing here.
    case unknown
    case endOfFile

    package var isText: Bool { self == .string || self == .rawString }

    package var isTrivia: Bool { rawValue <= TokenKind.shebang.rawValue }

    /// The spelling of punctuation, nil for tokens whose text varies.
    package var spelling: String? {
        switch self {
        case .leftParenthesis: "("
        case .rightParenthesis: ")"
        case .leftBrace: "{"
        case .rightBrace: "}"
        case .comma: ","
        case .dot: "."
        case .pipe: "|"
        case .colon: ":"
        case .equal: "="
        case .notEqual: "!="
        case .less: "<"
        case .lessEqual: "<="
        case .greater: ">"
        case .greaterEqual: ">="
        case .plus: "+"
        case .minus: "-"
        case .star: "*"
        case .slash: "/"
        default: nil
        }
    }
}

/// A stretch of the source. The tokens of a text, trivia included, concatenate to the text.
package struct Token: Sendable, Hashable {
    package var kind: TokenKind
    /// For identifiers spelt like a keyword, and for foreign spellings of one (`&&`, `WHERE`).
    package var keyword: Keyword?
    /// Understood, but spelt as in another language or by an input method; reported when the parser takes it.
    package var foreign: ForeignSpelling?
    package var utf8Start: Int32
    package var utf8End: Int32

    package var utf8Range: Range<Int> { Int(utf8Start)..<Int(utf8End) }
}

/// Why a token that is understood is nevertheless wrong.
package enum ForeignSpelling: UInt8, Sendable, Hashable {
    /// `＜`, `（`, `“…”`, `≥`: typed by an input method.
    case fullWidth
    /// `==`, `<>`, `&&`, `||`: an operator of another language.
    case operatorOfAnotherLanguage
    /// `'…'`
    case singleQuotes
    /// `WHERE`
    case upperCase
}
