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
        defer { bracketsBeforeBy = nil }
        for (place, clause) in form.clauses.enumerated() where !isRecovering {
            let hasBy = form.clauses[(place + 1)...].contains { $0.beginning == Keyword.by.rawValue }
            bracketsBeforeBy = hasBy ? openBrackets.count : nil
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
    /// What may follow, for the message where something else does.
    ///
    /// - Parameter clauses: those that may follow.
    fileprivate func expectation(behindAllBut clauses: [Clause]) -> String {
        let words = clauses.compactMap { clause in
            clause.words.isEmpty ? clause.beginning.map { "`\($0)`" } : "`\(clause.words.joined(separator: " "))`"
        }
        return words.joined(separator: ", ") + " or the next statement"
    }
}
