/// `| migrate tier from 2026-01-01 to today`: stages that follow a form.
extension Parser {
    /// The form whose word the cursor is at.
    var analysisAtCursor: AnalysisForm? {
        current.kind == .identifier ? analyses.first { $0.word == currentText } : nil
    }

    /// Words of stages and analyses, for a place where one of them is expected.
    var stageExpectation: String {
        let stages = StageForm.all.map(\.spelling)
        return "a stage: " + stages.dropLast().joined(separator: ", ") + " or " + (stages.last ?? "")
            + (analyses.isEmpty ? "" : "; or an analysis: " + analyses.map(\.word).joined(separator: ", "))
    }

    mutating func parseAnalysis(_ form: AnalysisForm, _ start: Int) {
        take()
        var left: [AnalysisForm.Clause] = []
        byOfClause = form.clauses.contains { $0.operand == .period } ? findByOfPeriod() : nil
        defer { byOfClause = nil }
        for clause in form.clauses where !isRecovering {
            if clause.isOptional, !isAt(clause) {
                left.append(clause)
            } else {
                parse(clause, of: form)
                left = []
            }
        }
        finish(.analysisStage, from: start)
        if at(.pipe), !isRecovering {
            reportExpected("the next statement: `\(form.word)` is the last stage")
            skip { $0.atStatement }
        } else if !left.isEmpty, !atEnd, !atStatement, !isRecovering {
            reportExpected(form.expectation(behindAllBut: left))
            skip { $0.at(.pipe) || $0.atStatement }
        }
    }

    /// The last `by` outside of brackets, up to the end of the stage, that a period follows; where none does, the last.
    private func findByOfPeriod() -> Int? {
        var place = 0, depth = 0
        var last: Int?, lastOfPeriod: Int?
        while true {
            let token = ahead(place)
            switch token.kind {
            case .endOfFile, .pipe: return lastOfPeriod ?? last
            case .leftParenthesis, .leftBrace: depth += 1
            case .rightParenthesis, .rightBrace: depth -= 1
            // Behind it any word is a name.
            case .dot: place += 1
            default:
                if let keyword = token.keyword, keyword.startsStatement, keyword != .from {
                    return lastOfPeriod ?? last
                }
                if token.keyword == .by, depth == 0 {
                    last = cursor + place
                    let unit = ahead(place + 1).kind == .integer ? 2 : 1
                    if ahead(place + unit).keyword?.durationUnit != nil { lastOfPeriod = last }
                }
            }
            place += 1
        }
    }

    /// Whether the words of a clause, or its brace, stand at the cursor.
    private func isAt(_ clause: AnalysisForm.Clause) -> Bool {
        if clause.words.isEmpty { return clause.operand.isInBraces && at(.leftBrace) }
        return clause.words.enumerated().allSatisfy { place, word in
            ahead(place).keyword?.rawValue == word || source.text(ahead(place).utf8Range) == word
        }
    }

    private mutating func parse(_ clause: AnalysisForm.Clause, of form: AnalysisForm) {
        let start = mark()
        if !clause.words.isEmpty {
            guard isAt(clause) else {
                let words = clause.words.joined(separator: " ")
                return reportExpected("`\(words)` and \(clause.expectation), as in `\(form.example)`")
            }
            take(count: clause.words.count)
        }
        switch clause.operand {
        case .value where startsOperand: parseAdditive()
        case .moment where startsOperand: parsePrimary()
        case .conditions where startsOperand: parseList { $0.parseNamedExpression(nameRequired: false) }
        case .column where atName: parsePath()
        case .columns where at(.leftBrace): parseNamesInBraces(clause, of: form)
        case .records where atName: parseRecords(clause.expectation)
        case .period where at(.integer) || current.keyword?.durationUnit != nil: parsePeriod()
        case .length where at(.integer): parsePeriod()
        case .figures where at(.leftBrace), .recordFigures where at(.leftBrace):
            parseBracedNames("`{` and \(clause.expectation)", mayBeEmpty: false)
        case .nothing: break
        case .value, .moment, .conditions, .column, .columns, .records, .period, .length, .figures, .recordFigures:
            reportExpected("\(clause.expectation), as in `\(form.example)`")
            addMissing()
        }
        finish(.analysisClause, from: start)
    }

    /// `month`, `30 days`
    private mutating func parsePeriod() {
        let start = mark()
        if at(.integer) { take() }
        expectUnit("a unit of time: days, weeks, months, quarters or years")
        finish(.duration, from: start)
    }

    private mutating func take(count: Int) {
        for _ in 0..<count { take() }
    }

    private mutating func parseNamesInBraces(_ clause: AnalysisForm.Clause, of form: AnalysisForm) {
        take()
        if at(.rightBrace) { reportExpected("\(clause.expectation), as in `\(form.example)`") }
        parseList { $0.parseNamedExpression(nameRequired: false) }
        expect(.rightBrace, "`}`")
    }

    private var startsOperand: Bool { !atEnd && !atStatement && !at(.pipe) }
}

extension AnalysisForm.Clause {
    /// The expected operand, for the message where it is missing.
    fileprivate var expectation: String {
        switch operand {
        case .value: "the \(name)"
        case .moment: "the \(name), a day or a time"
        case .conditions: "the \(name)"
        case .column: "the \(name), by its name"
        case .columns: "`{` and the names of the \(name)"
        case .records: "the \(name): records of the customer"
        case .period: "the \(name): day, week, month, quarter or year, or so many days"
        case .length: "the \(name): so many units of time"
        case .figures, .recordFigures: "the \(name), each with its name"
        case .nothing: name
        }
    }
}

extension AnalysisForm {
    /// The words that may follow, for the message where something else does.
    ///
    /// - Parameter clauses: those that may follow.
    fileprivate func expectation(behindAllBut clauses: [Clause]) -> String {
        let words = clauses.compactMap { clause in
            clause.words.isEmpty ? clause.beginning.map { "`\($0)`" } : "`\(clause.words.joined(separator: " "))`"
        }
        return words.joined(separator: ", ") + " or the next statement"
    }
}
