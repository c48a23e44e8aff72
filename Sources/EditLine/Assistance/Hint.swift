/// Dim text behind the end of the statement, which is no part of it.
package struct Hint: Equatable, Sendable {
    /// Follows the statement as it stands, without a gap.
    package var text: String
    /// Whether a key can make it part of the statement; otherwise it only says something.
    package var isInsertable: Bool

    package init(_ text: String, isInsertable: Bool = true) {
        self.text = text
        self.isInsertable = isInsertable
    }

    /// The visible part: its first row, cut where the terminal's row ends. It never wraps onto a further row, so that
    /// it does not affect how the statement wraps; nor does it use the last column. Empty where that leaves nothing
    /// worth showing.
    package func shown(columns: Int) -> String {
        let firstRow = text.prefix { !$0.isNewline && $0 != "\t" }
        let shown = firstRow.endIndex < text.endIndex ? firstRow + "…" : firstRow
        guard columns > 1, shown.contains(where: { !$0.isWhitespace }) else { return "" }
        return DisplayWidth.truncated(String(shown), columns: columns)
    }

    /// Its first word, with what stands before that.
    package var firstWord: String {
        let gap = text.prefix { !Hint.isOfWord($0) }
        return String(gap + text[gap.endIndex...].prefix(while: Hint.isOfWord))
    }

    private static func isOfWord(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_"
    }
}
