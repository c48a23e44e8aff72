/// Conditions: what binds more loosely than arithmetic.
///
/// `or`, `and`, `+` and `*` give one node for a whole chain, so that ten thousand alternatives nest no deeper than two.
extension Parser {
    mutating func parseExpression() {
        guard enter() else { return }
        if at(.if) {
            if !parseSpreadsheetIf(mark()) { parseConditional() }
        } else {
            parseChain(.disjunction, .or) { parser in
                parser.parseChain(.conjunction, .and) { $0.parseNegation() }
            }
        }
        depth -= 1
    }

    /// `if CONDITION then VALUE else VALUE`
    mutating func parseConditional() {
        let start = mark()
        take()
        parseExpression()
        expect(.then, "`then` and the value where the condition holds")
        if !isRecovering { parseExpression() } else { addMissing() }
        expect(.else, "`else` and the value where it does not")
        if !isRecovering { parseExpression() } else { addMissing() }
        finish(.conditional, from: start)
    }

    private mutating func parseChain(_ kind: SyntaxKind, _ keyword: Keyword, _ operand: (inout Parser) -> Void) {
        let start = mark()
        operand(&self)
        guard at(keyword) else { return }
        while at(keyword) {
            let subject = isComparisonOperator(ahead(1)) ? sidesOfLastNode?.first : nil
            take()
            if let subject, atComparisonOperator {
                report(.missingSubject(source.text(subject.utf8Range), at: currentSpan))
            }
            operand(&self)
        }
        finish(kind, from: start)
    }

    /// Counts a level of nesting. At the limit: one diagnostic, and the rest of the statement is left alone.
    mutating func enter() -> Bool {
        depth += 1
        guard depth > Parser.nestingLimit else { return true }
        depth -= 1
        report(.nestedTooDeeply(limit: Parser.nestingLimit, at: currentSpan))
        isRecovering = true
        addMissing()
        skip { $0.atStatement }
        return false
    }

    private mutating func parseNegation() {
        guard at(.not) else { return parseComparison() }
        let start = mark()
        take()
        guard enter() else { return finish(.negation, from: start) }
        parseNegation()
        depth -= 1
        finish(.negation, from: start)
    }

    private mutating func parseComparison() {
        let start = mark()
        parseAdditive()
        let isComparison = atComparisonOperator
        guard parseComparisonTail(start), atComparisonOperator, !isRecovering else { return }
        if let open = openBrackets.last, diagnostics.count < Parser.diagnosticLimit, lacksClosingBracket {
            report(.unclosed("(", expecting: ")", open: open, at: spanBehindPrevious))
        } else {
            report(
                .chainedComparison(
                    currentText, repeating: isComparison ? sidesOfLastNode.map { source.text($0.last.utf8Range) } : nil,
                    behind: spanBehindPrevious, at: currentSpan))
        }
    }

    /// Whether the stage or statement at hand opens more brackets than it closes.
    private var lacksClosingBracket: Bool {
        var depth = openBrackets.count, place = 0
        while true {
            let token = ahead(place)
            if token.kind == .endOfFile || token.kind == .pipe || token.keyword?.startsStatement == true {
                return depth > 0
            }
            if token.kind == .leftParenthesis { depth += 1 }
            if token.kind == .rightParenthesis { depth -= 1 }
            place += 1
        }
    }

    var atComparisonOperator: Bool { isComparisonOperator(current) }

    func isComparisonOperator(_ token: Token) -> Bool {
        switch token.kind {
        case .equal, .notEqual, .less, .lessEqual, .greater, .greaterEqual: true
        default: false
        }
    }

    /// The part behind the first operand, if there is one.
    private mutating func parseComparisonTail(_ start: Int) -> Bool {
        if atComparisonOperator {
            // `== null` is one mistake, not two.
            if isNull(ahead(1)) { takeSilently() } else { take() }
            if !atNull(after: .comparison) { parseAdditive() }
            parseIgnoringCase()
            finish(.comparison, from: start)
            return true
        }
        switch current.keyword {
        case .in where ahead(1).kind == .leftParenthesis: parseMembership(start)
        case .in where parseForeignList(start): break
        case .is where parseForeignIs(start): break
        case .is: parsePresence(start)
        case .contains, .matches: parseTextMatch(start, second: nil)
        case .starts, .ends: parseTextMatch(start, second: .with)
        case .has: parseListTest(start)
        case .not where ahead(1).keyword == .in || ahead(1).keyword == .between || ahead(1).keyword == .contains:
            report(.misplacedNot(operand: source.text(elementStart(start)..<Int(spanBehindPrevious.utf8End)),
                                 operandSpan: spanFrom(start), at: currentSpan))
            isRecovering = false
            take()
            isRecovering = false
            return parseComparisonTail(start)
        default: return parseForeignComparison(start) || parseWindow(after: start)
        }
        return true
    }

