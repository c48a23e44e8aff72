import Analyses
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
        let next = form.clauses.dropFirst(place + 1).first?.word.map { wordOfAnalysis($0, form) }
        guard place >= 0 else { return [next].compactMap(\.self) }
        if written.last.map({ endsOperand($0) }) ?? false {
            return [next].compactMap(\.self) + (form.clauses[place].operand == .conditions ? behindOperand(tokens) : [])
        }
        return switch form.clauses[place].operand {
        case .value: operands(tokens)
        case .conditions: definitions(.segment) + operands(tokens)
        case .moment: keywords([.today])
        case .column, .columns: columnsOfGroups(tokens) ?? []
        }
    }

    /// The place of the clause that the tokens behind the word end in, and what is written of it; -1 before the first.
    private func clause(of form: AnalysisForm, at tokens: ArraySlice<Token>) -> (place: Int, written: ArraySlice<Token>)
    {
        var place = form.clauses.first?.word == nil ? 0 : -1
        var start = tokens.startIndex
        for index in tokens.indices {
            guard place + 1 < form.clauses.count, let beginning = form.clauses[place + 1].beginning else { break }
            if source.text(tokens[index].utf8Range) == beginning { (place, start) = (place + 1, index + 1) }
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
