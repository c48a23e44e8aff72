/// Stages as other languages name them: `limit 10`, `order by`, `distinct city`.
extension Parser {
    /// At a word that starts no stage, or, without a pipe, at any word behind one: what was expected, and how it is
    /// written here.
    mutating func reportForeignStage(_ expectation: String, hasPipe: Bool) {
        if atEnd || isRecovering || current.kind == .unknown { return reportExpected(expectation) }
        var diagnostic = unexpectedToken(expecting: expectation)
        if let fixIt = stageFix(pipe: hasPipe ? "" : "| ") { diagnostic.fixIts = [fixIt] }
        report(diagnostic)
    }

    private func stageFix(pipe: String) -> Diagnostic.FixIt? {
        if let (words, native) = foreignStage {
            let whole = currentSpan.union(span(of: ahead(words - 1)))
            return .init("write `\(pipe)\(native)`", replace: whole, with: pipe + native)
        }
        if isWord("count", 0) {
            let hasBrackets = ahead(1).kind == .leftParenthesis && ahead(2).kind == .rightParenthesis
            let stage = "aggregate { n = count() }"
            return .init(
                "write `\(pipe)\(stage)`", replace: currentSpan.union(span(of: ahead(hasBrackets ? 2 : 0))),
                with: pipe + stage)
        }
        if isWord("as", 0), isName(ahead(1)) {
            return .init("leave it out", replace: spanBehindPrevious.union(span(of: ahead(1))), with: "")
        }
        if at(.group), !pipe.isEmpty, let last = lastOfStage, last.kind != .rightBrace {
            return .init(
                "write `| group by … { n = count() }`",
                [.init(currentSpan.beginning, "| "), .init(span(of: last).end, " { n = count() }")])
        }
        guard !pipe.isEmpty, let word = current.keyword, !word.startsStatement,
            StageForm.all.contains(where: { $0.words.first == word })
        else { return nil }
        return .init("write `| \(currentText)`", replace: currentSpan.beginning, with: "| ")
    }

    private var foreignStage: (words: Int, native: String)? {
        for (words, native) in Parser.foreignStages
        where words.enumerated().allSatisfy({ isWord($0.element, $0.offset) }) { return (words.count, native) }
        return nil
    }

    private static let foreignStages: [([String], String)] = [
        (["order", "by"], "sort"), (["orderby"], "sort"), (["sort_by"], "sort"), (["limit"], "take"),
        (["head"], "take"), (["top"], "take"), (["first"], "take"),
        (["filter"], "where"), (["having"], "where"), (["groupby"], "group by"), (["group_by"], "group by"),
        (["select", "distinct"], "distinct"), (["unique"], "distinct"), (["uniq"], "distinct"),
        (["summarize"], "aggregate"), (["summarise"], "aggregate"), (["agg"], "aggregate"),
    ]

    /// The last token before the next pipe, statement or end.
    private var lastOfStage: Token? {
        var place = 0
        while ahead(place + 1).kind != .endOfFile, ahead(place + 1).kind != .pipe,
            ahead(place + 1).keyword?.startsStatement != true
        { place += 1 }
        return place > 0 ? ahead(place) : nil
    }

    // MARK: Within stages

    /// `sort monetary descending`
    mutating func parseSortDirection() {
        for (word, native) in [("descending", "desc"), ("ascending", "asc"), ("desc", "desc"), ("asc", "asc")]
        where !isRecovering && isWord(word, 0) && !at(.asc) && !at(.desc) {
            append(.foreignOperator(currentText, native, at: currentSpan))
            return skip(count: 1)
        }
    }

    /// Behind the expression of a column: `count() as n`, with the name where it belongs to.
    mutating func parseNameBehind(_ start: Int) {
        guard !isRecovering, isWord("as", 0), ahead(1).keyword != .of, isName(ahead(1)) else { return }
        let words = currentSpan.union(span(of: ahead(1))), expression = spanFrom(start)
        append(.nameBehind(source.text(ahead(1).utf8Range), of: expression, at: words, from: spanBehindPrevious))
        skip(count: 2)
    }

    /// A name that no column of the statement has, for one without.
    mutating func freshColumnName() -> String {
        let taken = Set(
            tokens.filter { $0.kind == .identifier || $0.kind == .quotedIdentifier }.map { source.contents(of: $0) }
        ).union(proposedNames)
        let name = (["n"] + (2...200).map { "n\($0)" }).first { !taken.contains($0) } ?? "n"
        proposedNames.insert(name)
        return name
    }
}

extension Diagnostic {
    static func nameBehind(_ name: String, of expression: SourceSpan, at span: SourceSpan, from behind: SourceSpan)
        -> Diagnostic
    {
        Diagnostic(
            .unexpectedToken, "a column's name stands before its expression", at: span, label: "not behind it",
            fixIts: [
                FixIt("write `\(name) = …`", [Edit(expression.beginning, "\(name) = "), Edit(behind.union(span), "")])
            ])
    }

    static func colonBehindName(_ sign: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .unexpectedToken, "expected `=`, found `\(sign)`", at: span, label: "write `=`",
            fixIts: [FixIt("write `=`", replace: span, with: " =")])
    }

    static func foreignSign(_ text: String, write native: String, touchesPrevious: Bool, at span: SourceSpan)
        -> Diagnostic
    {
        Diagnostic(
            .unexpectedToken, "expected `\(native)`, found `\(text)`", at: span, label: "write `\(native)`",
            fixIts: [FixIt("write `\(native)`", replace: span, with: touchesPrevious ? " " + native : native)])
    }

    static func trailingComma(at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .unexpectedToken, "nothing follows this comma", at: span, label: "the list goes on, and does not",
            fixIts: [FixIt("remove it", replace: span, with: "")])
    }

    static func groupsWithoutBraces(_ expectation: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(.unexpectedToken, "expected \(expectation)", at: span, label: "write for example `{ n = count() }`",
                   fixIts: [FixIt("count the rows of each group", replace: span, with: " { n = count() }")])
    }

    static func boundsWithoutAnd(_ text: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .unexpectedToken, "the bounds of `between` are joined by `and`, not by `\(text)`", at: span,
            label: "write `and`",
            fixIts: [FixIt("write `and`", replace: span, with: text == "," ? " and" : "and")])
    }

    static func missingSubject(_ subject: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(.unexpectedToken, "each comparison has both its sides", at: span, label: "the left side is missing",
                   fixIts: [FixIt("compare `\(subject)` again", replace: span.beginning, with: subject + " ")])
    }
}
