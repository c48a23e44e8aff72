/// Turns what the terminal shows into what it is to show, by writing no more than what differs: a key at the end of a
/// statement costs a few bytes, which is what a slow line can take.
///
/// libedit knows nothing of it. It finds its own characters where it has put them, and behind the text and below it
/// nothing that it would ever have to move.
package enum FramePainter {
    /// - Parameter shown: certain, with the cursor where the frame has its own.
    /// - Returns: what to write, in one piece; empty where nothing differs.
    package static func sequence(from shown: TerminalModel, to frame: Frame) -> String {
        var painter = Pen(position: shown.pen, reachedRow: shown.rows.count - 1)
        let blank = ScreenRow(columns: frame.columns)
        var mustBegin = false // the row before runs on into this one, and the terminal has not been told
        rows: for index in 0..<max(frame.rows.count, shown.rows.count) {
            let wanted = index < frame.rows.count ? frame.rows[index] : blank
            let present = index < shown.rows.count ? shown.rows[index] : blank
            var mustRunOn = wanted.runsOn && !present.runsOn
            let contentEnd = wanted.contentEnd
            let lastGlyph = wanted.cells.lastIndex { !$0.isRightHalf } ?? 0
            var column = 0
            while column < frame.columns {
                let isForced = mustBegin && column == 0 || mustRunOn && column == lastGlyph
                let width = wanted.cells[column...].dropFirst().prefix { $0.isRightHalf }.count + 1
                let range = column..<column + width
                guard isForced || wanted.cells[range] != present.cells[range] else {
                    column += width
                    continue
                }
                if column >= contentEnd, !isForced {
                    painter.runsOn = false
                    painter.move(to: ScreenPosition(row: index, column: column))
                    painter.setStyle(nil)
                    if index >= frame.rows.count - 1 {
                        painter.output += "\u{1B}[J"
                        break rows
                    }
                    painter.output += "\u{1B}[K"
                    // The blanks to the edge are there now, but no longer the way over it.
                    guard wanted.runsOn else { break }
                    mustRunOn = true
                    column = lastGlyph
                    continue
                }
                painter.move(to: ScreenPosition(row: index, column: column))
                painter.setStyle(wanted.cells[column].style)
                painter.output += wanted.cells[column].text
                painter.position.column += width
                // The terminal wraps by itself, and only so does it know the two rows for one.
                painter.runsOn = wanted.runsOn && painter.position.column == frame.columns
                column += width
            }
            mustBegin = mustRunOn
        }
        painter.setStyle(nil)
        painter.runsOn = false
        painter.move(to: frame.cursor)
        // A cursor that jumps about is seen to; to hide it is not worth the bytes where it hardly moves.
        return painter.output.utf8.count > 80 ? "\u{1B}[?25l" + painter.output + "\u{1B}[?25h" : painter.output
    }

    private struct Pen {
        var output = ""
        var position: ScreenPosition
        /// Below it the terminal may have to scroll.
        var reachedRow: Int
        /// The next character, and nothing else, goes to the next row by itself.
        var runsOn = false
        private var style: TextStyle?

        init(position: ScreenPosition, reachedRow: Int) {
            self.position = position
            self.reachedRow = reachedRow
        }

        mutating func setStyle(_ new: TextStyle?) {
            guard new != style else { return }
            style = new
            output += new.map { "\u{1B}[0;\($0.parameters)m" } ?? "\u{1B}[0m"
        }

        mutating func move(to target: ScreenPosition) {
            if runsOn, target == ScreenPosition(row: position.row + 1, column: 0) {
                position = target
                reachedRow = max(reachedRow, target.row)
            }
            runsOn = false
            guard target != position else { return }
            if target.row < position.row { output += "\u{1B}[\(position.row - target.row)A" }
            if target.row > position.row {
                let down = min(target.row, reachedRow) - position.row
                if down > 0 { output += "\u{1B}[\(down)B" }
                if target.row > reachedRow {
                    output += String(repeating: "\r\n", count: target.row - reachedRow)
                    position.column = 0
                    reachedRow = target.row
                }
            }
            if target.column != position.column {
                output += target.column == 0 ? "\r" : "\u{1B}[\(target.column + 1)G"
            }
            position = target
        }
    }
}
