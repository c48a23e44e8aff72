/// `from records | stage | stage`.
extension Parser {
    mutating func parsePipeline(_ start: Int) {
        take()
        isInPipeline = true
        parseRecords("what to read: customers, a segment, or records such as orders")
        while !atEnd, !atStatement {
            if at(.pipe) {
                isRecovering = false
                take()
                parseStage()
            } else {
                reportForeignStage("`|` and a stage, or the next statement", hasPipe: false)
                skip { $0.at(.pipe) || $0.atStatement }
            }
        }
        finish(.pipeline, from: start)
    }

    /// `path [WINDOW] [where CONDITION]`
    mutating func parseRecords(_ expectation: String) {
        let start = mark()
        if atName {
            let operand = mark()
            parsePath()
            parseWindow(after: operand)
        } else {
            reportExpected(expectation)
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
        case .select where ahead(1).keyword == .distinct:
            reportForeignStage("columns; rows that differ are `distinct` alone, as in `distinct city`", hasPipe: true)
            skip { $0.at(.pipe) || $0.atStatement }
            finish(.unexpected, from: start)
        case .select:
            take()
            parseList { $0.parseSelected() }
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
            if accept(.by) { parseList { $0.parseExpression() } }
            finish(.takeStage, from: start)
        case .group:
            take()
            expect(.by, "`by` and what to group by")
            if !isRecovering { parseList { $0.parseNamedExpression(nameRequired: false) } }
            parseTotals()
            parseBracedNames("`{` and what to compute for each group", mayBeEmpty: true)
            finish(.groupStage, from: start)
        case .distinct:
            take()
            parseList { $0.parseNamedExpression(nameRequired: false) }
            finish(.distinctStage, from: start)
        case .derive:
            take()
            parseList { $0.parseNamedExpression(nameRequired: false) }
            finish(.deriveStage, from: start)
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
            if let form = analysisAtCursor { return parseAnalysis(form, start) }
            reportForeignStage(stageExpectation, hasPipe: true)
            skip { $0.at(.pipe) || $0.atStatement }
            if mark() > start { finish(.unexpected, from: start) }
        }
    }

    /// `with totals`, behind the keys of a group.
    private mutating func parseTotals() {
        guard !isRecovering, at(.with) else { return }
        let start = mark()
        take()
        expect(.totals, "`totals`: rows for all groups together")
        finish(.totalsClause, from: start)
    }

    mutating func parseList(_ item: (inout Parser) -> Void) {
        item(&self)
        while !isRecovering, at(.comma) {
            if reportTrailingComma() { return }
            take()
            item(&self)
        }
    }

    /// `{ name = EXPRESSION, … }`
    mutating func parseBracedNames(_ expectation: String, mayBeEmpty: Bool) {
        if mayBeEmpty, !at(.leftBrace), !isRecovering, atEnd || at(.pipe) || atStatement {
            if atEnd { requestMore() }
            report(.groupsWithoutBraces(expectation, at: spanBehindPrevious))
        }
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

    /// `*`, which is every column, or a column.
    private mutating func parseSelected() {
        guard !isRecovering, at(.star) else { return parseNamedExpression(nameRequired: false) }
        let start = mark()
        take()
        finish(.allColumns, from: start)
    }

    /// `EXPRESSION`, or `name = EXPRESSION`; inside braces only a measure, which is a name itself, goes without.
    mutating func parseNamedExpression(nameRequired: Bool) {
        let start = mark()
        let isNamed = atName && ahead(1).kind == .equal
        if isNamed {
            take()
            take()
        } else if nameRequired, atName, ahead(1).kind == .colon {
            take()
            append(.colonBehindName(currentText, at: currentSpan))
            skip(count: 1)
        } else if nameRequired, !isRecovering, !isPathAlone {
            if atName || at(.leftParenthesis) || at(.integer) || at(.minus) { return parseUnnamedColumn(start) }
            reportExpected("`name = expression`")
        }
        if isRecovering {
            skip { $0.at(.comma) || $0.at(.rightBrace) || $0.at(.pipe) || $0.atStatement }
            addMissing()
        } else {
            let expression = mark()
            parseColumn()
            if !isNamed { parseNameBehind(expression) }
        }
        finish(.namedExpression, from: start)
    }

    /// `EXPRESSION`, or `every month(ordered_at)`.
    private mutating func parseColumn() {
        guard at(.every), ahead(1).kind == .identifier, isName(ahead(1)) else { return parseExpression() }
        let start = mark()
        if ahead(2).kind == .leftParenthesis {
            take()
            parseCall()
            return finish(.everyPeriod, from: start)
        }
        guard ahead(1).keyword == nil || ahead(1).keyword?.durationUnit != nil else { return parseExpression() }
        take()
        reportExpected("a function of time, as in `every month(ordered_at)`")
        addMissing()
        finish(.everyPeriod, from: start)
    }

    /// Whether a name, with dots or without, is all up to the next comma or brace.
    private var isPathAlone: Bool {
        var place = 0
        guard atName else { return false }
        while ahead(place + 1).kind == .dot { place += 2 }
        let next = ahead(place + 1).kind
        return next == .comma || next == .rightBrace
    }

    /// Inside braces: an expression that has its name behind it, or none.
    private mutating func parseUnnamedColumn(_ start: Int) {
        let first = current
        let expression = mark(), known = diagnostics.count
        parseExpression()
        parseNameBehind(expression)
        // Errors within the expression have been reported.
        if diagnostics.count == known {
            append(.unnamedColumn(source.text(first.utf8Range), named: freshColumnName(), at: span(of: first)))
        }
        finish(.namedExpression, from: start)
    }

    /// `select id, | take 3`: whether nothing follows the comma at the cursor, which is told.
    private mutating func reportTrailingComma() -> Bool {
        let next = ahead(1)
        guard next.kind == .pipe || next.kind == .endOfFile || next.keyword?.startsStatement == true else {
            return false
        }
        if next.kind == .endOfFile { requestMore() }
        append(.trailingComma(at: currentSpan))
        skip(count: 1)
        return true
    }

    private mutating func parseSortKey() {
        let start = mark()
        parseExpression()
        if at(.asc) || at(.desc) { take() } else { parseSortDirection() }
        finish(.sortKey, from: start)
    }
}
