/// `explain …`.
extension Parser {
    /// `explain CONDITION`, `explain customer KEY in CONDITION`
    mutating func parseExplanation(_ start: Int) {
        take()
        // A key directly behind the word says that it is no name here.
        if at(.customer), ahead(1).kind.isKey { parseExplainedCustomer() }
        // Neither a list nor a window: those may follow a field of that name.
        if at(.customer), ahead(1).keyword == .in, isName(ahead(2)), ahead(2).keyword == nil, !isRecovering {
            reportMissingKey()
        }
        if !isRecovering { skipSegmentWords() }
        if !isRecovering { parseExpression() } else { addMissing() }
        finishStatement(.explanation, from: start, expecting: "`and`, `or`, or the next statement")
    }

    /// `explain segment vip`, `explain segment where CONDITION`: the name or the condition alone is what is explained.
    private mutating func skipSegmentWords() {
        guard at(.segment), !startsLine else { return }
        let name = isName(ahead(1)) ? 1 : 0
        let words = ahead(1 + name).keyword == .where ? 2 + name : 1
        guard words > 1 || name > 0 else { return }
        let text = (0..<words).map { source.text(ahead($0).utf8Range) }.joined(separator: " ")
        append(
            .segmentToExplain(
                text, at: currentSpan.union(span(of: ahead(words - 1))), upTo: Int(ahead(words).utf8Start)))
        let end = cursor + words
        skip { $0.cursor >= end }
    }

    /// `explain customer in buyers`: which one, is not said.
    private mutating func reportMissingKey() {
        report(
            .customerWithoutKey(
                leavingOut: currentSpan.union(span(of: ahead(1))), upTo: Int(ahead(2).utf8Start), at: currentSpan))
        skip { $0.atStatement }
    }

    private mutating func parseExplainedCustomer() {
        let start = mark()
        take()
        take()
        expect(.in, "`in` and the segment or condition to explain")
        finish(.explainedCustomer, from: start)
    }
}

extension Diagnostic {
    /// - Parameter end: the byte where the condition starts.
    static func customerWithoutKey(leavingOut words: SourceSpan, upTo end: Int, at span: SourceSpan) -> Diagnostic {
        let withBlank = SourceSpan(source: words.source, utf8Start: Int(words.utf8Start), utf8End: end)
        return Diagnostic(
            .unexpectedToken, "`explain customer` needs the key of one customer", at: span, label: "which one?",
            notes: ["for example `explain customer 4711 in buyers`"],
            fixIts: [FixIt("explain it for everybody", replace: withBlank, with: "")])
    }
}

private extension TokenKind {
    /// Whether the key of a customer can be written as this token.
    var isKey: Bool {
        switch self {
        case .integer, .string, .rawString, .parameter: true
        default: false
        }
    }
}
