/// The help shown beside the statement, and the text it was computed for.
struct Assistance {
    var hint: Hint?
    private(set) var row = StatusRow()
    /// Whether anything of it is on the screen.
    var isShown = false
    private var inlineDiagnostics: [InlineDiagnostic] = []
    private var textOfDiagnostics: String?
    private var textOfFact: String?

    /// The diagnostic that the row shows, while it is about this text.
    func inlineDiagnostic(on text: String) -> InlineDiagnostic? {
        textOfDiagnostics == text ? inlineDiagnostics.first : nil
    }

    var hasMarks: Bool { !inlineDiagnostics.isEmpty }

    /// Marks on the parts of the text that the diagnostics are about.
    func marks(in buffer: EditBuffer) -> [StyledRange] {
        guard !inlineDiagnostics.isEmpty, textOfDiagnostics == buffer.text else { return [] }
        return inlineDiagnostics.reversed().map {
            StyledRange(
                range: $0.range, style: $0.severity == .error ? StatusRow.Look.wrongText : StatusRow.Look.doubtfulText)
        }
    }

    /// A key has come. The message stays until there is a better one, because a row that comes and goes with every key
    /// can't be read; a number that may be wrong by now goes.
    mutating func follow(_ buffer: EditBuffer, hint: Hint?) {
        self.hint = hint
        if row.fact != nil, textOfFact != buffer.text { row.fact = nil }
        if buffer.isBlank { row.inlineDiagnostic = nil }
    }

    /// - Parameter shown: of the text's diagnostics, those that may be spoken of now.
    mutating func show(_ shown: [InlineDiagnostic], of text: String) {
        inlineDiagnostics = shown
        textOfDiagnostics = text
        row.inlineDiagnostic = shown.first
    }

    mutating func show(fact: String?, of text: String) {
        row.fact = fact
        textOfFact = text
    }

    func hasAsked(about text: String) -> Bool { textOfFact == text }
}
