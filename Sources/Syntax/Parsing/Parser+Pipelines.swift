/// `from records | stage | stage`.
extension Parser {
    mutating func parsePipeline(_ start: Int) {
        take()
        parseSource()
        while !atEnd, !atStatement {
            if at(.pipe) {
                isRecovering = false
                take()
                parseStage()
            } else {
                reportExpected("`|` and a stage, or the next statement")
                skip { $0.at(.pipe) || $0.atStatement }
            }
        }
        finish(.pipeline, from: start)
    }

    /// `path [WINDOW] [where CONDITION]`
    private mutating func parseSource() {
        let start = mark()
        if atName {
            let operand = mark()
            parsePath()
            parseWindow(after: operand)
        } else {
            reportExpected("what to read: customers, a segment, or records such as orders")
            addMissing()
        }
        parseWhereClause()
        finish(.records, from: start)
    }

    private mutating func parseStage() {
        let start = mark()
        switch current.keyword {
        case .where:
            take()
            parseExpression()
            finish(.whereStage, from: start)
        case .select:
            take()
            parseList { $0.parseNamedExpression(nameRequired: false) }
            finish(.selectStage, from: start)
        case .sort:
            take()
            // `sort by monetary`
            if at(.by), isName(ahead(1)) {
                append(.sortBy(at: currentSpan))
                skip { $0.cursor > 0 && !$0.at(.by) }
            }
            parseList { $0.parseSortKey() }
            finish(.sortStage, from: start)
        case .take:
            take()
            if !at(.parameter) || !accept(.parameter) { expect(.integer, "how many rows: a whole number") }
            finish(.takeStage, from: start)
        case .group:
            take()
            expect(.by, "`by` and what to group by")
            if !isRecovering { parseList { $0.parseNamedExpression(nameRequired: false) } }
            parseBracedNames("`{` and what to compute for each group", mayBeEmpty: true)
            finish(.groupStage, from: start)
        case .aggregate:
            take()
            parseBracedNames("`{` and what to compute over all rows", mayBeEmpty: false)
            finish(.aggregateStage, from: start)
        case .classify:
            take()
            expectName("the name of the class")
            parseClassArms()
            finish(.classifyStage, from: start)
        default:
            reportExpected("a stage: where, select, sort, take, group by, aggregate or classify")
            skip { $0.at(.pipe) || $0.atStatement }
            if mark() > start { finish(.unexpected, from: start) }
        }
    }

    private mutating func parseList(_ item: (inout Parser) -> Void) {
        item(&self)
        while !isRecovering, accept(.comma) { item(&self) }
    }

    /// `{ name = EXPRESSION, … }`
    private mutating func parseBracedNames(_ expectation: String, mayBeEmpty: Bool) {
        expect(.leftBrace, expectation)
        guard !isRecovering else { return }
        if !mayBeEmpty, at(.rightBrace) { reportExpected("`name = expression`") }
        while !at(.rightBrace), !atEnd, !atStatement {
            isRecovering = false
            let before = cursor
            parseNamedExpression(nameRequired: true)
            if !at(.rightBrace), !accept(.comma) {
                reportExpected("`,` or `}`")
                skip { $0.at(.comma) || $0.at(.rightBrace) || $0.at(.pipe) || $0.atStatement }
                if !accept(.comma) { break }
            }
            if cursor == before { break }
        }
        expect(.rightBrace, "`}`")
    }

    /// `EXPRESSION`, or `name = EXPRESSION`; the name is compulsory inside braces.
    private mutating func parseNamedExpression(nameRequired: Bool) {
        let start = mark()
        let isNamed = atName && ahead(1).kind == .equal
        if isNamed {
            take()
            take()
        } else if nameRequired, !isRecovering {
            if atName || at(.leftParenthesis) || at(.integer) || at(.minus) {
                report(.unnamedColumn(currentText, at: currentSpan))
            } else {
                reportExpected("`name = expression`")
            }
        }
        if isRecovering {
            skip { $0.at(.comma) || $0.at(.rightBrace) || $0.at(.pipe) || $0.atStatement }
            addMissing()
        } else {
            parseExpression()
        }
        finish(.namedExpression, from: start)
    }

    private mutating func parseSortKey() {
        let start = mark()
        parseExpression()
        if at(.asc) || at(.desc) { take() }
        finish(.sortKey, from: start)
    }
}
