import Analyses
import Model
import Semantics
import Syntax

/// Completions inside an analysis, by its form.
extension ScriptAnalysis {
    /// Words of the analyses, for a place behind a pipe.
    var analysisWords: [CompletionItem] {
        tree.analyses.map {
            CompletionItem(text: $0.word, kind: .keyword, detail: "", thing: .keyword($0.word), rank: 1)
        }
    }

    /// nil where the tokens do not end in an analysis.
    func candidatesOfAnalysis(behind tokens: [Token]) -> [CompletionItem]? {
        guard let pipe = tokens.lastIndex(where: { $0.kind == .pipe }), pipe + 1 < tokens.count,
            let form = tree.analyses.first(where: { $0.word == source.text(tokens[pipe + 1].utf8Range) })
        else { return nil }
        let (place, written) = clause(of: form, at: tokens[(pipe + 2)...])
        let next = wordsOfClauses(behind: place, of: form)
        guard place >= 0 else { return next }
        if form.clauses[place].operand == .records, let items = candidatesOfRecords(written, tokens) {
            return items + (written.last.map { endsOperand($0) } ?? false ? next : [])
        }
        if isWhole(written, form.clauses[place].operand) {
            return next + (form.clauses[place].operand == .conditions ? behindOperand(tokens) : [])
        }
        return switch form.clauses[place].operand {
        case .value: operands(tokens)
        case .conditions: definitions(.segment) + operands(tokens)
        case .moment: keywords([.today])
        case .column, .columns: columnsOfGroups(tokens) ?? []
        case .records: recordsOfCustomers
        case .period where written.isEmpty: keywords([.day, .week, .month, .quarter, .year])
        case .period: keywords([.days, .weeks])
        case .length: written.isEmpty ? [] : keywords([.days, .weeks, .months, .quarters, .years])
        case .figures, .recordFigures: operands(tokens)
        case .nothing: []
        }
    }

    /// Whether what is written of a clause can be all of it.
    private func isWhole(_ written: ArraySlice<Token>, _ operand: AnalysisForm.Operand) -> Bool {
        guard let last = written.last else { return operand == .nothing }
        return switch operand {
        case .columns, .figures, .recordFigures: last.kind == .rightBrace
        case .period, .length: last.keyword?.durationUnit != nil
        case .value, .moment, .conditions, .column, .records, .nothing: endsOperand(last)
        }
    }

    /// Behind the name of records, what may follow it as the source of a question; nil before that.
    private func candidatesOfRecords(_ written: ArraySlice<Token>, _ tokens: [Token]) -> [CompletionItem]? {
        guard let first = written.first,
            let from = tokens.last(where: { $0.keyword == .from && $0.utf8End <= first.utf8Start })
        else { return nil }
        return candidates(behind: [from] + written)
    }

    /// Entities of which a customer has records.
    private var recordsOfCustomers: [CompletionItem] {
        let model = context.model
        return model.entities.indices.filter { model.owner(of: $0) == model.customer }.map {
            records(model.entities[$0])
        }
    }

    /// The first words of the clauses that may come next: up to the first that has to.
    private func wordsOfClauses(behind place: Int, of form: AnalysisForm) -> [CompletionItem] {
        let following = form.clauses.dropFirst(place + 1)
        let end = following.firstIndex { !$0.isOptional } ?? following.endIndex - 1
        guard end >= following.startIndex else { return [] }
        return following[following.startIndex...end].filter { !$0.words.isEmpty }.map {
            wordOfAnalysis($0.words.joined(separator: " "), form)
        }
    }

    /// The place of the clause that the tokens behind the word end in, and what is written of it; -1 before the first.
    private func clause(of form: AnalysisForm, at tokens: ArraySlice<Token>) -> (place: Int, written: ArraySlice<Token>)
    {
        var place = form.clauses.first?.words.isEmpty == true ? 0 : -1
        var start = tokens.startIndex
        for index in tokens.indices {
            let text = source.text(tokens[index].utf8Range)
            let following = form.clauses.indices.dropFirst(place + 1)
            guard let next = following.first(where: { form.clauses[$0].beginning == text }) else { continue }
            (place, start) = (next, index + max(1, form.clauses[next].words.count))
            if start > tokens.endIndex { start = tokens.endIndex }
        }
        return (place, tokens[start...])
    }

    private func wordOfAnalysis(_ word: String, _ form: AnalysisForm) -> CompletionItem {
        CompletionItem(text: word, kind: .keyword, detail: form.signature, thing: .keyword(form.word))
    }

    private func endsOperand(_ token: Token) -> Bool {
        switch token.kind {
        case .identifier, .quotedIdentifier:
            ![.and, .or, .not, .in, .is, .between, .where].contains(token.keyword)
        case .integer, .decimal, .percent, .date, .time, .string, .rawString, .parameter, .rightParenthesis: true
        default: false
        }
    }
}
