/// E02: tokens in an order that makes no statement.
extension DiagnosticCode {
    package static let syntaxCodes: [DiagnosticCode] = [
        unexpectedToken, unknownStatement, unclosed, nestedTooDeeply, nullTest, chainedComparison, reservedName,
        sqlStatement,
        unnamedColumn, misplacedNot, pipeAfterSegment
    ]

    static let unexpectedToken = DiagnosticCode(
        "E0201", "something else was expected",
        explanation: "The grammar expects something else at this place; the message says what.",
        wrong: "segment where recency <", right: "segment where recency < 30")
    /// `segment, metric, … or explain`
    fileprivate static let statementWords: String = {
        let words = Keyword.allCases.filter(\.startsStatement).map(\.rawValue)
        return words.dropLast().joined(separator: ", ") + " or " + (words.last ?? "")
    }()
    static let unknownStatement = DiagnosticCode(
        "E0202", "no statement starts like this",
        explanation:
            "Every statement starts with its keyword: \(statementWords).",
        wrong: "customers where recency < 30", right: "segment where recency < 30")
    package static let unclosed = DiagnosticCode(
        "E0203", "bracket never closed",
        explanation: "Every ( and { needs its partner before the stage or the statement ends.",
        wrong: "segment where (recency < 30 or monetary > 5000",
        right: "segment where (recency < 30 or monetary > 5000)")
    static let nestedTooDeeply = DiagnosticCode(
        "E0204", "nested too deeply",
        explanation:
            "Expressions nest up to 256 levels, and a statement holds up to 2,000 `over`, `as of` and `among`. Name a part of this one as a metric or a segment.",
        wrong: "segment where " + String(repeating: "(", count: 257) + "recency < 30"
            + String(repeating: ")", count: 257),
        right: "segment recent where recency < 30\nsegment where recent")
    static let nullTest = DiagnosticCode(
        "E0205", "test for null",
        explanation:
            "A value that is not there is missing: ask `is missing` or `is known`. A comparison with a missing value is false, never unknown.",
        wrong: "segment where email IS NULL", right: "segment where email is missing")
    static let chainedComparison = DiagnosticCode(
        "E0206", "chained comparison",
        explanation:
            "A comparison has two sides. For a range write `between`, which includes both ends, or join two comparisons with `and`.",
        wrong: "segment where 10 < recency < 30", right: "segment where recency between 11 and 29")
    static let reservedName = DiagnosticCode(
        "E0207", "reserved word as a name",
        explanation: "This word has a meaning of its own. Put it in backticks to use it as a name.",
        wrong: "metric today = recency", right: "metric `today` = recency")
    static let sqlStatement = DiagnosticCode(
        "E0208", "SQL statement",
        explanation:
            "Clientele asks differently: `segment where` for customers, and for reports `from`, with the stages behind it in the order they happen, each after a |.",
        wrong: "SELECT id FROM customers WHERE recency < 30", right: "from customers | where recency < 30 | select id")
    static let unnamedColumn = DiagnosticCode(
        "E0209", "computed column without a name",
        explanation: "Inside braces every expression has a name: name = expression. A measure has one already.",
        wrong: "from customers | aggregate { count() }", right: "from customers | aggregate { n = count() }")
    static let misplacedNot = DiagnosticCode(
        "E0210", "not in the middle of a condition",
        explanation:
            "`not` stands before the whole condition. It reaches as far as the comparison behind it, so no brackets are needed.",
        wrong: "segment where city not in (\"Berlin\", \"Paris\")",
        right: "segment where not city in (\"Berlin\", \"Paris\")")
    static let pipeAfterSegment = DiagnosticCode(
        "E0211", "pipe behind a segment or metric",
        explanation:
            "A segment is a condition and has no stages. Start with `from` to report on the customers it picks.",
        wrong: "segment where recency < 30 | take 5", right: "from customers | where recency < 30 | take 5")
}

extension DiagnosticCode {
    /// The text is wrong and yet understood, so that names and types in it can be checked all the same.
    package var leavesMeaning: Bool {
        [.fullWidthCode, .foreignOperator, .singleQuotes, .upperCaseKeyword, .semicolon, .nullTest, .misplacedNot]
            .contains(self)
    }
}

