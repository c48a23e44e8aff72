/// `sequence(A then B within 14 days without C between then …)`.
///
/// Behind `without`, `between` closes the exclusion where `then` or `)` follows; everywhere else it starts a range.
extension Parser {
    /// Parses the first item in the brackets of `sequence`: a step, or, where none of a step's words follow, the
    /// argument of a call.
    ///
    /// - Returns: whether it is a step.
    mutating func parseFirstStep() -> Bool {
        let start = mark()
        let isDistinct = accept(.distinct)
        parseExpression()
        parseWhereClause()
        guard !isRecovering, !isDistinct, at(.then) || at(.within) || at(.without) else {
            finish(.argument, from: start)
            return false
        }
        parseStepClauses()
        finish(.sequenceStep, from: start)
        return true
    }

    mutating func parseFurtherSteps() {
        while !isRecovering, accept(.then) {
            let start = mark()
            parseExpression()
            parseWhereClause()
            parseStepClauses()
            finish(.sequenceStep, from: start)
        }
        if !isRecovering, !at(.rightParenthesis), !atEnd, !atStatement {
            reportExpected("`then` and the next step, or `)`")
        }
    }

    /// `[within N UNIT] [without RECORDS between]`
    private mutating func parseStepClauses() {
        let behindRecords = spanBehindPrevious
        parseWithin()
        parseWithout()
        guard !isRecovering else { return }
        if at(.within), tokenBefore?.keyword == .between {
            report(.withinBehindWithout(at: currentSpan))
        } else if at(.without), tokenBefore?.keyword == .between {
            report(.secondWithout(between: previousSpan, at: currentSpan))
        } else if at(.where), spanBehindPrevious.utf8Start > behindRecords.utf8Start {
            parseLateWhere(behindRecords)
        }
    }

    private mutating func parseWithin() {
        guard at(.within), !isRecovering else { return }
        let start = mark()
        take()
        if !at(.parameter) || !accept(.parameter) { expect(.integer, "how long, as in `within 14 days`") }
        if !isRecovering { expectUnit("a unit: minutes, hours, days, weeks, months, quarters or years") }
        finish(.withinClause, from: start)
    }

    private mutating func parseWithout() {
        guard at(.without), !isRecovering else { return }
        let start = mark()
        let isNested = isInExclusion
        isInExclusion = true
        take()
        parseExclusion()
        while !isRecovering, accept(.comma) { parseExclusion() }
        isInExclusion = isNested
        if !isRecovering, at(.then) || at(.rightParenthesis) {
            report(.openExclusion(at: spanBehindPrevious))
            isRecovering = false
        } else {
            expect(.between, "`between` behind the records that must not come between the two steps")
        }
        finish(.withoutClause, from: start)
    }

    private mutating func parseExclusion() {
        let start = mark()
        parseExpression()
        parseWhereClause()
        finish(.exclusion, from: start)
    }

    /// Whether the `between` at the cursor is the last word of an exclusion. What follows could then not be a bound,
    /// and the words that are refused behind it get an error of their own.
    var closesExclusion: Bool {
        guard isInExclusion else { return false }
        let next = ahead(1)
        switch next.keyword {
        case .then: return true
        case .within: return ahead(2).kind == .integer || ahead(2).kind == .parameter
        case .without: return isName(ahead(2)) && ahead(2).keyword != .over && ahead(2).keyword != .as
        default: return next.kind == .rightParenthesis || next.kind == .endOfFile
        }
    }

    /// A condition behind `within`, where it reads well and means the same: it belongs to the records.
    private mutating func parseLateWhere(_ behindRecords: SourceSpan) {
        let place = spanBehindPrevious
        let start = mark()
        let word = currentSpan
        parseWhereClause()
        guard !isRecovering else { return }
        let clause = spanFrom(start)
        append(.whereBehindWithin(at: word, move: place.union(clause), text: source.text(clause), to: behindRecords))
    }
}

extension Diagnostic {
    static func stepsOutsideSequence(at span: SourceSpan) -> Diagnostic {
        Diagnostic(.unexpectedToken, "expected `)`, found `then`", at: span, label: "not expected here",
                   notes: ["records that come one behind the other are asked for with `sequence(… then …)`"])
    }

    static func openExclusion(at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .unexpectedToken, "expected `between` behind the records that must not come between the two steps",
            at: span, label: "`between` expected",
            fixIts: [FixIt("add `between`", replace: span, with: " between")])
    }

    static func withinBehindWithout(at span: SourceSpan) -> Diagnostic {
        Diagnostic(.unexpectedToken, "`within` stands before `without`", at: span, label: "not expected here",
                   notes: ["write `then RECORDS within 14 days without RECORDS between`"])
    }

    static func secondWithout(between: SourceSpan, at span: SourceSpan) -> Diagnostic {
        Diagnostic(.unexpectedToken, "further records stand behind a comma", at: span, label: "not expected here",
                   fixIts: [FixIt("write `,` in place of `between without`", replace: between.union(span), with: ",")])
    }

    static func whereBehindWithin(at span: SourceSpan, move: SourceSpan, text: String, to place: SourceSpan)
        -> Diagnostic
    {
        Diagnostic(
            .unexpectedToken, "`where` stands beside the records, before `within` and `without`", at: span,
            label: "not expected here",
            fixIts: [FixIt("move the condition", [Edit(place, " " + text), Edit(move, "")])])
    }
}