    private func elementStart(_ mark: Int) -> Int { Int(spanFrom(mark).utf8Start) }

    /// `in (a, b) [ignoring case]`
    private mutating func parseMembership(_ start: Int) {
        take()
        let open = currentSpan
        openBrackets.append(open)
        take()
        if parseSubquery(open) {
            closeParenthesis(open)
            return finish(.membership, from: start)
        }
        parseValues()
        closeParenthesis(open)
        parseIgnoringCase()
        finish(.membership, from: start)
    }

    private mutating func parseValues() {
        parseExpression()
        while !isRecovering, accept(.comma) {
            if at(.rightParenthesis) { break }
            parseExpression()
        }
    }

    /// `("DE", "AT")`
    mutating func parseValueList() {
        let start = mark(), open = currentSpan
        guard accept(.leftParenthesis) else {
            reportExpected("the values in parentheses, as in `(\"DE\", \"AT\")`")
            return addMissing()
        }
        openBrackets.append(open)
        parseValues()
        closeParenthesis(open)
        finish(.valueList, from: start)
    }

    /// `has "vip"`, `has any ("vip", "gold")`, `has all $tags`
    private mutating func parseListTest(_ start: Int) {
        take()
        let isCall = ahead(1).kind == .leftParenthesis && ahead(2).kind == .rightParenthesis
        if at(.any) || at(.all), !isCall, ahead(1).kind == .leftParenthesis || ahead(1).kind == .parameter {
            take()
            if at(.leftParenthesis) { parseValueList() } else { parsePrimary() }
        } else if at(.any) || at(.all), parseBareList(start, .listTest) {
            return
        } else {
            parseAdditive()
        }
        parseIgnoringCase()
        finish(.listTest, from: start)
    }

    private mutating func parsePresence(_ start: Int) {
        // `IS NULL` is one mistake, not two.
        if isNull(ahead(1)) || ahead(1).keyword == .not { takeSilently() } else { take() }
        if at(.missing) || at(.known) {
            take()
        } else if !atNull(after: .presence) {
            reportExpected("`missing` or `known`")
        }
        finish(.presence, from: start)
    }

    private func isNull(_ token: Token) -> Bool {
        guard token.kind == .identifier else { return false }
        let text = source.text(token.utf8Range)
        return text == "None" || ["null", "nil", "undefined"].contains(text.lowercased())
    }

    /// Recognises `null`, `not null` and `not missing`, says what to write, and takes them.
    private mutating func atNull(after kind: SyntaxKind) -> Bool {
        let negated = at(.not)
        let word = negated ? ahead(1) : current
        let text = source.text(word.utf8Range).lowercased()
        guard kind == .presence ? ["null", "missing", "known", "nil", "none", "empty"].contains(text) : isNull(word),
              word.kind == .identifier, kind == .presence || !negated else { return false }
        let wantsKnown = (text == "known") == !negated
        let first = previousSpan
        let whole = first.union(span(of: word))
        report(
            .nullTest(
                source.text(whole),
                write: kind == .presence
                    ? (wantsKnown ? "is known" : "is missing")
                    : source.text(first).contains("!") || source.text(first) == "<>" ? "is known" : "is missing",
                at: whole))
        let skipped = mark()
        isRecovering = true
        take()
        if negated { take() }
        finish(.unexpected, from: skipped)
        isRecovering = false
        return true
    }

    private mutating func parseTextMatch(_ start: Int, second: Keyword?) {
        take()
        if let second { expect(second, "`with`, as in `starts with`") }
        if !isRecovering { parseAdditive() } else { addMissing() }
        parseIgnoringCase()
        finish(.textMatch, from: start)
    }

    mutating func parseIgnoringCase() {
        guard at(.ignoring), !isRecovering else { return }
        take()
        expect(.case, "`case` after `ignoring`")
    }

    // MARK: Windows

    /// A window behind an operand, if one stands here; the node holds both.
    @discardableResult
    mutating func parseWindow(after start: Int) -> Bool {
        switch current.keyword {
        case .between where closesExclusion: return false
        case .between:
            take()
            parseAdditive()
            expectAndBetweenBounds("`and` and the upper bound")
            if !isRecovering { parseAdditive() } else { addMissing() }
            finish(.between, from: start)
            return true
        case .in:
            let isList = ahead(1).kind == .parameter
            take()
            parseCalendarWindow("a list in parentheses, `last 90 days`, `this month`, or a period such as `2026-03` or `2026`")
            if isList { parseIgnoringCase() }
        case .since: parseOpenWindow(.sinceWindow)
        case .before: parseOpenWindow(.beforeWindow)
        case .from where startsMoment(ahead(1)): parseFromWindow()
        default: return false
        }
        finish(.windowTest, from: start)
        return true
    }

