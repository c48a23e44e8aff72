import Analyses
package import Engine
import Model
import Semantics
import Syntax

// Answers to an editor's or a prompt's questions about a text, as plain data.
//
// Input: a text, a place in it, the names it can use.
// Output: completions; the meaning, definition and uses of a name; errors and their fixes; ranges of UTF-8 bytes, never
// lines or columns of some encoding.
//
//     Analysis     a text parsed and bound, and which of its names mean the same
//     Answers      hovers, signatures, definitions, references, renames, symbols, tokens, folds, hints, lenses
//     Actions      edits that fix or rewrite
//     Completion   candidates for a place
//     Data         facts about the store's values, within a time limit
//     Words        documentation of functions and keywords
//
// It knows no protocol and no terminal, and never runs a question unasked.

/// Services that need no store (completeness and colours of a text), and the prompt's completion.
package struct LanguageService {
    private let context: LanguageContext
    private let knowledge: StoreKnowledge?

    /// - Parameter knowledge: what is asked for values; nil: no values are offered.
    package init(_ context: LanguageContext, knowledge: StoreKnowledge? = nil) {
        self.context = context
        self.knowledge = knowledge
    }

    package init(_ session: Session) { self.init(LanguageContext(session)) }

    /// Completions at a place, best first, values of the store among them, and the bytes that they would replace.
    package func completions(
        in text: String, at utf8Offset: Int, within budget: StoreKnowledge.Budget = StoreKnowledge.Budget(seconds: 0.5)
    )
        -> (replacing: Range<Int>, items: [CompletionItem]) {
        let analysis = ScriptAnalysis(name: "prompt", bytes: Array(text.utf8), in: context)
        let list = analysis.completions(at: utf8Offset)
        let values = list.values.flatMap { knowledge?.items(for: $0, within: budget) } ?? []
        return (list.replacing, values + list.items)
    }

    /// Whether the text is whole: not waiting for an operand, a bracket or a stage.
    package static func isComplete(_ text: String) -> Bool {
        !parsed(text).needsMore
    }

    package enum TokenClass: Sendable, Hashable {
        case keyword, name, function, number, text, date, parameter, comment, operation, error
    }

    package struct ClassifiedToken: Sendable, Hashable {
        package var utf8Range: Range<Int>
        package var tokenClass: TokenClass
    }

    /// The tokens that deserve a colour, in order.
    package static func classify(_ text: String) -> [ClassifiedToken] {
        let tree = parsed(text).tree
        let tokens = tree.tokens, analyses = Set(tree.analysisWords.map(\.index))
        return tokens.indices.compactMap { index in
            let token = tokens[index]
            guard token.kind != .whitespace, token.kind != .endOfFile else { return nil }
            let isCall = tokens[(index + 1)...].first { $0.kind != .whitespace }?.kind == .leftParenthesis
            return ClassifiedToken(
                utf8Range: token.utf8Range,
                tokenClass: analyses.contains(index) ? .keyword : tokenClass(token, isCall: isCall))
        }
    }

    private static func parsed(_ text: String) -> ParsedSource {
        Parser.parse(SourceText(id: SourceID(0), name: "prompt", text: text), analyses: Analyses.forms)
    }

    static func tokenClass(_ token: Token, isCall: Bool) -> TokenClass {
        switch token.kind {
        case .comment, .shebang: .comment
        case .integer, .decimal, .percent: .number
        case .date, .time: .date
        case .string, .rawString: .text
        case .parameter: .parameter
        case .quotedIdentifier: .name
        case .identifier where token.keyword?.isReserved == true: .keyword
        case .identifier where isCall && token.keyword == nil: .function
        case .identifier where token.keyword != nil: .keyword
        case .identifier: .name
        case .unknown: .error
        default: .operation
        }
    }
}
