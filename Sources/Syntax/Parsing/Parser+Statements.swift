/// Statements and declarations.
extension Parser {
    mutating func parseSourceFile() {
        while !atEnd {
            isRecovering = false
            let before = cursor
            parseStatement()
            // A statement always takes its keyword; this holds the loop to it.
            if cursor == before { skip { $0.cursor > before } }
        }
        finish(.sourceFile, from: 0)
    }

    private mutating func parseStatement() {
        let start = mark()
        postfixCount = 0
        (isInPipeline, isInSequence, openBrackets, proposedNames) = (false, false, [], [])
        switch current.keyword {
        case .segment: parseSegment(start)
        case .metric: parseMetric(start, .metricDeclaration)
        case .measure: parseMetric(start, .measureDeclaration)
        case .param: parseParameter(start)
        case .entity: parseEntity(start)
        case .classify: parseClassDeclaration(start)
        case .from: parsePipeline(start)
        case .explain: parseExplanation(start)
        case .import: parseImport(start)
        default: return skipStrayText()
        }
    }

    /// Text that starts no statement: one diagnostic, then on to the next statement keyword.
    private mutating func skipStrayText() {
        guard current.kind != .unknown else {
            isRecovering = true
            return skip { $0.atStatement }
        }
        let start = Int(current.utf8Start)
        if let words = sqlWords {
            report(.sqlStatement(words, at: currentSpan))
            skipSQL()
        } else {
            report(unknownStatement())
            skip { $0.atStatement }
        }
        // Strange signs in it belong to the same mistake.
        retractLexical(in: start..<Int(spanBehindPrevious.utf8End))
    }

    /// The word that a statement of SQL starts with; nil where none does.
    private var sqlWords: String? {
        let word = currentText.lowercased(), next = ahead(1)
        switch word {
        case "select": return word
        case "with": return source.text(ahead(2).utf8Range).lowercased() == "as" ? word : nil
        case "delete", "insert", "update", "create", "drop", "alter", "merge", "truncate":
            return next.kind == .identifier || next.keyword == .from ? word : nil
        default: return nil
        }
    }

    /// SQL's own FROM belongs to the same mistake, within brackets whatever stands there.
    private mutating func skipSQL() {
        var depth = 0
        skip { parser in
            if parser.at(.leftParenthesis) { depth += 1 }
            if parser.at(.rightParenthesis) { depth -= 1 }
            return parser.atStatement && parser.startsLine && !parser.isSQLFrom(inBrackets: depth > 0)
        }
    }

    /// A FROM that goes on with SQL; a pipe behind its source says that it is ours.
    private func isSQLFrom(inBrackets: Bool) -> Bool {
        guard at(.from) else { return false }
        if inBrackets || current.foreign == .upperCase { return true }
        var place = 1
        while ahead(place).kind != .endOfFile, ahead(place).keyword?.startsStatement != true {
            if ahead(place).kind == .pipe { return false }
            place += 1
        }
        return true
    }

    /// A text without the word that it should start with: one is proposed.
    private func unknownStatement() -> Diagnostic {
        var diagnostic = Diagnostic.unknownStatement(currentText, at: currentSpan)
        guard current.kind != .unknown,
            current.kind == .identifier || current.kind == .quotedIdentifier || at(.leftParenthesis)
        else { return diagnostic }
        let native = at(.where) ? ["segment "] : ["from ", "segment where "]
        diagnostic.fixIts = native.map { .init("write `\($0)…`", replace: currentSpan.beginning, with: $0) }
        return diagnostic
    }

    /// Everything up to the next statement that the statement at hand could not use.
    mutating func finishStatement(_ kind: SyntaxKind, from start: Int, expecting expectation: String) {
        if !atEnd, !atStatement {
            reportExpected(expectation)
            skip { $0.atStatement }
        }
        finish(kind, from: start)
    }

    // MARK: import

    /// `import "lib/metrics.cq" as m`
    private mutating func parseImport(_ start: Int) {
        take()
        if at(.rawString) { take() } else { expect(.string, "the file's name in quotes") }
        if !isRecovering, !at(.as) {
            if atEnd { requestMore() }
            report(.importWithoutName(file: tokenBefore.map { source.contents(of: $0) } ?? "", at: spanBehindPrevious))
        }
        _ = accept(.as)
        expectName("a name for what the file defines")
        finishStatement(.importDeclaration, from: start, expecting: "the next statement")
    }