    /// `between 3, 30` and `between 3 to 30` are understood, and told of.
    private mutating func expectAndBetweenBounds(_ expectation: String) {
        guard at(.comma) || at(.to), !isRecovering, ahead(1).kind != .endOfFile else {
            return expect(.and, expectation)
        }
        append(.boundsWithoutAnd(currentText, at: currentSpan))
        skip(count: 1)
    }

    /// The window behind `over`: the same forms, without `in`.
    mutating func parseWindowAlone() {
        switch current.keyword {
        case .between:
            let window = mark()
            take()
            parseAdditive()
            expectAndBetweenBounds("`and` and the newer bound")
            if !isRecovering { parseAdditive() } else { addMissing() }
            finish(.betweenWindow, from: window)
        case .since: parseOpenWindow(.sinceWindow)
        case .before: parseOpenWindow(.beforeWindow)
        case .from: parseFromWindow()
        default: parseCalendarWindow("a window such as `last 90 days`, `this month`, `2026-03` or `2026`")
        }
    }

    /// `last 90 days`, `last 3 full months`, `next 7 days`, `this month`, `previous quarter`, `2026-03`
    mutating func parseCalendarWindow(_ expectation: String) {
        let window = mark()
        switch current.keyword {
        case .last, .next:
            let kind: SyntaxKind = at(.last) ? .lastWindow : .nextWindow
            take()
            if !at(.parameter) || !accept(.parameter) { expect(.integer, "how many, as in `last 90 days`") }
            if kind == .lastWindow, at(.full) { take() }
            if !isRecovering { expectUnit("a unit: days, weeks, months, quarters or years") }
            finish(kind, from: window)
        case .this, .previous:
            take()
            expectUnit("a calendar unit: day, week, month, quarter or year")
            finish(.calendarWindow, from: window)
        default:
            if at(.date) || at(.parameter) || at(.today) || atYear {
                take()
                finish(.periodWindow, from: window)
            } else if at(.string) {
                report(.listWithoutParentheses(currentText, at: currentSpan))
                addMissing()
            } else {
                reportExpected(expectation)
                addMissing()
            }
        }
    }

    /// Whether a number of four digits stands here, and is the number of nothing.
    private var atYear: Bool {
        guard at(.integer), ahead(1).keyword?.durationUnit == nil else { return false }
        let digits = currentText
        return digits.utf8.count == 4 && Int(digits).map { $0 > 0 } ?? false
    }

    mutating func expectUnit(_ expectation: String) {
        if current.keyword?.durationUnit != nil { take() } else { reportExpected(expectation) }
    }

    private mutating func parseOpenWindow(_ kind: SyntaxKind) {
        let window = mark()
        take()
        parseAdditive()
        finish(kind, from: window)
    }

    /// `from 2026-01-01 to 2026-03-31`
    private mutating func parseFromWindow() {
        let window = mark()
        take()
        if startsMoment(current) { parsePrimary() } else { reportExpected("a date, a time or `90 days ago`") }
        expect(.to, "`to` and the end of the window")
        if !isRecovering { parsePrimary() } else { addMissing() }
        finish(.fromWindow, from: window)
    }

    /// Tells the window `from 2026-01-01 to …` from a statement that starts with `from`.
    private func startsMoment(_ token: Token) -> Bool {
        switch token.kind {
        case .date, .time, .parameter, .integer, .decimal: true
        default: token.keyword == .today
        }
    }

    mutating func parseWhereClause() {
        guard at(.where), !isRecovering else { return }
        let start = mark()
        take()
        parseExpression()
        finish(.whereClause, from: start)
    }

    // MARK: Brackets

    mutating func closeParenthesis(_ open: SourceSpan) {
        if openBrackets.last == open { openBrackets.removeLast() }
        if accept(.rightParenthesis) {
            isRecovering = false
            return
        }
        guard !isRecovering else {
            // The error inside has been reported: look for this bracket's partner before giving up.
            skip { $0.at(.rightParenthesis) || $0.at(.pipe) || $0.at(.rightBrace) || $0.atStatement }
            if accept(.rightParenthesis) { isRecovering = false }
            return
        }
        if atEnd || atStatement || at(.pipe) || at(.rightBrace) {
            reportUnclosed("(", expecting: ")", open: open)
        } else {
            reportExpected("`)`")
            skip { $0.at(.rightParenthesis) || $0.at(.pipe) || $0.at(.rightBrace) || $0.atStatement }
            if accept(.rightParenthesis) { isRecovering = false }
        }
    }
}
