import Engine
import Model
import Semantics
import Syntax

/// Whose names can stand at the end of some tokens: told from the tokens alone, since what is being typed is seldom
/// whole.
extension ScriptAnalysis {
    /// Entities whose fields can be named at the end of the tokens, the innermost first.
    func reachableEntities(_ tokens: [Token]) -> [Int] {
        let model = context.model
        var stack: [Int?] = []
        var entity = model.customer
        for (index, token) in tokens.enumerated() {
            switch token.kind {
            case .leftParenthesis: stack.append(records(tokens[(index + 1)...]))
            case .rightParenthesis: _ = stack.popLast()
            // The records of the next step, or of an exclusion.
            case .identifier where token.keyword == .then || token.keyword == .without, .comma:
                if !stack.isEmpty, let step = records(tokens[(index + 1)...]) { stack[stack.count - 1] = step }
            case .identifier where token.keyword == .from:
                entity = records(tokens[(index + 1)...]) ?? model.customer
                stack = []
            case .identifier where token.keyword == .metric || token.keyword == .measure:
                // `metric tickets.x = …` is about tickets.
                entity =
                    tokens.count > index + 2 && tokens[index + 2].kind == .dot
                    ? records(tokens[(index + 1)...]) ?? model.customer : model.customer
                stack = []
            case .identifier
            where token.keyword?.startsStatement == true && !(index > 0 && tokens[index - 1].kind == .pipe):
                entity = model.customer
                stack = []
            default: continue
            }
        }
        let outer = model.ownershipPath(from: entity)
        return stack.reversed().compactMap(\.self).flatMap {
            model.ownershipPath(from: $0).filter { !outer.contains($0) }
        } + outer
    }

    /// The entity that a path at the start of the tokens ends in.
    private func records(_ tokens: ArraySlice<Token>) -> Int? {
        var found: Int?
        for token in tokens {
            if token.kind == .dot || token.keyword == .distinct { continue }
            guard token.kind == .identifier, let entity = context.model.entityIndex(named: source.text(token.utf8Range))
            else { break }
            found = entity
        }
        return found
    }

    private func fieldNames(_ entity: Int) -> [String] { context.model.entities[entity].fields.map(\.name) }

    /// Whether figures over many rows can stand at the end of the tokens: in the braces of a group or in a measure,
    /// outside of parentheses.
    func isOverRows(_ tokens: [Token]) -> Bool {
        var depth = 0
        for (index, token) in zip(tokens.indices, tokens).reversed() {
            switch token.kind {
            case .rightParenthesis: depth += 1
            case .leftParenthesis: depth -= 1
            case .pipe: return false
            case .leftBrace:
                let stage = tokens[..<index].lastIndex { $0.kind == .pipe }.map { tokens[$0 + 1].keyword }
                return depth >= 0 && (stage == .group || stage == .aggregate)
            default:
                if token.keyword == .measure { return depth >= 0 }
                if token.keyword?.startsStatement == true { return false }
            }
        }
        return false
    }

    /// Behind a stage that groups, only what it made can be named: what stands between `by` and the brace, and the
    /// names in the braces. nil where there is no such stage before this one.
    func columnsOfGroups(_ tokens: [Token]) -> [CompletionItem]? {
        guard let pipe = tokens.lastIndex(where: { $0.kind == .pipe }),
            let stage = tokens[..<pipe].lastIndex(where: {
                [.group, .aggregate, .select, .distinct].contains($0.keyword)
            }), stage > 0,
              tokens[stage - 1].kind == .pipe else { return nil }
        let isSelect = tokens[stage].keyword == .select || tokens[stage].keyword == .distinct
        var names: [String] = []
        var isInBraces = false, depth = 0
        for (index, token) in zip(tokens.indices[stage...], tokens[stage..<pipe]) {
            if token.kind == .leftBrace { isInBraces = true }
            if token.kind == .star, isSelect, depth == 0, [.identifier, .comma].contains(tokens[index - 1].kind),
                [.comma, .pipe].contains(tokens[index + 1].kind)
            {
                names += columnsOfGroups(Array(tokens[..<stage]))?.map(\.text)
                    ?? reachableEntities(Array(tokens[..<stage])).first.map(fieldNames) ?? []
            }
            if token.kind == .leftParenthesis { depth += 1 }
            if token.kind == .rightParenthesis { depth -= 1 }
            guard depth == 0, token.kind == .identifier || token.kind == .quotedIdentifier else { continue }
            let next = tokens[index + 1].kind
            // A measure has a name already.
            let isMeasure =
                isInBraces && [.leftBrace, .comma].contains(tokens[index - 1].kind)
                && [.rightBrace, .comma].contains(next)
            let isNamed = next == .equal || isMeasure
            let endsKey = next == .comma || next == .leftBrace || next == .pipe || tokens[index + 1].keyword == .with
            let isKey = !isInBraces && token.keyword == nil && endsKey
            // `city = region` names the column city.
            let isValueOfNamed = index > 1 && tokens[index - 1].kind == .equal
            if isNamed || isKey && !isValueOfNamed { names.append(source.text(token.utf8Range)) }
        }
        return names.map { CompletionItem(text: $0, kind: .column, detail: "") }
    }
}
