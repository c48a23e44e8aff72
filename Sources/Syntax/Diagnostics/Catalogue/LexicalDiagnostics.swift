/// E01: what the lexer can't use, and spellings it understands but does not accept.
extension DiagnosticCode {
    package static let lexicalCodes: [DiagnosticCode] = [
        invalidUTF8, unknownCharacter, fullWidthCode, missingQuote, unknownEscape, letterInNumber, noSuchDate,
        foreignOperator, singleQuotes, upperCaseKeyword, semicolon, parameterWithoutName, badQuotedName,
    ]

    static let invalidUTF8 = DiagnosticCode(
        "E0101", "not UTF-8 text",
        explanation:
            "Scripts are UTF-8. These bytes are not: the file was saved in another encoding (GBK, Latin-1), or is no text at all. Save it as UTF-8.",
        wrong: "segment where city = \"\\xC4\"    -- the single byte C4", right: "segment where city = \"Ä\"")
    static let unknownCharacter = DiagnosticCode(
        "E0102", "a character that means nothing here",
        explanation:
            "The language has no use for this character. Text belongs in double quotes, and a name with unusual characters in backticks.",
        wrong: "segment where city = #Berlin", right: "segment where city = \"Berlin\"")
    static let fullWidthCode = DiagnosticCode(
        "E0103", "full-width sign",
        explanation:
            "An input method typed full-width signs such as ＜ （ ， “ or digits. The language uses the ASCII ones; names and texts in quotes may be in any script. The fix replaces all of them at once.",
        wrong: "segment where recency ＜ 30", right: "segment where recency < 30")
    static let missingQuote = DiagnosticCode(
        "E0104", "missing closing quote",
        explanation:
            "A text starts with a double quote and must end with one on the same line. Write \\n for a line break inside a text and \\\" for a quote.",
        wrong: "segment where city = \"Berlin", right: "segment where city = \"Berlin\"")
    static let unknownEscape = DiagnosticCode(
        "E0105", "unknown escape",
        explanation:
            "Inside quotes a backslash starts one of \\\" \\\\ \\n \\t \\r \\u{1F600}. A backslash itself is \\\\; a raw text r\"…\" takes backslashes as they are.",
        wrong: "segment where name = \"a\\q\"", right: "segment where name = \"a\\\\q\"")
    static let letterInNumber = DiagnosticCode(
        "E0106", "letters in a number",
        explanation:
            "A number is digits, optionally grouped by _ and with a decimal point or a % sign: 5000, 5_000, 2.5, 25%. A unit is a word of its own: 30 days.",
        wrong: "segment where monetary > 5k", right: "segment where monetary > 5_000")
    static let noSuchDate = DiagnosticCode(
        "E0107", "no such date",
        explanation:
            "The calendar has no such day, month or time of day. Dates are written 2026-03-01, a whole month 2026-03, a time 2026-03-01T09:00.",
        wrong: "segment where birthday = 2026-02-30", right: "segment where birthday = 2026-02-28")
    static let foreignOperator = DiagnosticCode(
        "E0108", "operator of another language",
        explanation: "Equality is =, inequality is !=, and conditions are joined with the words and, or, not.",
        wrong: "segment where city == \"Berlin\"", right: "segment where city = \"Berlin\"")
    package static let singleQuotes = DiagnosticCode(
        "E0109", "single quotes",
        explanation: "Text is written in double quotes. Backticks quote names.",
        wrong: "segment where city = 'Berlin'", right: "segment where city = \"Berlin\"")
    static let upperCaseKeyword = DiagnosticCode(
        "E0110", "keyword in upper case",
        explanation: "Keywords are lower case.",
        wrong: "segment WHERE recency < 30", right: "segment where recency < 30")
    static let semicolon = DiagnosticCode(
        "E0111", "semicolon",
        explanation: "Statements need no separator: each starts with its own keyword.",
        wrong: "segment where recency < 30;", right: "segment where recency < 30")
    static let parameterWithoutName = DiagnosticCode(
        "E0112", "parameter without a name",
        explanation: "A $ is followed by the name of a parameter, without a space.",
        wrong: "segment where monetary > $ 5", right: "param min: money = 5\nsegment where monetary > $min")
    static let badQuotedName = DiagnosticCode(
        "E0113", "bad quoted name",
        explanation: "A name in backticks has at least one character and ends with a backtick on the same line.",
        wrong: "segment where `` = 1", right: "segment where `city` = \"Berlin\"")
}

