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
        for clause in form.clauses where !isRecovering { parse(clause, of: form) }
        finish(.analysisStage, from: start)
        if at(.pipe), !isRecovering {
            reportExpected("the next statement: `\(form.word)` is the last stage")
            skip { $0.atStatement }
        }
    }

    private mutating func parse(_ clause: AnalysisForm.Clause, of form: AnalysisForm) {
        let start = mark()
        if let word = clause.word {
            guard current.keyword?.rawValue == word || currentText == word else {
                return reportExpected("`\(word)` and \(clause.expectation), as in `\(form.example)`")
            }
            take()
        }
        switch clause.operand {
        case .value where startsOperand: parseAdditive()
        case .moment where startsOperand: parsePrimary()
        case .conditions where startsOperand: parseList { $0.parseNamedExpression(nameRequired: false) }
        case .column where atName: parsePath()
        case .columns where at(.leftBrace): parseNamesInBraces(clause, of: form)
        case .value, .moment, .conditions, .column, .columns:
            reportExpected("\(clause.expectation), as in `\(form.example)`")
            addMissing()
        }
        finish(.analysisClause, from: start)
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
        }
    }
}
