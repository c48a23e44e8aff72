/// A kind of diagnostic: its stable code, and the page that `clientele explain CODE` prints.
///
/// Codes are grouped by the phase that finds them: E01 lexing, E02 parsing, E03 names, E04 types and units,
/// E05 the model and the store, E06 import, E07 running, E08 the command line. A code is never reused.
package struct DiagnosticCode: Sendable, Hashable {
    /// `E0203`
    package let id: String
    /// A few words, lower case, no full stop: "unknown name".
    package let title: String
    /// The meaning and the remedy, in plain sentences.
    package let explanation: String
    /// The smallest text (or command) that earns it …
    package let wrong: String
    /// … and what to write instead.
    package let right: String

    package init(_ id: String, _ title: String, explanation: String, wrong: String, right: String) {
        self.id = id
        self.title = title
        self.explanation = explanation
        self.wrong = wrong
        self.right = right
    }

    package static func == (a: DiagnosticCode, b: DiagnosticCode) -> Bool { a.id == b.id }
    package func hash(into hasher: inout Hasher) { hasher.combine(id) }
}

extension DiagnosticCode {
    /// The page of this code, as `clientele explain` prints it.
    package var page: String {
        """
        \(id): \(title)

        \(explanation)

        Instead of

        \(indented(wrong))

        write

        \(indented(right))

        """
    }

    private func indented(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : "    " + $0 }.joined(
            separator: "\n")
    }
}
