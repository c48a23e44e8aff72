import Semantics
import Syntax

/// A token with what it means, for editors to colour.
package struct SemanticToken: Sendable, Hashable {
    /// In the order in which editors are told of them.
    package enum Class: Int, Sendable, Hashable, CaseIterable {
        case keyword, comment, string, number, date, operation, parameter, function, entity, field, metric, segment,
            column, importName, name
    }

    package let utf8Range: Range<Int>
    package let tokenClass: Class
    package var isDeclaration = false
    /// Ready-made, or of the model.
    package var isGiven = false
}

extension ScriptAnalysis {
    /// The tokens of a range in order; none spans lines.
    package func semanticTokens(in range: Range<Int>) -> [SemanticToken] {
        let named = occurrences
        var next = 0
        var result: [SemanticToken] = []
        let visible = tree.tokens.indices.filter {
            tree.tokens[$0].kind != .whitespace && tree.tokens[$0].kind != .endOfFile
                && tree.tokens[$0].utf8Range.overlaps(range)
        }
        let analyses = Set(tree.analysisWords.map(\.index))
        for index in visible {
            let token = tree.tokens[index]
            while next < named.count, named[next].utf8Range.upperBound <= token.utf8Range.lowerBound { next += 1 }
            let place =
                next < named.count && named[next].utf8Range.lowerBound <= token.utf8Range.lowerBound ? named[next] : nil
            if token.kind == .dot { continue }
            if let place, token.kind == .identifier || token.kind == .quotedIdentifier || token.kind == .parameter {
                result.append(
                    SemanticToken(
                        utf8Range: token.utf8Range, tokenClass: tokenClass(of: place),
                        isDeclaration: place.isDeclaration, isGiven: isGiven(place)))
            } else if analyses.contains(index) {
                result.append(SemanticToken(utf8Range: token.utf8Range, tokenClass: .keyword))
            } else if let tokenClass = tokenClass(of: token, at: index) {
                result.append(SemanticToken(utf8Range: token.utf8Range, tokenClass: tokenClass))
            }
        }
        return result
    }

    private func tokenClass(of place: Occurrence) -> SemanticToken.Class {
        switch place.identity {
        case .entity: return .entity
        case .field: return .field
        case .parameter: return .parameter
        case .importName: return .importName
        case .column: return .column
        case .definition:
            if case .definition(let declaration, _)? = place.use?.meaning {
                return declaration.kind == .segment ? .segment : .metric
            }
            return place.declaredBy == .segmentDeclaration ? .segment : .metric
        }
    }

    private func isGiven(_ place: Occurrence) -> Bool {
        switch place.identity {
        case .definition(let origin, _), .parameter(let origin, _): origin == .builtin || origin == .model
        default: false
        }
    }

    private func tokenClass(of token: Token, at index: Int) -> SemanticToken.Class? {
        switch LanguageService.tokenClass(token, isCall: isCall(index)) {
        case .keyword: .keyword
        case .comment: .comment
        case .text: .string
        case .number: .number
        case .date: .date
        case .operation: isBracket(token) ? nil : .operation
        case .parameter: .parameter
        case .function: .function
        case .name: .name
        case .error: nil
        }
    }

    private func isCall(_ index: Int) -> Bool {
        tree.tokens[(index + 1)...].first { $0.kind != .whitespace }?.kind == .leftParenthesis
    }

    private func isBracket(_ token: Token) -> Bool {
        [.leftParenthesis, .rightParenthesis, .leftBrace, .rightBrace, .comma, .colon].contains(token.kind)
    }
}
