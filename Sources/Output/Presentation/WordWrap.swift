import Syntax

/// Text for a terminal, broken between words instead of wherever the screen ends.
enum WordWrap {
    /// Lines of at most `columns`; a word that is wider than that stands alone and is left to the terminal.
    static func wrapped(_ text: String, columns: Int?) -> String {
        guard let columns, columns > 0 else { return text }
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { line(String($0), columns) }.joined(
            separator: "\n")
    }

    private static func line(_ text: String, _ columns: Int) -> String {
        guard DisplayWidth.of( text) > columns else { return text }
        // Continuations have the indentation of their line.
        let indent = String(text.prefix { $0 == " " })
        var lines: [String] = []
        var current = indent
        var isEmpty = true
        for word in text.split(separator: " ") {
            if !isEmpty, DisplayWidth.of( current) + 1 + DisplayWidth.of( String(word)) > columns {
                lines.append(current)
                (current, isEmpty) = (indent, true)
            }
            current += (isEmpty ? "" : " ") + word
            isEmpty = false
        }
        return (lines + [current]).joined(separator: "\n")
    }
}