extension Diagnostic {
    static func unknownStatement(_ text: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .unknownStatement, "no statement starts with `\(text)`", at: span, label: "not the start of a statement",
            notes: ["statements start with \(DiagnosticCode.statementWords)"])
    }

    /// The name is proposed from the file's own, where that can be a name.
    static func importWithoutName(file: String, at span: SourceSpan) -> Diagnostic {
        let stem = file.split(separator: "/").last?.split(separator: ".").first.map(String.init) ?? ""
        let isName =
            stem.first?.isLetter == true && stem.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
            && Keyword(rawValue: stem)?.isReserved != true
        return Diagnostic(
            .unexpectedToken, "expected `as` and a name for what the file defines", at: span, label: "no name yet",
            fixIts: isName ? [FixIt("name it after the file", replace: span, with: " as \(stem)")] : [])
    }

    static func unclosed(_ bracket: String, expecting closing: String, open: SourceSpan, at span: SourceSpan)
        -> Diagnostic
    {
        Diagnostic(
            .unclosed, "`\(bracket)` is never closed", at: open, label: "opened here",
            secondary: [Label(span, "`\(closing)` expected")],
            fixIts: [FixIt("add `\(closing)`", replace: span, with: closing)])
    }

    static func listWithoutParentheses(_ text: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .unexpectedToken, "expected a list in parentheses, found `\(text)`", at: span, label: "write `(\(text))`",
            fixIts: [FixIt("write `(\(text))`", replace: span, with: "(\(text))")])
    }

    static func nestedTooDeeply(limit: Int, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .nestedTooDeeply, "the expression nests more than \(limit) levels deep", at: span,
            label: "level \(limit + 1)",
            notes: ["name a part of it as a metric or a segment"])
    }

    static func nullTest(_ text: String, write native: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(.nullTest, "`\(text)` is written `\(native)` here", at: span, label: "write `\(native)`",
                   fixIts: [FixIt("write `\(native)`", replace: span, with: native)])
    }

    /// - Parameters:
    ///   - middle: what both comparisons would look at, where it is known.
    ///   - behind: where the first one ends.
    static func chainedComparison(_ text: String, repeating middle: String?, behind: SourceSpan, at span: SourceSpan)
        -> Diagnostic
    {
        Diagnostic(
            .chainedComparison, "a comparison has only two sides", at: span, label: "a second comparison starts here",
            notes: ["write `x between a and b`, or join two comparisons with `and`"],
            fixIts: middle.map { [FixIt("compare `\($0)` again", replace: behind, with: " and \($0)")] } ?? [])
    }

    static func reservedName(_ text: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(.reservedName, "`\(text)` is a reserved word", at: span, label: "can't be a name as it stands",
                   fixIts: [FixIt("quote it", replace: span, with: "`\(text)`")])
    }

    static func sqlStatement(_ word: String, at span: SourceSpan) -> Diagnostic {
        let isQuestion = word == "select" || word == "with"
        return Diagnostic(
            .sqlStatement,
            isQuestion
                ? "this is SQL; Clientele starts with what it reads"
                : "this is SQL, and questions change nothing in the store", at: span,
            label: "no statement starts with \(word)",
            notes: [
                isQuestion
                    ? "write `segment where …`, or `from customers | where … | select …`"
                    : "records come in with `clientele import`"
            ]
                + (word == "with"
                    ? ["what WITH names is a segment or a metric of its own here: `segment x where …`"] : []))
    }

    static func unnamedColumn(_ text: String, named name: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(.unnamedColumn, "inside braces every expression has a name", at: span, label: "no name",
                   fixIts: [FixIt("name it, as in `\(name) = \(text)…`", replace: span.beginning, with: "\(name) = ")])
    }

    /// - Parameter edits: what stands in the place of each colon.
    static func colonInClass(at span: SourceSpan, _ edits: [Edit]) -> Diagnostic {
        Diagnostic(
            .unexpectedToken, "a class is written `VALUE when CONDITION`, the last one `else VALUE`", at: span,
            label: "`:` belongs to no class", fixIts: [FixIt("write `when`", edits)])
    }

    static func bareConditional(at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .unexpectedToken, "`if` inside an expression stands in parentheses", at: span,
            label: "`(` expected before this",
            notes: ["write `(if … then … else …)`"])
    }

    /// - Parameter end: the byte where what is explained starts.
    static func segmentToExplain(_ words: String, at span: SourceSpan, upTo end: Int) -> Diagnostic {
        let withBlank = SourceSpan(source: span.source, utf8Start: Int(span.utf8Start), utf8End: end)
        return Diagnostic(
            .unexpectedToken, "`explain` takes a condition or the name of a segment, without `\(words)`", at: span,
            label: "leave this out",
            fixIts: [FixIt("leave out `\(words)`", replace: withBlank, with: "")])
    }

    static func sortBy(at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .unexpectedToken, "`sort` takes no `by`", at: span, label: "remove it",
            fixIts: [FixIt("remove it", replace: span, with: "")])
    }

    static func misplacedNot(operand: String, operandSpan: SourceSpan, at span: SourceSpan) -> Diagnostic {
        let before = SourceSpan(
            source: span.source, utf8Start: Int(operandSpan.utf8Start), utf8End: Int(operandSpan.utf8Start))
        let withBlank = SourceSpan(source: span.source, utf8Start: Int(operandSpan.utf8End), utf8End: Int(span.utf8End))
        return Diagnostic(.misplacedNot, "`not` stands before the whole condition", at: span, label: "not here",
                          fixIts: [FixIt("write `not \(operand) …`", [Edit(before, "not "), Edit(withBlank, "")])])
    }
}