extension Diagnostic {
    package static func invalidUTF8(at span: SourceSpan) -> Diagnostic {
        Diagnostic(.invalidUTF8, "the text is not valid UTF-8 here", at: span, label: "these bytes are not UTF-8",
                   notes: ["save the file as UTF-8"])
    }

    static func unknownCharacter(_ text: String, at span: SourceSpan) -> Diagnostic {
        let (native, note) =
            foreignCharacters[text] ?? (
                nil, "text belongs in double quotes, a name with unusual characters in backticks"
            )
        let isKnown = foreignCharacters[text] != nil
        let fixIt =
            native.map { FixIt($0.isEmpty ? "remove it" : "write `\($0)`", replace: span, with: $0) }
            ?? (isKnown ? nil : FixIt("remove it", replace: span, with: ""))
        return Diagnostic(
            .unknownCharacter, "`\(text)` means nothing here", at: span, label: "not part of the language",
            notes: [note], fixIts: [fixIt].compactMap(\.self))
    }

    /// Signs of other languages: what is written in their place, if anything is, and what to say of them.
    private static let foreignCharacters: [String: (native: String?, note: String)] = [
        "#": ("--", "a comment starts with `--`"),
        "&": ("and", "two conditions are joined by `and`"),
        "[": (nil, "a list stands in parentheses: `in (\"a\", \"b\")`; nothing is looked up by its position"),
        "]": (nil, "a list stands in parentheses: `in (\"a\", \"b\")`; nothing is looked up by its position"),
        "%": (nil, "there is no remainder; a percentage is written without a space: `25%`"),
        "^": (nil, "there are no powers: write `a * a`"),
        "~": (nil, "write `contains`, `starts with`, `ends with` or `matches`"),
        "?": (nil, "a choice is written `if … then … else …`"),
        "€": ("", "amounts are written without a currency sign"),
        "£": ("", "amounts are written without a currency sign"),
        "¥": ("", "amounts are written without a currency sign"),
    ]

