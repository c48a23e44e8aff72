/// One thing to say about a text: for the terminal, JSON and the language server alike.
package struct Diagnostic: Sendable, Hashable {
    package enum Severity: String, Sendable, Hashable {
        case error, warning, note
    }

    /// A span with words of its own, drawn under the source line.
    package struct Label: Sendable, Hashable {
        package var span: SourceSpan
        package var text: String

        package init(_ span: SourceSpan, _ text: String) {
            self.span = span
            self.text = text
        }
    }

    package struct Edit: Sendable, Hashable {
        package var span: SourceSpan
        package var replacement: String

        package init(_ span: SourceSpan, _ replacement: String) {
            self.span = span
            self.replacement = replacement
        }
    }

    /// A change of the text that removes the cause.
    package struct FixIt: Sendable, Hashable {
        /// The change, as an order: "write `=`".
        package var title: String
        package var edits: [Edit]

        package init(_ title: String, _ edits: [Edit]) {
            self.title = title
            self.edits = edits
        }

        package init(_ title: String, replace span: SourceSpan, with text: String) {
            self.init(title, [Edit(span, text)])
        }
    }

    package var code: DiagnosticCode
    package var severity: Severity
    /// Stands alone: names the thing and what is wrong with it.
    package var message: String
    /// Where, and in a few words what is there.
    package var primary: Label
    package var secondary: [Label]
    package var notes: [String]
    package var fixIts: [FixIt]

    package init(_ code: DiagnosticCode, _ message: String, at span: SourceSpan, label: String = "",
                 severity: Severity = .error, secondary: [Label] = [], notes: [String] = [], fixIts: [FixIt] = []) {
        self.code = code
        self.severity = severity
        self.message = message
        primary = Label(span, label)
        self.secondary = secondary
        self.notes = notes
        self.fixIts = fixIts
    }
}