extension Parser {
    /// The diagnostic for the token at the cursor; words of other languages get their translation.
    func unexpectedToken(expecting expectation: String) -> Diagnostic {
        if at(.pipe), !isInPipeline {
            return Diagnostic(
                .pipeAfterSegment, "stages follow `from`, not a definition", at: currentSpan,
                label: "no stage can stand here",
                notes: ["write `from customers | where … | …`, or name the segment and write `from its_name | …`"])
        }
        if atEnd || startsLine && atStatement {
            return Diagnostic(.unexpectedToken, "expected \(expectation)", at: spanBehindPrevious,
                              label: atEnd ? "the text ends here" : "the statement ends here")
        }
        let text = currentText
        var notes: [String] = []
        var fixIts: [Diagnostic.FixIt] = []
        if at(.comma), tokenBefore?.kind == .integer, ahead(1).kind == .integer,
            tokenBefore?.utf8End == current.utf8Start,
            current.utf8End == ahead(1).utf8Start, ahead(1).utf8Range.count == 3
        {
            notes.append("digits are grouped with `_`")
            fixIts.append(Diagnostic.FixIt("write `_`", replace: currentSpan, with: "_"))
        } else if at(.star), tokenBefore?.keyword == .select || tokenBefore?.kind == .comma {
            notes.append("every column is shown where there is no `select` stage")
        } else if at(.star), tokenBefore?.kind == .leftParenthesis, ahead(1).kind == .rightParenthesis {
            notes.append("rows are counted with `count()`, records with their name: `count(orders)`")
            fixIts.append(Diagnostic.FixIt("leave it out", replace: currentSpan, with: ""))
        } else if at(.star) || at(.slash) {
            notes.append("there are no `**` and no `//`: a product is `a * a`, a comment starts with `--`")
        } else if tokenBefore?.keyword == .starts || tokenBefore?.keyword == .ends, current.kind.isText {
            fixIts.append(
                Diagnostic.FixIt(
                    "write `\(tokenBefore?.keyword?.rawValue ?? "") with`", replace: currentSpan.beginning,
                    with: "with "))
        } else if let unit = current.keyword?.durationUnit, tokenBefore?.keyword == .last {
            if !unit.isClock {
                notes.append("the calendar's last whole \(unit.rawValue) is the previous one")
                fixIts.append(
                    Diagnostic.FixIt(
                        "write `previous \(unit.rawValue)`", replace: previousSpan.union(currentSpan),
                        with: "previous \(unit.rawValue)"))
            }
            fixIts.append(Diagnostic.FixIt("write `last 1 \(text)`", replace: currentSpan, with: "1 " + text))
        }
        if current.kind == .identifier, let translation = Parser.translations[text.lowercased()] {
            notes.append(translation)
        }
        return Diagnostic(
            .unexpectedToken, "expected \(expectation), found `\(text)`", at: currentSpan, label: "not expected here",
            notes: notes, fixIts: fixIts)
    }

    /// Words of SQL and others, and what to write here.
    private static let translations: [String: String] = [
        "like": "write `contains`, `starts with` or `ends with`",
        "ilike": "write `contains … ignoring case`",
        "limit": "write `| take 10`",
        "top": "write `| take 10`",
        "order": "write `| sort monetary desc`",
        "orderby": "write `| sort monetary desc`",
        "having": "write `| where …` behind the `group by` stage",
        "join": "there are no joins: a path such as `count(orders)` reads a customer's records",
        "inner": "there are no joins: a path such as `count(orders)` reads a customer's records",
        "left": "there are no joins: a path such as `count(orders)` reads a customer's records",
        "null": "write `is missing` or `is known`",
        "as": "write the name first: `name = expression`",
        "equals": "write `=`",
        "eq": "write `=`",
        "than": "write `<` or `>`",
        "within": "write `in last 30 days`",
        "followed": "the steps of a sequence are joined by `then`",
        "exists": "write `any(orders where …)`",
        "filter": "write `| where …`",
        "unless": "write `and not …`",
        "group": "a stage starts with `|`: `| group by city { n = count() }`",
        "select": "a stage starts with `|`: `| select id, name`",
        "sort": "a stage starts with `|`: `| sort monetary desc`",
        "take": "a stage starts with `|`: `| take 10`",
    ]
}
