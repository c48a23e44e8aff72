/// One column of a row of the screen.
package struct ScreenCell: Equatable, Sendable {
    /// A character with the marks on it; empty for the right half of a wide character.
    package var text: String
    package var style: TextStyle?

    package init(_ text: String, _ style: TextStyle? = nil) {
        self.text = text
        self.style = style
    }

    package static let blank = ScreenCell(" ")
    /// Whatever may be there: equal to nothing that is to be shown.
    package static let unknown = ScreenCell("\u{0}")

    package var isBlank: Bool { self == .blank }
    /// Whether it is the right half of the character before it.
    var isRightHalf: Bool { text.isEmpty }

    /// Cells of one row of text; what does not print takes none.
    package static func cells(of text: String, style: TextStyle? = nil) -> [ScreenCell] {
        var cells: [ScreenCell] = []
        for scalar in text.unicodeScalars {
            guard case .printable(let columns) = Glyph(scalar), !scalar.isHidden else { continue }
            if columns == 0 {
                if let last = cells.lastIndex(where: { !$0.isRightHalf }) {
                    cells[last].text.unicodeScalars.append(scalar)
                }
            } else {
                cells.append(ScreenCell(String(scalar), style))
                if columns == 2 { cells.append(ScreenCell("", style)) }
            }
        }
        return cells
    }
}

package struct ScreenRow: Equatable, Sendable {
    /// As many as the terminal has columns.
    package var cells: [ScreenCell]
    /// Whether the next row goes on with this one: a terminal that becomes wider joins the two.
    package var runsOn = false

    package init(columns: Int, of cell: ScreenCell = .blank) {
        cells = [ScreenCell](repeating: cell, count: columns)
    }

    /// The columns up to the last one that shows something.
    package var contentEnd: Int { (cells.lastIndex { !$0.isBlank } ?? -1) + 1 }
}
