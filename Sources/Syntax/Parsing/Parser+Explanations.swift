/// `explain …`.
extension Parser {
    /// `explain CONDITION`, `explain customer KEY in CONDITION`
    mutating func parseExplanation(_ start: Int) {
        take()
        // A key directly behind the word says that it is no name here.
        if at(.customer), ahead(1).kind.isKey { parseExplainedCustomer() }
        if !isRecovering { parseExpression() } else { addMissing() }
        finishStatement(.explanation, from: start, expecting: "`and`, `or`, or the next statement")
    }

    private mutating func parseExplainedCustomer() {
        let start = mark()
        take()
        take()
        expect(.in, "`in` and the segment or condition to explain")
        finish(.explainedCustomer, from: start)
    }
}

private extension TokenKind {
    /// What the key of a customer may be written as.
    var isKey: Bool {
        switch self {
        case .integer, .string, .rawString, .parameter: true
        default: false
        }
    }
}
