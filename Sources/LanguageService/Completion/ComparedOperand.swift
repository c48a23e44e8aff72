import Engine
import Model
import Semantics
import Syntax

/// The other side of a comparison whose value is about to be written.
struct ComparedOperand {
    var type: ValueType
    /// nil where the store can't or may not tell of its values.
    var data: DataSubject?
}

extension ScriptAnalysis {
    /// The left side of the comparison that the tokens end in, the list behind `in (` and the bounds of `between`
    /// included; nil elsewhere, and where its type is not known.
    func comparedOperand(_ tokens: [Token]) -> ComparedOperand? {
        guard let last = tokens.indices.last, let end = operandEnd(tokens, last) else { return nil }
        return operand(endingAt: end, of: tokens)
    }

    /// The index of the last token of the left side.
    private func operandEnd(_ tokens: [Token], _ last: Int) -> Int? {
        switch tokens[last].kind {
        case .equal, .notEqual, .less, .lessEqual, .greater, .greaterEqual: return last - 1
        case .leftParenthesis, .comma:
            // Back over the values of a list to its `in (`.
            var index = last
            while index > 0, tokens[index].kind != .leftParenthesis {
                guard
                    tokens[index].kind == .comma || tokens[index].isLiteral || tokens[index].kind == .parameter
                        || tokens[index].kind == .minus
                else { return nil }
                index -= 1
            }
            guard index > 1 else { return nil }
            switch tokens[index - 1].keyword {
            case .in: return index - 2
            case .any, .all: return index > 2 && tokens[index - 2].keyword == .has ? index - 3 : nil
            default: return nil
            }
        case .identifier:
            switch tokens[last].keyword {
            case .contains, .matches, .has, .between: return last - 1
            case .any, .all: return last > 1 && tokens[last - 1].keyword == .has ? last - 2 : nil
            case .with: return last > 1 && [.starts, .ends].contains(tokens[last - 1].keyword) ? last - 2 : nil
            case .and: return last > 2 && tokens[last - 2].keyword == .between ? last - 3 : nil
            default: return nil
            }
        default: return nil
        }
    }

    private func operand(endingAt index: Int, of tokens: [Token]) -> ComparedOperand? {
        guard index >= 0 else { return nil }
        let end = tokens[index].utf8Range.upperBound
        if let use = compilation.names.uses.first(where: { Int($0.span.utf8End) == end && $0.type != nil }),
            let type = use.type
        {
            switch use.meaning {
            case .field(let entity, let field):
                return ComparedOperand(
                    type: type,
                    data: type.kind == .text || type.kind == .bool
                        ? DataSubject(field: field, of: entity, in: context.model) : nil)
            default: return ComparedOperand(type: type)
            }
        }
        guard tokens[index].kind == .identifier || tokens[index].kind == .quotedIdentifier else { return nil }
        // The statement is too damaged to be bound: its words have to do.
        let name = source.contents(of: tokens[index].utf8Range)
        let isMember = index > 1 && tokens[index - 1].kind == .dot
        let entities =
            isMember
            ? [context.model.entityIndex(named: source.contents(of: tokens[index - 2].utf8Range))].compactMap(\.self)
            : reachableEntities(Array(tokens[..<index]))
        for entity in entities {
            guard let field = context.model.entities[entity].fieldIndex(named: name) else { continue }
            let type = context.model.entities[entity].fields[field].type
            return ComparedOperand(
                type: type,
                data: type.kind == .text || type.kind == .bool
                    ? DataSubject(field: field, of: entity, in: context.model) : nil)
        }
        return type(ofDefinition: environment.declaration(named: name)?.name ?? name).map { ComparedOperand(type: $0) }
    }
}

extension Token {
    var isLiteral: Bool {
        [.string, .rawString, .integer, .decimal, .percent, .date, .time].contains(kind) || keyword == .true
            || keyword == .false || keyword == .today
    }
}
