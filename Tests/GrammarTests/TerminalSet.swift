import Analyses
import Syntax

/// The terminals of the token grammar as small integers, and for each token the set of those that it matches.
struct TerminalSet: Sendable {
    typealias Mask = TerminalMask

    /// A contextual keyword is itself and an identifier; a reserved one only itself.
    static let keywords = Keyword.allCases
    /// Words of analyses that are no keywords elsewhere.
    static let analysisWords = Set(Analyses.forms.flatMap { [$0.word] + $0.clauses.flatMap(\.words) })
        .filter { Keyword(rawValue: $0) == nil }.sorted()
    static let words = keywords.map(\.rawValue) + analysisWords
    static let punctuation = TokenKind.allCases.filter { $0.spelling != nil }

    static let indexByText: [String: Int] = {
        let texts = words + punctuation.compactMap(\.spelling)
        return Dictionary(uniqueKeysWithValues: texts.enumerated().map { ($1, $0) })
    }()
    static let indexByClass: [String: Int] = {
        let first = words.count + punctuation.count
        return Dictionary(uniqueKeysWithValues: Grammar.classes.enumerated().map { ($1.name, first + $0) })
    }()

    private static let keywordMask: [Keyword: Mask] = {
        let identifier = bit(indexByClass["identifier"])
        return Dictionary(
            uniqueKeysWithValues: keywords.map {
                ($0, bit(indexByText[$0.rawValue]) | ($0.isReserved ? .none : identifier))
            })
    }()
    private static let kindMask: [Mask] = TokenKind.allCases.map { kind in
        bit(kind.spelling.map { indexByText[$0] } ?? indexByClass[Grammar.ruleName("\(kind)")])
    }
    static let nameMask = bit(indexByClass["identifier"]) | bit(indexByClass["quoted-identifier"])
    static let equalMask = bit(indexByText["="])

    private static func bit(_ index: Int?) -> Mask { index.map { Mask($0) } ?? .none }

    /// Nothing for tokens that no grammar has: unknown ones, and those that are spelt as in another language.
    static func mask(_ token: Token, in source: SourceText) -> Mask {
        guard token.foreign == nil else { return .none }
        if let keyword = token.keyword { return keywordMask[keyword] ?? .none }
        let kind = kindMask[Int(token.kind.rawValue)]
        if token.kind == .integer, isYear(source.text(token.utf8Range)) { return kind | bit(indexByClass["year"]) }
        guard token.kind == .identifier, analysisWords.contains(source.text(token.utf8Range)) else { return kind }
        return kind | bit(indexByText[source.text(token.utf8Range)])
    }

    private static func isYear(_ text: String) -> Bool {
        text.utf8.count == 4 && Int(text).map { $0 > 0 } ?? false
    }

    /// Of the tokens of a text that are not trivia.
    static func masks(_ tree: SyntaxTree) -> [Mask] {
        var masks: [Mask] = []
        for token in tree.tokens where !token.kind.isTrivia && token.kind != .endOfFile {
            masks.append(mask(token, in: tree.source))
        }
        return masks
    }
}
