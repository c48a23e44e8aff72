package import Engine
import Model
import Semantics
import Syntax

/// What an editor or a prompt wants to know about a text, as plain data.
///
/// Enters: a text and a place in it. Leaves: whether it is finished, how its tokens are classed, what could stand at the
/// place. Never: knows a protocol or a terminal, runs a query.
package struct LanguageService {
    let session: Session

    package init(_ session: Session) { self.session = session }

    /// Whether the text is whole: not waiting for an operand, a bracket or a stage.
    package static func isComplete(_ text: String) -> Bool {
        !Parser.parse(SourceText(id: SourceID(0), name: "prompt", text: text)).needsMore
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
        let tree = Parser.parse(SourceText(id: SourceID(0), name: "prompt", text: text)).tree
        let tokens = tree.tokens
        return tokens.indices.compactMap { index in
            let token = tokens[index]
            guard token.kind != .whitespace, token.kind != .endOfFile else { return nil }
            let isCall = tokens[(index + 1)...].first { $0.kind != .whitespace }?.kind == .leftParenthesis
            return ClassifiedToken(utf8Range: token.utf8Range, tokenClass: tokenClass(token, isCall: isCall))
        }
    }

    private static func tokenClass(_ token: Token, isCall: Bool) -> TokenClass {
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
