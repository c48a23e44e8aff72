/// A place on the screen, counted from where the prompt begins; both from 0.
package struct ScreenPosition: Equatable {
    package var row: Int
    package var column: Int

    package init(row: Int, column: Int) {
        self.row = row
        self.column = column
    }
}

/// Where libedit draws each scalar of the text: rows break at newlines and at the terminal's edge, and a wide character
/// that no longer fits goes to the next row.
package struct ScreenLayout {
    /// One for each scalar and one more for the end of the text: where it is drawn, and where the cursor is before it.
    package let positions: [ScreenPosition]

    /// - Parameter columns: of the terminal, at least 1.
    package init(_ scalars: [Unicode.Scalar], promptColumns: Int, columns: Int) {
        let columns = max(columns, 1)
        var pen = ScreenPosition(row: promptColumns / columns, column: promptColumns % columns)
        var positions: [ScreenPosition] = []
        positions.reserveCapacity(scalars.count + 1)

        func advance(_ width: Int) {
            pen.column += width
            if pen.column >= columns { pen = ScreenPosition(row: pen.row + 1, column: 0) }
        }

        for scalar in scalars {
            switch Glyph(scalar) {
            case .newline:
                positions.append(pen)
                pen = ScreenPosition(row: pen.row + 1, column: 0)
            case .tab:
                positions.append(pen)
                repeat { advance(1) } while pen.column % 8 != 0
            case .escaped(let width):
                positions.append(pen)
                for _ in 0..<width { advance(1) }
            case .printable(let width):
                if pen.column + width > columns, pen.column > 0 { pen = ScreenPosition(row: pen.row + 1, column: 0) }
                positions.append(pen)
                advance(width)
            }
        }
        positions.append(pen)
        self.positions = positions
    }

    /// The last row, which holds the end of the text.
    package var lastRow: Int { positions[positions.count - 1].row }

    package var end: ScreenPosition { positions[positions.count - 1] }
}