    static func fullWidth(_ text: String, _ narrow: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .fullWidthCode, "`\(text)` is a full-width sign; the language uses `\(narrow)`", at: span,
            label: "write `\(narrow)`",
            fixIts: [FixIt("write `\(narrow)`", replace: span, with: narrow)])
    }

    /// Takes another full-width sign of the same text into this diagnostic and its fix.
    mutating func join(fullWidth other: Diagnostic) {
        secondary.append(other.primary)
        guard let edits = other.fixIts.first?.edits, !fixIts.isEmpty else { return }
        fixIts[0] = FixIt("write the ASCII signs", fixIts[0].edits + edits)
    }

    static func missingQuote(at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .missingQuote, "this text has no closing quote", at: span,
            label: "starts here and runs to the end of the line",
            fixIts: [FixIt("add `\"`", replace: span.end, with: "\"")])
    }

    static func missingSingleQuote(at span: SourceSpan, contents: String) -> Diagnostic {
        let escaped = contents.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
        return Diagnostic(
            .missingQuote, "this text has no closing quote", at: span,
            label: "starts here and runs to the end of the line",
            notes: ["text is written in double quotes"],
            fixIts: [FixIt("write \"\(escaped)\"", replace: span, with: "\"\(escaped)\"")])
    }

    static func unknownEscape(_ text: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .unknownEscape, "`\(text)` is not an escape", at: span, label: "unknown escape",
            notes: ["escapes are \\\" \\\\ \\n \\t \\r \\u{1F600}; a raw text r\"…\" has none"],
            fixIts: text.hasPrefix("\\u")
                ? [] : [FixIt("write the backslash itself as `\\\\`", replace: span, with: "\\" + text)])
    }

    static func letterInNumber(
        _ text: String, _ suffix: String, isUnit: Bool, insertSpaceAt place: SourceSpan, at span: SourceSpan
    ) -> Diagnostic {
        if isUnit {
            let spaced = text.dropLast(suffix.count) + " " + suffix
            return Diagnostic(
                .letterInNumber, "a number and its unit are two words", at: span, label: "write `\(spaced)`",
                fixIts: [FixIt("write `\(spaced)`", replace: place, with: " ")])
        }
        var fixIts: [FixIt] = []
        if let factor = ["k": "000", "K": "000", "m": "000000", "M": "000000", "万": "0000"][suffix],
            !text.contains("."), !text.contains("%")
        {
            let plain = text.dropLast(suffix.count) + factor
            fixIts = [FixIt("write `\(plain)`", replace: span, with: String(plain))]
        }
        return Diagnostic(.letterInNumber, "`\(text)` is not a number", at: span, label: "letters in a number",
                          notes: ["numbers look like 5000, 5_000, 2.5 or 25%"], fixIts: fixIts)
    }

    static func noSuchDate(_ text: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(.noSuchDate, "`\(text)` is not a date of the calendar", at: span, label: "no such date",
                   notes: ["dates look like 2026-03-01, 2026-03 or 2026-03-01T09:00"])
    }

    static func foreignOperator(_ text: String, _ native: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(.foreignOperator, "`\(text)` is written `\(native)` here", at: span, label: "write `\(native)`",
                   fixIts: [FixIt("write `\(native)`", replace: span, with: text == "!" ? native + " " : native)])
    }

    /// For contents like a date, a number or a length of time, both fixes are offered; the one that compiles stays.
    static func singleQuotes(at span: SourceSpan, contents: String) -> Diagnostic {
        let escaped = contents.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
        if contents.isBareValue {
            return Diagnostic(
                .singleQuotes, "nothing is written in single quotes", at: span,
                label: "text has double quotes; dates and numbers have none",
                fixIts: [
                    FixIt("write `\(contents)` without quotes", replace: span, with: contents),
                    FixIt("use double quotes", replace: span, with: "\"\(escaped)\""),
                ])
        }
        return Diagnostic(.singleQuotes, "text is written in double quotes", at: span, label: "write \"\(escaped)\"",
                          fixIts: [FixIt("use double quotes", replace: span, with: "\"\(escaped)\"")])
    }

    static func upperCaseKeyword(_ text: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(.upperCaseKeyword, "keywords are lower case", at: span, label: "write `\(text.lowercased())`",
                   fixIts: [FixIt("write `\(text.lowercased())`", replace: span, with: text.lowercased())])
    }

    static func semicolon(at span: SourceSpan) -> Diagnostic {
        Diagnostic(.semicolon, "statements need no `;`", at: span, label: "remove it",
                   fixIts: [FixIt("remove it", replace: span, with: "")])
    }

    static func parameterWithoutName(at span: SourceSpan) -> Diagnostic {
        Diagnostic(.parameterWithoutName, "`$` needs a parameter's name", at: span, label: "no name follows")
    }

    static func currencySign(at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .parameterWithoutName, "amounts are written without a currency sign", at: span, label: "remove it",
            notes: ["a store has one currency; `$` starts the name of a parameter"],
            fixIts: [FixIt("remove it", replace: span, with: "")])
    }

    static func emptyQuotedName(at span: SourceSpan) -> Diagnostic {
        Diagnostic(.badQuotedName, "a name in backticks can't be empty", at: span, label: "no name inside")
    }

    static func unterminatedQuotedName(at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .badQuotedName, "this name has no closing backtick", at: span,
            label: "starts here and runs to the end of the line",
            fixIts: [FixIt("add a backtick", replace: span.end, with: "`")])
    }
}
