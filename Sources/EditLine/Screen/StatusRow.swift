/// The row below the statement: what is wrong with it, the key that puts it right, and a fact at the right edge.
package struct StatusRow: Equatable, Sendable {
    package var inlineDiagnostic: InlineDiagnostic?
    package var fact: String?

    package init(inlineDiagnostic: InlineDiagnostic? = nil, fact: String? = nil) {
        self.inlineDiagnostic = inlineDiagnostic
        self.fact = fact
    }

    package var isEmpty: Bool { inlineDiagnostic == nil && fact == nil }

    package enum Look {
        static let error = TextStyle(parameters: "31")
        static let warning = TextStyle(parameters: "33")
        static let correction = TextStyle(parameters: "36")
        static let fact = TextStyle(parameters: "90")
        static let hint = TextStyle(parameters: "90")
        static let wrongText = TextStyle(parameters: "4;31")
        static let doubtfulText = TextStyle(parameters: "4;33")
    }

    /// One column less than the terminal has, so that nothing wraps. Where not everything fits, the fact goes first;
    /// then the message is cut, down to a dozen columns before the correction goes.
    package func cells(columns: Int, isColored: Bool) -> [ScreenCell] {
        let room = max(columns - 1, 0)
        func cells(_ text: String, _ style: TextStyle) -> [ScreenCell] {
            ScreenCell.cells(of: text, style: isColored ? style : nil)
        }

        var left: [ScreenCell] = []
        if let inlineDiagnostic {
            let style = inlineDiagnostic.severity == .error ? Look.error : Look.warning
            let key = inlineDiagnostic.correction.map { "\(StatusRow.correctionKey): \($0.title)" } ?? ""
            let keyColumns = key.isEmpty ? 0 : DisplayWidth.columns(of: key) + 2
            let holdsKey = room - keyColumns >= min(12, DisplayWidth.columns(of: inlineDiagnostic.message))
            left = cells(
                DisplayWidth.truncated(inlineDiagnostic.message, columns: holdsKey ? room - keyColumns : room), style)
            if holdsKey, !key.isEmpty {
                left += [.blank, .blank] + cells(key, Look.correction)
            }
        }
        let right = cells(fact ?? "", Look.fact)
        let gap = room - left.count - right.count
        guard !right.isEmpty, gap >= (left.isEmpty ? 0 : 2) else { return left }
        return left + [ScreenCell](repeating: .blank, count: gap) + right
    }

    /// The key that applies the correction, as it is written for people.
    static let correctionKey = "Ctrl-O"
}
