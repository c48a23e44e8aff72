import Engine
import Model
import Semantics
import Syntax

/// Completions inside `sequence(…)` and `gap(…)`.
extension ScriptAnalysis {
    /// nil where the tokens end outside of both, or in a condition, which is like any other.
    func candidatesOfRecordForms(behind tokens: [Token]) -> [CompletionItem]? {
        guard let open = openCall(tokens), open > 0, tokens[open - 1].kind == .identifier,
              let form = RecordExpression(rawValue: source.text(tokens[open - 1].utf8Range)) else { return nil }
        let inside = tokens[(open + 1)...]
        guard let last = inside.last else { return records(of: tokens[..<(open - 1)]) }
        guard form == .sequence else { return nil }
        if last.keyword == .within || last.kind == .integer && inside.dropLast().last?.keyword == .within {
            return last.kind == .integer ? keywords([.days, .weeks, .months, .hours, .minutes]) : []
        }
        let exclusion = inside.lastIndex { $0.keyword == .without }
        let step = inside.lastIndex { $0.keyword == .then } ?? inside.startIndex
        let isInExclusion = exclusion.map { $0 > step } ?? false
        if last.keyword == .then || last.keyword == .without || last.kind == .comma && isInExclusion {
            return records(of: tokens[..<(open - 1)])
        }
        if isInExclusion, last.keyword == .between { return keywords([.then]) }
        guard endsOperand(last) else { return nil }
        let behindThen = inside.contains { $0.keyword == .then }
        let hasLimit = inside[step...].contains { $0.keyword == .within }
        var words: [Keyword] = isInExclusion ? [.between] : [.then]
        if behindThen, !isInExclusion { words += hasLimit ? [.without] : [.within, .without] }
        return keywords(words) + behindOperand(tokens).filter { item in !words.contains { $0.rawValue == item.text } }
    }

    /// Where the innermost bracket is that is still open.
    private func openCall(_ tokens: [Token]) -> Int? {
        var depth = 0
        for index in tokens.indices.reversed() {
            switch tokens[index].kind {
            case .rightParenthesis: depth += 1
            case .leftParenthesis where depth > 0: depth -= 1
            case .leftParenthesis: return index
            case .pipe: return nil
            default: continue
            }
        }
        return nil
    }

    private func endsOperand(_ token: Token) -> Bool {
        switch token.kind {
        case .identifier:
            token.keyword.map { !$0.isReserved && !expectsMore($0) || $0 == .true || $0 == .false || $0 == .today }
                ?? true
        case .quotedIdentifier, .rightParenthesis, .integer, .decimal, .percent, .date, .time, .string, .rawString,
            .parameter:
            true
        default: false
        }
    }

    /// Words behind which something has to follow.
    private func expectsMore(_ keyword: Keyword) -> Bool {
        [
            .with, .contains, .starts, .ends, .matches, .ignoring, .last, .next, .this, .previous, .full, .since,
            .before, .to, .over, .as, .of
        ].contains(keyword)
    }

    /// The records of the innermost row that the tokens reach, and of what it belongs to.
    private func records(of tokens: ArraySlice<Token>) -> [CompletionItem] {
        reachableEntities(Array(tokens)).flatMap { context.model.children(of: $0) }.map {
            records(context.model.entities[$0])
        }
    }
}