    // MARK: segment, metric, measure, param

    private mutating func parseSegment(_ start: Int) {
        take()
        // A reserved word with the condition behind it was meant as the name.
        if atName || current.keyword?.isReserved == true && !at(.where) && ahead(1).keyword == .where {
            parseDeclaredName()
            parseLabel()
            parseAliases()
        }
        if at(.equal) || at(.colon), !isRecovering, tokenBefore?.keyword != .segment {
            append(
                .foreignSign(
                    currentText, write: "where", touchesPrevious: previousSpan.utf8End == currentSpan.utf8Start,
                    at: currentSpan))
            skip(count: 1)
        } else {
            expect(.where, "`where` and a condition")
        }
        if !isRecovering { parseExpression() } else { addMissing() }
        finishStatement(.segmentDeclaration, from: start, expecting: "`and`, `or`, or the next statement")
    }

    /// A metric or a measure, which are written alike.
    private mutating func parseMetric(_ start: Int, _ kind: SyntaxKind) {
        take()
        parseDeclaredName()
        parseLabel()
        parseAliases()
        if at(.colon), !isRecovering {
            append(.colonBehindName(currentText, at: currentSpan))
            skip(count: 1)
        } else {
            expect(.equal, "`=` and the \(kind == .metricDeclaration ? "metric" : "measure")'s expression")
        }
        if !isRecovering { parseExpression() } else { addMissing() }
        finishStatement(kind, from: start, expecting: "an operator, or the next statement")
    }

    private mutating func parseParameter(_ start: Int) {
        take()
        expectName("the parameter's name, without `$`")
        expect(.colon, "`:` and a type")
        expectName("a type: bool, int, number, money, text, date, time or duration")
        let isList = !isRecovering && accept(.list)
        if accept(.equal) { if isList { parseValueList() } else { parseExpression() } }
        finishStatement(.parameterDeclaration, from: start, expecting: "`=` and a default, or the next statement")
    }

    private mutating func parseClassDeclaration(_ start: Int) {
        take()
        parseDeclaredName()
        parseLabel()
        parseAliases()
        parseClassArms()
        finishStatement(.classDeclaration, from: start, expecting: "the next statement")
    }

    /// `{ VALUE when CONDITION, …, else VALUE }`
    mutating func parseClassArms() {
        expect(.leftBrace, "`{` and the classes")
        guard !isRecovering else { return }
        isInClasses = true
        defer { isInClasses = false }
        var colons: [Diagnostic.Edit] = []
        while !at(.rightBrace), !atEnd, !atStatement {
            isRecovering = false
            let arm = mark()
            if accept(.else) {
                skipColon(writing: "", &colons)
                parseExpression()
            } else {
                parseExpression()
                if !skipColon(writing: " when", &colons) { expect(.when, "`when` and the condition of this class") }
                if !isRecovering { parseExpression() } else { addMissing() }
            }
            finish(.classArm, from: arm)
            if !at(.rightBrace), !accept(.comma) {
                reportExpected("`,` or `}`")
                skip { $0.at(.comma) || $0.at(.rightBrace) || $0.at(.pipe) || $0.atStatement }
                if !accept(.comma) { break }
            }
        }
        if let first = colons.first { append(.colonInClass(at: first.span, colons)) }
        expect(.rightBrace, "`}`")
    }

    /// `"A": CONDITION`, as maps are written elsewhere: one mistake, in however many arms.
    @discardableResult
    private mutating func skipColon(writing native: String, _ colons: inout [Diagnostic.Edit]) -> Bool {
        guard !isRecovering, at(.colon) else { return false }
        colons.append(Diagnostic.Edit(currentSpan, native))
        skip(count: 1)
        return true
    }

    /// `name`, or `group.name`.
    private mutating func parseDeclaredName() {
        let start = mark()
        expectName("a name")
        while !isRecovering, accept(.dot) { expectMember() }
        finish(.declaredName, from: start)
    }

    mutating func parseLabel() {
        guard at(.string) || at(.rawString) else { return }
        let start = mark()
        take()
        finish(.label, from: start)
    }

