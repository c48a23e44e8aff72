import Syntax

/// A comment between two tokens.
struct Comment {
    /// Bytes of the source, without blanks at the end.
    var range: Range<Int>
    /// On the line of the token before it.
    var isTrailing: Bool
    /// Behind a blank line.
    var hasBlankAbove: Bool
    /// How far it is indented, in bytes.
    var column: Int
}

/// The tokens that mean something, and the comments between them.
///
/// A comma directly before a closing brace or parenthesis means nothing and is none of them: the layout decides whether
/// it stands there.
struct ScriptTokens {
    let tree: SyntaxTree
    /// Places in the tree's tokens, that of the end of the file last.
    private(set) var places: [Int] = []
    /// Which of the tree's tokens are looked at.
    private let range: Range<Int>
    /// For each of those its place in `places`; -1 for what is not there.
    private var significant: [Int32]
    /// The comments in front of each token.
    var comments: [[Comment]] = []
    /// Whether a blank line is directly above a token: below the last of its comments.
    private(set) var hasBlankAbove: [Bool] = []
    /// The first line of a script that can be run by its name.
    private(set) var shebang: Range<Int>?

    /// - Parameter range: among the tree's tokens; nil for all of them.
    init(_ tree: SyntaxTree, in range: Range<Int>? = nil) {
        self.tree = tree
        self.range = range ?? 0..<tree.tokens.count
        significant = Array(repeating: -1, count: self.range.count)
        var gap: [Comment] = []
        var lineEnds = 0
        for (index, token) in zip(self.range, tree.tokens[self.range]) {
            switch token.kind {
            case .whitespace: lineEnds += tree.source.bytes[token.utf8Range].count { $0 == UInt8(ascii: "\n") }
            case .shebang: shebang = trimmed(token.utf8Range)
            case .comment:
                gap.append(
                    Comment(
                        range: trimmed(token.utf8Range), isTrailing: lineEnds == 0 && gap.isEmpty && !places.isEmpty,
                        hasBlankAbove: lineEnds > 1,
                        column: column(of: token)))
                lineEnds = 0
            case .comma where closes(behind: index): continue
            default:
                significant[index - self.range.lowerBound] = Int32(places.count)
                places.append(index)
                comments.append(gap)
                hasBlankAbove.append(lineEnds > 1)
                gap = []
                lineEnds = 0
            }
        }
    }

    var count: Int { places.count }

    func token(_ index: Int) -> Token { tree.tokens[places[index]] }

    /// The place of a token of the tree; nil for one that the layout decides on.
    func place(of token: SyntaxToken) -> Int? {
        guard range.contains(token.index), significant[token.index - range.lowerBound] >= 0 else { return nil }
        return Int(significant[token.index - range.lowerBound])
    }

    private func trimmed(_ range: Range<Int>) -> Range<Int> {
        var end = range.upperBound
        while end > range.lowerBound, [0x20, 0x09, 0x0D].contains(tree.source.bytes[end - 1]) { end -= 1 }
        return range.lowerBound..<end
    }

    func column(of token: Token) -> Int {
        let start = token.utf8Range.lowerBound
        return start - Int(tree.source.lineStarts[tree.source.line(atUTF8Offset: start)])
    }

    /// Whether what follows the token at the index is a closing brace or parenthesis.
    private func closes(behind index: Int) -> Bool {
        guard let next = tree.tokens[(index + 1)...].first(where: { !$0.kind.isTrivia }) else { return false }
        return next.kind == .rightBrace || next.kind == .rightParenthesis
    }

    /// Moves comments to where a line can end: those behind an operator that starts a line go in front of it, those in
    /// front of a comma or an opening bracket behind it. Where nothing is to be moved, nothing changes.
    ///
    /// - Parameter leading: the operators that start a line.
    mutating func moveComments(awayFrom leading: [Bool]) {
        for index in stride(from: count - 1, to: 0, by: -1) where leading[index - 1] && !comments[index].isEmpty {
            var moved = comments[index]
            moved[0].isTrailing = moved[0].isTrailing && comments[index - 1].isEmpty && index > 1
            comments[index - 1] += moved
            comments[index] = []
        }
        for index in 0..<max(0, count - 1) where !comments[index].isEmpty && staysBehind(token(index).kind) {
            if !comments[index + 1].isEmpty { comments[index + 1][0].isTrailing = false }
            comments[index + 1] = comments[index] + comments[index + 1]
            comments[index] = []
        }
    }

    private func staysBehind(_ kind: TokenKind) -> Bool {
        switch kind {
        case .comma, .leftBrace, .leftParenthesis: true
        default: false
        }
    }
}
