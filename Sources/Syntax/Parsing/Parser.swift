/// Tokens → lossless tree, by recursive descent.
///
/// Enters: a source text. Leaves: a tree that always covers the whole text, and diagnostics, at most one for each
/// cause: after an error the parser stays silent until it stands at a place it knows again (a stage, a statement, a
/// closing bracket). Never: throws, reads a file, loops without taking a token.
///
/// Nodes are built from below: elements wait on `pending`, and finishing a node takes those behind its mark as
/// children.
package struct Parser {
    /// Deepest nesting of parentheses, calls, `not` and `-`.
    package static let nestingLimit = 256
    /// How many `over`, `as of` and `among` a statement may hold: each makes its tree one level deeper.
    static let postfixLimit = 2_000
    /// Diagnostics of one text; more help nobody.
    package static let diagnosticLimit = 100

    let source: SourceText
    let analyses: [AnalysisForm]
    private(set) var tokens: [Token]
    /// Indices of the tokens that are not trivia; the last is `endOfFile`.
    private let significant: [Int32]
    private(set) var cursor = 0
    private var pending: [Int32] = []
    private var nodes: [SyntaxTree.Node] = []
    private var children: [Int32] = []
    private(set) var diagnostics: [Diagnostic] = []
    /// Set by an error, cleared at a place the parser knows again.
    var isRecovering = false
    /// The text stopped where more was needed: at a prompt, wait for another line.
    private(set) var needsMore = false
    var depth = 0
    /// `over`, `as of` and `among` in the statement at hand.
    var postfixCount = 0
    /// Behind `without`, where a `between` may be the word that closes it.
    var isInExclusion = false
    /// In the brackets of `sequence`, where `within` belongs to a step.
    var isInSequence = false
    /// In the braces of classes, where `case when …` may be a field of that name.
    var isInClasses = false
    /// In a statement that starts with `from`.
    var isInPipeline = false
    /// The opening brackets of the calls and groups at hand, outermost first.
    var openBrackets: [SourceSpan] = []
    /// The `by` that starts a clause of the analysis at hand, among those that take the rows of a ranking apart; nil
    /// elsewhere.
    var byOfClause: Int?
    /// Names that the fixes of the statement at hand give.
    var proposedNames: Set<String> = []

    private init(_ source: SourceText, _ range: Range<Int>?, _ analyses: [AnalysisForm]) {
        self.source = source
        self.analyses = analyses
        let lexed = Lexer.lex(source, in: range)
        tokens = lexed.tokens
        diagnostics = lexed.diagnostics
        significant = lexed.tokens.indices.compactMap { lexed.tokens[$0].kind.isTrivia ? nil : Int32($0) }
        nodes.reserveCapacity(significant.count)
        children.reserveCapacity(significant.count * 2)
    }

    /// - Parameters:
    ///   - range: what is parsed of the text, from the beginning of a token to the end of one; nil for all of it.
    ///   - analyses: the forms of the stages that are analyses; none where a text can hold no pipeline.
    package static func parse(_ source: SourceText, in range: Range<Int>? = nil, analyses: [AnalysisForm])
        -> ParsedSource
    {
        var parser = Parser(source, range, analyses)
        parser.parseSourceFile()
        let tree = SyntaxTree(
            source: source, analyses: analyses, tokens: parser.tokens, nodes: parser.nodes, children: parser.children)
        return ParsedSource(tree: tree, diagnostics: parser.orderedDiagnostics(), needsMore: parser.needsMore)
    }

    // MARK: Looking

    var current: Token { tokens[Int(significant[cursor])] }

    func ahead(_ count: Int) -> Token {
        tokens[Int(significant[min(cursor + count, significant.count - 1)])]
    }

    var currentText: String { source.text(current.utf8Range) }
    var atEnd: Bool { current.kind == .endOfFile }
    var currentSpan: SourceSpan { span(of: current) }

    var tokenBefore: Token? { cursor == 0 ? nil : tokens[Int(significant[cursor - 1])] }

    func span(of token: Token) -> SourceSpan {
        SourceSpan(source: source.id, utf8Start: token.utf8Range.lowerBound, utf8End: token.utf8Range.upperBound)
    }

    /// Just behind the token before the cursor: where something missing would stand.
    var spanBehindPrevious: SourceSpan {
        cursor == 0
            ? SourceSpan(source: source.id, utf8Start: 0, utf8End: 0)
            : span(of: tokens[Int(significant[cursor - 1])]).end
    }

    var previousSpan: SourceSpan { cursor == 0 ? currentSpan : span(of: tokens[Int(significant[cursor - 1])]) }

    func at(_ kind: TokenKind) -> Bool { current.kind == kind }
    func at(_ keyword: Keyword) -> Bool { current.keyword == keyword }

    /// A statement keyword that can be meant as one.
    var atStatement: Bool { current.keyword?.startsStatement ?? false }

    /// A word that may serve as a name.
    var atName: Bool { isName(current) }

    func isName(_ token: Token) -> Bool {
        token.kind == .quotedIdentifier || (token.kind == .identifier && !(token.keyword?.isReserved ?? false))
    }

    /// Whether the token before the cursor ends on an earlier line than the token at it starts.
    var startsLine: Bool {
        guard cursor > 0 else { return true }
        let gap = Int(tokens[Int(significant[cursor - 1])].utf8End)..<Int(current.utf8Start)
        return source.bytes[gap].contains(UInt8(ascii: "\n"))
    }

    // MARK: Taking

    mutating func take() {
        guard !atEnd else { return }
        if let foreign = current.foreign { report(foreignSpelling: foreign) }
        takeSilently()
    }

    mutating func takeSilently() {
        pending.append(~significant[cursor])
        cursor += 1
    }

    mutating func accept(_ kind: TokenKind) -> Bool {
        guard current.kind == kind else { return false }
        take()
        return true
    }

    mutating func accept(_ keyword: Keyword) -> Bool {
        guard current.keyword == keyword else { return false }
        take()
        return true
    }

    /// Takes a token of the kind, or reports what was expected in its place.
    mutating func expect(_ kind: TokenKind, _ expectation: String) {
        if !accept(kind) { reportExpected(expectation) }
    }

    mutating func expect(_ keyword: Keyword, _ expectation: String) {
        if !accept(keyword) { reportExpected(expectation) }
    }

    mutating func expectName(_ expectation: String) {
        if atName { return take() }
        if current.kind == .identifier, current.keyword?.isReserved == true, !atStatement || !startsLine, !isRecovering
        {
            report(.reservedName(currentText, at: currentSpan))
            isRecovering = false
            return takeSilently()
        }
        reportExpected(expectation)
    }

    /// Behind a dot no word means anything but a name: `rfm.segment`.
    mutating func expectMember() {
        if current.kind == .identifier { take() } else { expectName("a name after `.`") }
    }

    // MARK: Building

    func mark() -> Int { pending.count }

    mutating func finish(_ kind: SyntaxKind, from mark: Int) {
        let first = children.count
        children.append(contentsOf: pending[mark...])
        pending.removeSubrange(mark...)
        var start = spanBehindPrevious.utf8Start, end = start
        if first < children.count {
            start = spanOfElement(children[first]).start
            end = spanOfElement(children[children.count - 1]).end
        }
        pending.append(Int32(nodes.count))
        nodes.append(SyntaxTree.Node(kind: kind, firstChild: Int32(first), childCount: Int32(children.count - first),
                                     utf8Start: start, utf8End: max(start, end)))
    }

    private func spanOfElement(_ handle: Int32) -> (start: Int32, end: Int32) {
        handle >= 0 ? (nodes[Int(handle)].utf8Start, nodes[Int(handle)].utf8End)
            : (tokens[Int(~handle)].utf8Start, tokens[Int(~handle)].utf8End)
    }

    /// From the element at the mark to the last one waiting.
    func spanFrom(_ mark: Int) -> SourceSpan {
        guard mark < pending.count else { return spanBehindPrevious }
        return SourceSpan(source: source.id, utf8Start: Int(spanOfElement(pending[mark]).start),
                          utf8End: Int(spanOfElement(pending[pending.count - 1]).end))
    }

    /// The first and the last part of the node that was finished last: both sides of a comparison.
    var sidesOfLastNode: (first: SourceSpan, last: SourceSpan)? {
        guard let handle = pending.last, handle >= 0, nodes[Int(handle)].childCount > 0 else { return nil }
        let node = nodes[Int(handle)]
        func span(_ place: Int32) -> SourceSpan {
            let (start, end) = spanOfElement(children[Int(place)])
            return SourceSpan(source: source.id, utf8Start: Int(start), utf8End: Int(end))
        }
        return (span(node.firstChild), span(node.firstChild + node.childCount - 1))
    }

    mutating func addMissing() { finish(.missing, from: mark()) }

    /// Takes tokens until `stop` holds, as one node, without a word about them.
    mutating func skip(until stop: (Parser) -> Bool) {
        let start = mark()
        while !atEnd, !stop(self) { takeSilently() }
        if mark() > start { finish(.unexpected, from: start) }
    }

    // MARK: Reporting

    /// Says that the text stopped where more was needed.
    mutating func requestMore() { needsMore = true }

    mutating func report(_ diagnostic: Diagnostic) {
        guard !isRecovering else { return }
        isRecovering = true
        append(diagnostic)
    }

    /// Reports without entering recovery: the text was understood all the same.
    mutating func append(_ diagnostic: Diagnostic) {
        if hasRoom { diagnostics.append(diagnostic) }
    }

    /// Whether what is said instead of something would be told: beyond the limit nothing is taken back either.
    private var hasRoom: Bool { diagnostics.count < Parser.diagnosticLimit }

    /// Takes back what the lexer had to say of a token, where the parser knows better.
    mutating func retract(at span: SourceSpan) {
        guard hasRoom else { return }
        diagnostics.removeAll { $0.primary.span == span && DiagnosticCode.lexicalCodes.contains($0.code) }
    }

    mutating func retractLexical(in range: Range<Int>) {
        guard hasRoom else { return }
        diagnostics.removeAll {
            DiagnosticCode.lexicalCodes.contains($0.code) && range.contains(Int($0.primary.span.utf8Start))
        }
    }

    mutating func diagnostics(without code: DiagnosticCode, at span: SourceSpan) {
        guard hasRoom else { return }
        diagnostics.removeAll { $0.primary.span == span && $0.code == code }
    }

    /// Takes a token as if it were spelt as it is here: its foreign spelling is told with something else.
    mutating func forgive(_ token: Token) {
        guard let index = tokens.firstIndex(where: { $0.utf8Start == token.utf8Start }) else { return }
        tokens[index].foreign = nil
    }

    mutating func reportExpected(_ expectation: String) {
        if atEnd { needsMore = true }
        // The lexer has already said what is wrong with an unknown token.
        if current.kind == .unknown { isRecovering = true }
        guard !isRecovering else { return }
        report(unexpectedToken(expecting: expectation))
    }

    mutating func reportUnclosed(_ bracket: String, expecting closing: String, open: SourceSpan) {
        if atEnd { needsMore = true }
        // A text without its closing quote has swallowed the bracket too: that is one mistake.
        if diagnostics.contains(where: { $0.code == .missingQuote && $0.primary.span == previousSpan }) {
            isRecovering = true
        }
        report(.unclosed(bracket, expecting: closing, open: open, at: spanBehindPrevious))
    }

    private mutating func report(foreignSpelling foreign: ForeignSpelling) {
        guard !isRecovering else { return }
        let text = currentText
        switch foreign {
        case .fullWidth: append(.fullWidth(text, narrowed(current), at: currentSpan))
        case .operatorOfAnotherLanguage:
            append(.foreignOperator(text, current.keyword?.rawValue ?? current.kind.spelling ?? text, at: currentSpan))
        case .singleQuotes: append(.singleQuotes(at: currentSpan, contents: source.contents(of: current)))
        case .upperCase: append(.upperCaseKeyword(text, at: currentSpan))
        }
    }

    private func narrowed(_ token: Token) -> String {
        switch token.kind {
        case .string:
            "\"" + source.contents(of: token).map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined() + "\""
        default: token.kind.spelling ?? FullWidth.narrowed(source.text(token.utf8Range)) ?? source.text(token.utf8Range)
        }
    }

    /// In source order, and the signs of one input method as one diagnostic whose fix mends them all.
    private func orderedDiagnostics() -> [Diagnostic] {
        var result: [Diagnostic] = []
        var fullWidth: Int?
        for diagnostic in diagnostics.sorted(by: { $0.primary.span.utf8Start < $1.primary.span.utf8Start }) {
            if diagnostic.code == .fullWidthCode, let first = fullWidth {
                result[first].join(fullWidth: diagnostic)
            } else {
                if diagnostic.code == .fullWidthCode { fullWidth = result.count }
                result.append(diagnostic)
            }
        }
        return result
    }
}

/// The result of parsing a text.
package struct ParsedSource: Sendable {
    package let tree: SyntaxTree
    package let diagnostics: [Diagnostic]
    /// The text ends in the middle of something.
    package let needsMore: Bool
}
