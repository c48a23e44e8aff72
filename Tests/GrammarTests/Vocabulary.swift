import Analyses
import Syntax

/// Names and characters for generated texts.
enum Vocabulary {
    static let contextualKeywords =
        Keyword.allCases.filter { !$0.isReserved }.map(\.rawValue) + TerminalSet.analysisWords

    /// Of the standard model, of functions and types, and of nothing.
    static let names = [
        "customers", "orders", "items", "products", "interactions", "tickets", "feedback", "points", "opportunities",
        "referrals", "id", "name", "email", "city", "birthday", "country", "joined_at", "accepts_email", "amount",
        "status", "channel", "ordered_at", "product", "category", "price", "quantity", "kind", "score", "opened_at",
        "recency", "frequency", "monetary", "vip", "count", "sum", "avg", "min", "max", "any", "all", "none", "first",
        "year", "quarter", "weekday", "length", "rounded", "days_since", "bool", "int", "number", "money", "text",
        "date", "time", "duration", "高价值", "客户", "订单", "größe", "r", "x", "_", "a1", "from_", "Segment2"
    ]
}

/// Some characters of each class that the grammar states in words.
enum CharacterClasses {
    private static let any = [
        "a", "Z", "0", " ", "\t", "\r", "'", "(", "）", "＜", "é", "e\u{301}", "高", "😀", "👩‍👩‍👧", "\u{0}", "\u{FEFF}", "-",
        "$"
    ]

    static let samples: [String: [String]] = [
        #""_", or a character that starts a word (Unicode XID_Start), no full-width form"#: [
            "_", "a", "B", "r", "z", "é", "高", "я", "ß", "𝒳"
        ],
        #""_", or a character that continues a word (Unicode XID_Continue), no full-width form"#: [
            "_", "a", "B", "7", "0", "高", "\u{301}", "я", "·"
        ],
        #"any character but "`" and line feed"#: any + ["\"", "\\"],
        "any character but quote, backslash and line feed": any + ["`"],
        "any character but quote and line feed": any + ["`", "\\"],
        "any character but line feed": any + ["`", "\\", "\""],
        "one to six hexadecimal digits of a Unicode scalar": ["0", "4f", "1F600", "00004F", "10FFFF", "D7FF"],
        "space, tab, line feed, carriage return, another white space of Unicode, or a byte order mark":
            [" ", " ", " ", "\n", "\t", "\r\n", "\u{3000}", "\u{A0}", "\u{FEFF}"]
    ]
}
