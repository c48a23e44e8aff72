/// The terminal's contents from the row of the prompt on, derived from every byte written to it.
///
/// It understands only what libedit and the painters write. Anything else, such as a terminal's own variant of a
/// sequence, makes the contents uncertain, and everything is painted anew.
package struct TerminalModel {
    /// Down to the lowest row that the cursor has been in: below them the terminal may have no row yet.
    package private(set) var rows: [ScreenRow]
    /// Where the next character goes. The column is that behind the last where the terminal wraps before it.
    package private(set) var pen = ScreenPosition(row: 0, column: 0)
    package private(set) var isCertain = true
    package let columns: Int
    private var style: TextStyle?
    private var isInserting = false
    /// The beginning of a character or a sequence.
    private var unfinished: [UInt8] = []

    /// A row with nothing in it and the cursor at its beginning: where a prompt is to be.
    package init(columns: Int) {
        self.columns = max(columns, 1)
        rows = [ScreenRow(columns: self.columns)]
    }

    /// The row that the cursor is in after a terminal has wrapped everything anew for another width: rows that run on
    /// into each other are one line to it, all others stay apart.
    package func rowOfPen(afterWrappingTo newColumns: Int) -> Int {
        let newColumns = max(newColumns, 1)
        var row = 0
        var column = 0
        for index in 0...pen.row {
            let cells = rows[index].cells
            let end =
                index == pen.row ? min(pen.column, columns) : rows[index].runsOn ? columns : rows[index].contentEnd
            for place in 0..<end where !cells[place].isRightHalf {
                let width = place + 1 < columns && cells[place + 1].isRightHalf ? 2 : 1
                if column + width > newColumns { (row, column) = (row + 1, 0) }
                column += width
            }
            if index == pen.row {
                return column >= newColumns ? row + 1 : row
            }
            if !rows[index].runsOn { (row, column) = (row + 1, 0) }
        }
        return row
    }

    /// Nothing is known any more but where the cursor is.
    package mutating func invalidate(pen: ScreenPosition) {
        self.pen = pen
        rows = [ScreenRow](repeating: ScreenRow(columns: columns, of: .unknown), count: max(rows.count, pen.row + 1))
        isCertain = true
        isInserting = false
    }

    package mutating func write(_ bytes: some Collection<UInt8>) {
        let input = unfinished + bytes
        unfinished = []
        var rest = input[...]
        while let first = rest.first {
            guard let length = TerminalModel.length(of: rest) else {
                unfinished = Array(rest)
                return
            }
            let item = rest.prefix(length)
            switch first {
            case 0x1B: obey(item)
            case 0..<0x20, 0x7F: obeyControl(first)
            default: for scalar in String(decoding: item, as: UTF8.self).unicodeScalars { put(scalar) }
            }
            rest = rest.dropFirst(length)
        }
    }

    /// How many bytes the character or the sequence has that comes first; nil where its end has not come yet.
    private static func length(of bytes: ArraySlice<UInt8>) -> Int? {
        guard let first = bytes.first else { return nil }
        if first >= 0x80 {
            let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 1
            return bytes.count < length ? nil : length
        }
        guard first == 0x1B else { return 1 }
        let behind = bytes.dropFirst()
        guard let kind = behind.first else { return nil }
        switch kind {
        case UInt8(ascii: "["):
            guard let final = behind.dropFirst().firstIndex(where: { (0x40...0x7E).contains($0) }) else { return nil }
            return final - bytes.startIndex + 1
        case UInt8(ascii: "("), UInt8(ascii: ")"): return behind.count < 2 ? nil : 3
        default: return 2
        }
    }

    // MARK: Characters

    private mutating func put(_ scalar: Unicode.Scalar) {
        guard case .printable(let width) = Glyph(scalar) else {
            isCertain = false
            return
        }
        guard width > 0 else { return combine(scalar) }
        if pen.column + width > columns {
            rows[pen.row].runsOn = true
            moveDown()
        }
        if isInserting { insertBlanks(width) }
        splitWideCharacter(at: pen.column)
        splitWideCharacter(at: pen.column + width)
        rows[pen.row].cells[pen.column] = ScreenCell(String(scalar), style)
        if width == 2, pen.column + 1 < columns { rows[pen.row].cells[pen.column + 1] = ScreenCell("", style) }
        pen.column = min(pen.column + width, columns)
    }

    private mutating func combine(_ mark: Unicode.Scalar) {
        guard let base = rows[pen.row].cells[..<pen.column].lastIndex(where: { !$0.isRightHalf }) else { return }
        rows[pen.row].cells[base].text.unicodeScalars.append(mark)
    }

    /// Half of a wide character that is written over leaves a blank.
    private mutating func splitWideCharacter(at column: Int) {
        guard (1..<columns).contains(column), rows[pen.row].cells[column].isRightHalf else { return }
        rows[pen.row].cells[column - 1] = .blank
        rows[pen.row].cells[column] = .blank
    }

    // MARK: Control characters and sequences

    private mutating func obeyControl(_ byte: UInt8) {
        switch byte {
        case 0x08: pen.column = max(min(pen.column, columns - 1) - 1, 0)
        case 0x09: pen.column = min((pen.column / 8 + 1) * 8, columns - 1)
        case 0x0A: moveDown() // the terminal's driver returns the carriage
        case 0x0D: pen.column = 0
        default: break // padding, bells
        }
    }

    private mutating func moveDown() {
        pen = ScreenPosition(row: pen.row + 1, column: 0)
        if pen.row == rows.count { rows.append(ScreenRow(columns: columns)) }
    }

    private mutating func obey(_ sequence: ArraySlice<UInt8>) {
        guard let final = sequence.last, sequence.count > 2 else {
            if sequence.last == UInt8(ascii: "M") { moveUp(1) } else { isCertain = false }
            return
        }
        guard sequence.dropFirst().first == UInt8(ascii: "[") else { return } // the choice of a character set
        let parameters = String(decoding: sequence.dropFirst(2).dropLast(), as: UTF8.self)
        let count = max(Int(parameters) ?? 1, 1)
        pen.column = final == UInt8(ascii: "m") ? pen.column : min(pen.column, columns - 1)
        switch (Unicode.Scalar(final), parameters) {
        case ("A", _): moveUp(count)
        case ("B", _): pen.row = min(pen.row + count, rows.count - 1)
        case ("C", _): pen.column = min(pen.column + count, columns - 1)
        case ("D", _): pen.column = max(pen.column - count, 0)
        case ("G", _): pen.column = min(count, columns) - 1
        case ("H", ""): invalidate(pen: ScreenPosition(row: 0, column: 0))
        case ("J", ""), ("J", "0"): eraseBelow()
        case ("J", "2"):
            rows = [ScreenRow](repeating: ScreenRow(columns: columns), count: rows.count)
        case ("J", "3"): break // what has scrolled away
        case ("K", ""), ("K", "0"): eraseRight()
        case ("P", _): deleteCells(count)
        case ("@", _): insertBlanks(count)
        case ("m", _): style = TerminalModel.style(parameters)
        case ("h", "4"): isInserting = true
        case ("l", "4"): isInserting = false
        case ("h", let mode), ("l", let mode):
            if !mode.hasPrefix("?") { isCertain = false }
        default: isCertain = false
        }
    }

    private mutating func moveUp(_ count: Int) { pen.row = max(pen.row - count, 0) }

    /// Every style is set as a whole, so that a leading `0` changes nothing.
    private static func style(_ parameters: String) -> TextStyle? {
        let whole = parameters.hasPrefix("0;") ? String(parameters.dropFirst(2)) : parameters
        return ["", "0"].contains(whole) ? nil : TextStyle(parameters: whole)
    }

    private mutating func eraseRight() {
        splitWideCharacter(at: pen.column)
        for column in pen.column..<columns { rows[pen.row].cells[column] = .blank }
        rows[pen.row].runsOn = false
    }

    private mutating func eraseBelow() {
        eraseRight()
        for row in rows.indices.dropFirst(pen.row + 1) { rows[row] = ScreenRow(columns: columns) }
    }

    private mutating func deleteCells(_ count: Int) {
        splitWideCharacter(at: pen.column)
        let count = min(count, columns - pen.column)
        rows[pen.row].cells.removeSubrange(pen.column..<pen.column + count)
        rows[pen.row].cells += [ScreenCell](repeating: .blank, count: count)
        rows[pen.row].runsOn = false
    }

    private mutating func insertBlanks(_ count: Int) {
        splitWideCharacter(at: pen.column)
        let count = min(count, columns - pen.column)
        rows[pen.row].cells.removeLast(count)
        rows[pen.row].cells.insert(contentsOf: [ScreenCell](repeating: .blank, count: count), at: pen.column)
        // The terminal drops what is pushed over the edge, half of a wide character as well.
        if let scalar = rows[pen.row].cells[columns - 1].text.unicodeScalars.first,
            Glyph(scalar) == .printable(columns: 2)
        {
            rows[pen.row].cells[columns - 1] = .blank
        }
        rows[pen.row].runsOn = false
    }
}