    mutating func parseAliases() {
        while at(.alias), isName(ahead(1)) {
            let start = mark()
            take()
            expectName("the alias")
            finish(.aliasClause, from: start)
        }
    }

    // MARK: entity

    private mutating func parseEntity(_ start: Int) {
        take()
        expectName("the entity's name")
        parseLabel()
        parseAliases()
        parseClause(.tableClause, .from) { $0.expect(.string, "the table's name in quotes") }
        parseClause(.ownerClause, .of) {
            $0.expectName("the owning entity")
            $0.expect(.by, "`by` and the column that holds the owner's key")
            $0.expectColumn()
        }
        parseClause(.timeClause, .at) { $0.expectColumn() }
        parseWhereClause()
        expect(.leftBrace, "`{` and the fields")
        while !at(.rightBrace), !atEnd, !atStatement {
            isRecovering = false
            let before = cursor
            parseField()
            if !at(.rightBrace), !accept(.comma) {
                reportExpected("`,` or `}`")
                skip { $0.at(.comma) || $0.at(.rightBrace) || $0.atStatement }
                _ = accept(.comma)
            }
            if cursor == before { skip { $0.cursor > before } }
        }
        expect(.rightBrace, "`}`")
        finishStatement(.entityDeclaration, from: start, expecting: "the next statement")
    }

    private mutating func parseClause(_ kind: SyntaxKind, _ keyword: Keyword, _ body: (inout Parser) -> Void) {
        if at(keyword) { parseClause(kind, body) }
    }

    private mutating func parseClause(_ kind: SyntaxKind, _ token: TokenKind, _ body: (inout Parser) -> Void) {
        if at(token) { parseClause(kind, body) }
    }

    /// A word or a sign and what belongs to it.
    private mutating func parseClause(_ kind: SyntaxKind, _ body: (inout Parser) -> Void) {
        guard !isRecovering else { return }
        let start = mark()
        take()
        body(&self)
        finish(kind, from: start)
    }

    /// A column of the database: a name, or any spelling in quotes.
    private mutating func expectColumn() {
        if !accept(.string) { expectName("a column") }
    }

    private mutating func parseField() {
        let start = mark()
        if at(.key), ahead(1).kind != .colon {
            let marker = mark()
            take()
            finish(.keyMarker, from: marker)
        }
        expectName("a field's name")
        expect(.colon, "`:` and the field's type")
        if !isRecovering {
            let type = mark()
            expectName("a type, or the entity that the field refers to")
            if accept(.list) {
                expect(.separated, "`separated by` and the sign between the values, as in `separated by \";\"`")
                if !isRecovering { expect(.by, "`by` and the sign between the values in quotes") }
                if !isRecovering { expect(.string, "the sign between the values in quotes, as in `\";\"`") }
            } else if at(.by) {
                take()
                expectColumn()
            }
            finish(.fieldType, from: type)
        }
        while !isRecovering {
            if at(.string) || at(.rawString) {
                parseLabel()
            } else if at(.alias) {
                parseAliases()
                if at(.alias) { return finishField(start, reporting: "a name after `alias`") }
            } else if at(.pii) || at(.caseless) || at(.display) {
                let attribute = mark()
                take()
                finish(.fieldAttribute, from: attribute)
            } else if at(.values) {
                parseKnownValues()
            } else {
                break
            }
        }
        parseClause(.fieldMapping, .equal) { $0.parseAdditive() }
        finish(.fieldDeclaration, from: start)
    }

    /// `values ("paid", "cancelled" also "canceled")`
    private mutating func parseKnownValues() {
        let start = mark()
        take()
        let open = currentSpan
        defer { finish(.valuesClause, from: start) }
        guard accept(.leftParenthesis) else { return reportExpected("`(` and the values in quotes") }
        repeat {
            let value = mark()
            expect(.string, "a value in quotes")
            while !isRecovering, accept(.also) { expect(.string, "another spelling of the value, in quotes") }
            finish(.knownValue, from: value)
        } while !isRecovering && accept(.comma) && !at(.rightParenthesis)
        closeParenthesis(open)
    }

    private mutating func finishField(_ start: Int, reporting expectation: String) {
        take()
        reportExpected(expectation)
        finish(.fieldDeclaration, from: start)
    }
}
