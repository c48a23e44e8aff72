/// Arithmetic, literals, paths and calls.
extension Parser {
    mutating func parseAdditive() {
        let start = mark()
        parseMultiplicative()
        guard at(.plus) || at(.minus) else { return }
        while at(.plus) || at(.minus) {
            take()
            parseMultiplicative()
        }
        finish(.additive, from: start)
    }

    private mutating func parseMultiplicative() {
        let start = mark()
        parseUnary()
        guard at(.star) || at(.slash) else { return }
        while at(.star) || at(.slash) {
            take()
            parseUnary()
        }
        finish(.multiplicative, from: start)
    }

    private mutating func parseUnary() {
        guard at(.minus) else { return parsePostfix() }
        let start = mark()
        take()
        guard enter() else { return finish(.minus, from: start) }
        parseUnary()
        depth -= 1
        finish(.minus, from: start)
    }

    /// `EXPRESSION over WINDOW`, `EXPRESSION as of MOMENT`, `EXPRESSION among SEGMENT`, `EXPRESSION by VALUE`
    private mutating func parsePostfix() {
        let start = mark()
        parsePrimary()
        while !isRecovering {
            if at(.over) {
                take()
                parseWindowAlone()
                finish(.restricted, from: start)
            } else if at(.as), ahead(1).keyword == .of {
                take()
                take()
                parsePrimary()
                finish(.asOf, from: start)
            } else if at(.among) {
                take()
                parsePopulation()
                finish(.among, from: start)
            } else if at(.by), cursor != byOfClause {
                take()
                parsePartition()
                finish(.partitioned, from: start)
            } else {
                return
            }
            postfixCount += 1
            guard postfixCount < Parser.postfixLimit else {
                report(.nestedTooDeeply(limit: Parser.postfixLimit, at: currentSpan))
                return skip { $0.atStatement }
            }
        }
    }

    /// `vip`, or a condition in parentheses.
    private mutating func parsePopulation() {
        if current.kind == .leftParenthesis {
            parsePrimary()
        } else if atName {
            parsePath()
        } else {
            reportExpected("a segment, as in `among buyers`, or a condition in parentheses")
            addMissing()
        }
    }

    /// `country`, `year(ordered_at)`, or several values in parentheses.
    private mutating func parsePartition() {
        guard current.kind == .leftParenthesis else { return parsePrimary() }
        let open = currentSpan
        openBrackets.append(open)
        take()
        parseList { $0.parseExpression() }
        closeParenthesis(open)
    }

    mutating func parsePrimary() {
        let start = mark()
        switch current.kind {
        case .integer, .decimal:
            take()
            if current.keyword?.durationUnit != nil {
                take()
                _ = accept(.ago)
                finish(.duration, from: start)
            } else {
                finish(.literal, from: start)
            }
        case .percent, .date, .time, .string, .rawString:
            take()
            finish(.literal, from: start)
        case .parameter:
            take()
            finish(.parameterReference, from: start)
        case .leftParenthesis:
            let open = currentSpan
            openBrackets.append(open)
            take()
            if !parseSubquery(open) { parseExpression() }
            closeParenthesis(open)
            finish(.parenthesized, from: start)
        case .identifier where at(.true) || at(.false) || at(.today):
            let word = current
            take()
            if word.keyword == .today { parseCalledToday(word) }
            finish(.literal, from: start)
        case .identifier where at(.sample) && ahead(1).kind == .percent:
            take()
            take()
            if accept(.seed) { expect(.string, "the seed in quotes") }
            finish(.sample, from: start)
        case .identifier where at(.if) && parseSpreadsheetIf(start): break
        case .identifier where at(.if):
            report(.bareConditional(at: currentSpan))
            isRecovering = false
            parseConditional()
        case .identifier where atName && ahead(1).kind == .leftParenthesis:
            parseCall()
        case .identifier where parseCaseWhen(start) || parseTypedText(start): break
        case .identifier where atName, .quotedIdentifier:
            parsePath()
            parseMethodCall(start)
            parseSubscript(start)
        default:
            reportExpected("a field, a value or a condition")
            addMissing()
        }
    }

    mutating func parsePath() {
        let start = mark()
        take()
        while !isRecovering, accept(.dot) { expectMember() }
        finish(.path, from: start)
    }

    mutating func parseCall() {
        let start = mark()
        let mayHaveSteps = at(.sequence), isNested = isInSequence
        take()
        let open = currentSpan
        openBrackets.append(open)
        isInSequence = mayHaveSteps
        defer { isInSequence = isNested }
        take()
        if !at(.rightParenthesis) {
            let isCondition = at(.where)
            if mayHaveSteps, !isCondition, parseFirstStep() {
                parseFurtherSteps()
                closeParenthesis(open)
                return finish(.sequence, from: start)
            }
            if !mayHaveSteps || isCondition { parseArgument() }
            while !isRecovering, accept(.comma) { parseArgument() }
            if !isRecovering, at(.then) { report(.stepsOutsideSequence(at: currentSpan)) }
        }
        closeParenthesis(open)
        finish(.call, from: start)
    }

    /// `[distinct] EXPRESSION [where CONDITION]`, or the condition alone.
    private mutating func parseArgument() {
        let start = mark()
        if !at(.where) {
            _ = accept(.distinct)
            parseExpression()
        }
        parseWhereClause()
        finish(.argument, from: start)
    }
}
