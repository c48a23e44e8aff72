/// The wanted contents of the terminal from the row of the prompt on, while waiting for a key.
package struct Frame {
    package private(set) var rows: [ScreenRow]
    package let cursor: ScreenPosition
    package let columns: Int

    /// The prompt and the text, as libedit lays them out.
    ///
    /// - Parameter layout: of the buffer's scalars behind the prompt.
    package init(_ buffer: EditBuffer, layout: ScreenLayout, styles: [StyledRange], prompt: Prompt, columns: Int) {
        self.columns = max(columns, 1)
        cursor = layout.positions[buffer.cursor]
        rows = [ScreenRow](repeating: ScreenRow(columns: self.columns), count: layout.lastRow + 1)

        put(ScreenCell.cells(of: prompt.text, style: prompt.style), at: ScreenPosition(row: 0, column: 0))
        // The blank behind the prompt is not part of its look.
        if let blank = rows.first?.cells.indices.dropFirst(prompt.columns - 1).first {
            rows[0].cells[blank].style = nil
        }

        let styleOfScalar = StyledRange.styles(ofScalars: buffer.scalars, from: styles)
        for (index, scalar) in buffer.scalars.enumerated() {
            let style = styleOfScalar[index]
            switch Glyph(scalar) {
            case .newline, .tab: continue
            case .escaped:
                put(ScreenCell.cells(of: Glyph.escape(for: scalar), style: style), at: layout.positions[index])
            case .printable where scalar.isHidden: continue
            case .printable(0): combine(scalar, before: layout.positions[index])
            case .printable: put(ScreenCell.cells(of: String(scalar), style: style), at: layout.positions[index])
            }
            // Only a row that is full to its edge is left by running over it.
            if index + 1 < buffer.scalars.count, case .printable(1...) = Glyph(buffer.scalars[index + 1]),
                layout.positions[index + 1].row > layout.positions[index].row,
                fills(scalar, at: layout.positions[index])
            {
                rows[layout.positions[index].row].runsOn = true
            }
        }
    }

    private func fills(_ scalar: Unicode.Scalar, at position: ScreenPosition) -> Bool {
        guard case .printable(let width) = Glyph(scalar) else { return false }
        return position.column + width == columns
    }

    /// Text behind the end of the statement, cut to what is left of the row.
    package mutating func addHint(_ text: String, style: TextStyle, layout: ScreenLayout) {
        put(ScreenCell.cells(of: text, style: style), at: layout.end)
    }

    /// A row below the statement.
    package mutating func addRow(_ cells: [ScreenCell]) {
        var row = ScreenRow(columns: columns)
        row.cells.replaceSubrange(0..<min(columns, cells.count), with: cells.prefix(columns))
        rows.append(row)
    }

    /// Cells that reach over the edge go on in the next row.
    private mutating func put(_ cells: [ScreenCell], at position: ScreenPosition) {
        var pen = position
        for cell in cells {
            if pen.column >= columns { pen = ScreenPosition(row: pen.row + 1, column: 0) }
            guard pen.row < rows.count else { return }
            rows[pen.row].cells[pen.column] = cell
            pen.column += 1
        }
    }

    private mutating func combine(_ mark: Unicode.Scalar, before position: ScreenPosition) {
        let row = position.column > 0 ? position.row : position.row - 1
        guard rows.indices.contains(row) else { return }
        let end = position.column > 0 ? position.column : columns
        guard let base = rows[row].cells[..<end].lastIndex(where: { !$0.isRightHalf }) else { return }
        rows[row].cells[base].text.unicodeScalars.append(mark)
    }
}
