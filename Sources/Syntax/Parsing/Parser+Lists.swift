/// Lists behind `in` that have no parentheses, or others than ours.
extension Parser {
    /// At `in`: `in ["a", "b"]`, `in {"a"}`, `in "a", "b"`; false where nothing of the kind stands here.
    mutating func parseForeignList(_ start: Int) -> Bool {
        guard !isRecovering else { return false }
        let open = ahead(1)
        if let tokenBefore, tokenBefore.kind.isText, isName(open), open.keyword == nil,
            ahead(2).kind != .leftParenthesis
        {
            return parseTextInName(start)
        }
        if parseBareList(start, .membership) { return true }
        let closing = source.text(open.utf8Range) == "[" ? "]" : open.kind == .leftBrace ? "}" : nil
        guard let closing, let last = offset(ofClosing: closing, from: 1), last > 2 else { return false }
        let end = ahead(last)
        append(.listBrackets(source.text(open.utf8Range), closing, open: span(of: open), close: span(of: end)))
        for token in [open, end] { retract(at: span(of: token)) }
        skip(count: last + 1)
        finish(.membership, from: start)
        return true
    }

    /// The closing sign of a flat list of values, which is all that is understood here.
    private func offset(ofClosing closing: String, from offset: Int) -> Int? {
        var place = offset + 1
        while true {
            let token = ahead(place)
            if source.text(token.utf8Range) == closing { return place }
            guard token.kind == .comma || token.kind == .minus || isListed(token) else { return nil }
            place += 1
        }
    }

    private func isListed(_ token: Token) -> Bool {
        [.string, .rawString, .integer, .decimal, .date, .time, .parameter].contains(token.kind)
    }

    /// `"li" in name`
    private mutating func parseTextInName(_ start: Int) -> Bool {
        let text = spanFrom(start), name = span(of: ahead(1))
        append(.textInName(source.text(text.utf8Range), source.text(name.utf8Range), at: text.union(name)))
        skip(count: 2)
        finish(.comparison, from: start)
        return true
    }

    /// Behind the word at hand: `in "a", "b"`, `any "a"`.
    mutating func parseBareList(_ start: Int, _ kind: SyntaxKind) -> Bool {
        guard ahead(1).kind == .string || ahead(1).kind == .rawString else { return false }
        var last = 1
        while ahead(last + 1).kind == .comma, ahead(last + 2).kind.isText { last += 2 }
        append(
            .listWithoutParentheses(
                source.text(span(of: ahead(1)).union(span(of: ahead(last))).utf8Range),
                at: span(of: ahead(1)).union(span(of: ahead(last)))))
        skip(count: last + 1)
        finish(kind, from: start)
        return true
    }

    /// At `in (select …)`, or at any bracket that holds a `select`: one mistake, up to the bracket's partner.
    mutating func parseSubquery(_ open: SourceSpan) -> Bool {
        let next = ahead(1)
        let selects =
            next.kind == .identifier && next.keyword == nil || next.keyword == .distinct
            || next.kind == .star && ahead(2).keyword == .from
        guard !isRecovering, isWord("select", 0), selects else { return false }
        append(.subquery(at: currentSpan))
        var depth = 0
        skip { parser in
            if parser.at(.leftParenthesis) { depth += 1 }
            if parser.at(.rightParenthesis) { depth -= 1 }
            return depth < 0 || parser.at(.pipe)
        }
        return true
    }

    /// Takes tokens as one node, without a word about them.
    mutating func skip(count: Int) {
        let end = cursor + count
        skip { $0.cursor >= end }
    }
}

extension Diagnostic {
    static func listBrackets(_ open: String, _ closing: String, open openSpan: SourceSpan, close: SourceSpan)
        -> Diagnostic
    {
        Diagnostic(
            .unexpectedToken, "a list stands in parentheses, not in `\(open) \(closing)`", at: openSpan.union(close),
            label: "write `( )`",
            fixIts: [FixIt("write `( )`", [Edit(openSpan, "("), Edit(close, ")")])])
    }

    static func textInName(_ text: String, _ name: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .unexpectedToken, "`in` looks a value up in a list", at: span, label: "write `\(name) contains \(text)`",
            fixIts: [FixIt("write `\(name) contains \(text)`", replace: span, with: "\(name) contains \(text)")])
    }

    static func subquery(at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .sqlStatement, "there are no queries inside queries", at: span, label: "this is SQL",
            notes: [
                "ask a customer's records with a path, as in `any(orders where …)`, or name a condition as a segment and use its name"
            ])
    }
}
