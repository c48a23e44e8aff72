/// The statement as it stands in the editor, and the cursor in it.
///
/// Scalars, because libedit counts them; callers outside this target see UTF-8 offsets only.
package struct EditBuffer: Equatable {
    package let scalars: [Unicode.Scalar]
    /// Scalars before the cursor, `0...scalars.count`.
    package let cursor: Int

    package init(scalars: [Unicode.Scalar], cursor: Int) {
        self.scalars = scalars
        self.cursor = min(max(cursor, 0), scalars.count)
    }

    package init(_ text: String, cursor: Int) {
        self.init(scalars: Array(text.unicodeScalars), cursor: cursor)
    }

    package var text: String { EditBuffer.text(of: scalars[...]) }

    package static func text(of scalars: ArraySlice<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    package var isBlank: Bool { scalars.allSatisfy(\.properties.isWhitespace) }

    // MARK: Offsets

    package var cursorUTF8Offset: Int { utf8Offset(ofScalar: cursor) }

    package func utf8Offset(ofScalar index: Int) -> Int {
        scalars[..<index].reduce(0) { $0 + UTF8.width($1) }
    }

    /// The scalar that starts at `utf8Offset`; an offset inside a scalar gives that scalar, one past the end the count.
    package func scalarIndex(atUTF8Offset utf8Offset: Int) -> Int {
        var passed = 0
        for (index, scalar) in scalars.enumerated() {
            passed += UTF8.width(scalar)
            if passed > utf8Offset { return index }
        }
        return scalars.count
    }

    // MARK: Words

    /// Where the word begins that the cursor is in or behind; the cursor itself where it touches none.
    package var wordStart: Int {
        let before = scalars[..<cursor].lastIndex { !EditBuffer.isOfWord($0) }
        return before.map { $0 + 1 } ?? 0
    }

    private static func isOfWord(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || scalar.properties.numericType != nil || ["_", ".", "`", "$"].contains(scalar)
    }

    // MARK: Rows, as newlines make them

    /// The row that `index` is in, without its newline.
    package func row(around index: Int) -> Range<Int> {
        let start = scalars[..<index].lastIndex(of: "\n").map { $0 + 1 } ?? 0
        let end = scalars[index...].firstIndex(of: "\n") ?? scalars.count
        return start..<end
    }

    /// The cursor moved up a row, in the same column as far as that row goes; nil in the first row.
    package var cursorRowAbove: Int? {
        let current = row(around: cursor)
        guard current.lowerBound > 0 else { return nil }
        return index(atColumn: column, in: row(around: current.lowerBound - 1))
    }

    /// The cursor moved down a row, in the same column as far as that row goes; nil in the last row.
    package var cursorRowBelow: Int? {
        let current = row(around: cursor)
        guard current.upperBound < scalars.count else { return nil }
        return index(atColumn: column, in: row(around: current.upperBound + 1))
    }

    /// The start of the row, or of the text if the cursor is at the start of the row already.
    package var cursorRowStart: Int {
        let start = row(around: cursor).lowerBound
        return start == cursor ? 0 : start
    }

    /// The end of the row, or of the text if the cursor is at the end of the row already.
    package var cursorRowEnd: Int {
        let end = row(around: cursor).upperBound
        return end == cursor ? scalars.count : end
    }

    /// The text that Enter inserts before the cursor: a newline and the indentation of the cursor's row. The first row
    /// follows the prompt and has no indentation of its own, so the row after it is indented.
    package var newlineWithIndentation: String {
        let current = row(around: cursor)
        let blanks = scalars[current.lowerBound..<cursor].prefix { $0 == " " || $0 == "\t" }
        let indentation = EditBuffer.text(of: blanks)
        return current.lowerBound == 0 && indentation.isEmpty ? "\n  " : "\n" + indentation
    }

    private var column: Int {
        width(of: row(around: cursor).lowerBound..<cursor)
    }

    private func index(atColumn column: Int, in row: Range<Int>) -> Int {
        var index = row.lowerBound
        while index < row.upperBound, width(of: row.lowerBound..<index + 1) <= column { index += 1 }
        return index
    }

    private func width(of range: Range<Int>) -> Int {
        ScreenLayout(Array(scalars[range]), promptColumns: 0, columns: .max).end.column
    }
}
