/// The prompt before a statement.
package struct Prompt: Equatable, Sendable {
    /// One row of printable characters; a blank is added at its end if it has none.
    package let text: String
    /// Nil for none.
    package let style: TextStyle?

    package init(_ text: String, style: TextStyle? = nil) {
        self.text = text.hasSuffix(" ") ? text : text + " "
        self.style = style
    }

    package var columns: Int { DisplayWidth.columns(of: text) }

    /// Encloses what takes no room on the screen.
    static let escape: Unicode.Scalar = "\u{01}"

    /// The form libedit wants. The blank stays outside of the style: an escape must not come last.
    package var libeditText: String {
        guard let style else { return text }
        func invisible(_ parameters: String) -> String { "\(Prompt.escape)\u{1B}[\(parameters)m\(Prompt.escape)" }
        return invisible(style.parameters) + text.dropLast() + invisible("0") + " "
    }
}
