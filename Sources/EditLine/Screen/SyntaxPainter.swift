/// The look of a piece of text: the parameters of a select-graphic-rendition sequence, such as `1;34`.
package struct TextStyle: Hashable, Sendable {
    package let parameters: String

    package init(parameters: String) { self.parameters = parameters }
}

package struct StyledRange: Equatable, Sendable {
    /// UTF-8 offsets.
    package var range: Range<Int>
    package var style: TextStyle

    package init(range: Range<Int>, style: TextStyle) {
        self.range = range
        self.style = style
    }
}

/// Paints colour over what libedit has drawn: the same glyphs at the same places, then the cursor back where it was.
/// libedit's model of the screen stays true, so it needs to know nothing of this.
///
/// A background colour must not be used: where a row wraps, some terminals fill the rest of it.
package enum SyntaxPainter {
    /// - Parameter layout: of the buffer's scalars. It fits the screen, and the real cursor is where it puts the buffer's.
    /// - Returns: what to write, in one piece.
    package static func sequence(for buffer: EditBuffer, styles: [StyledRange], layout: ScreenLayout) -> String {
        let scalars = buffer.scalars
        let styleOfScalar = self.styles(ofScalars: scalars, from: styles)
        let home = layout.positions[buffer.cursor]

        var output = "\u{1B}[?25l"
        var pen = home
        var style: TextStyle?
        // Where the glyph painted last leaves the terminal, which wraps by itself; nil where a move is needed.
        var runsOnFrom: Int?
        for index in scalars.indices {
            guard case .printable = Glyph(scalars[index]) else { continue }
            // libedit ends a row that is full of blanks without wrapping it, and a terminal that wraps anew when its width
            // changes would then not know the rows for one. So a row is left by running over its edge.
            if runsOnFrom == index {
                pen = layout.positions[index]
            } else {
                move(from: &pen, to: layout.positions[index], in: &output)
            }
            if styleOfScalar[index] != style {
                style = styleOfScalar[index]
                output += style.map { "\u{1B}[0;\($0.parameters)m" } ?? "\u{1B}[0m"
            }
            output.unicodeScalars.append(scalars[index])
            runsOnFrom = index + 1
        }
        if style != nil { output += "\u{1B}[0m" }
        move(from: &pen, to: home, in: &output)
        output += "\u{1B}[?25h"
        return output
    }

    private static func move(from pen: inout ScreenPosition, to target: ScreenPosition, in output: inout String) {
        if target.row < pen.row { output += "\u{1B}[\(pen.row - target.row)A" }
        if target.row > pen.row { output += "\u{1B}[\(target.row - pen.row)B" }
        // Also in the right row: after a glyph in the last column the terminal has not wrapped yet.
        output += "\u{1B}[\(target.column + 1)G"
        pen = target
    }

    /// Where ranges overlap the later one wins.
    static func styles(ofScalars scalars: [Unicode.Scalar], from ranges: [StyledRange]) -> [TextStyle?] {
        var byUTF8Offset: [Int] = []
        byUTF8Offset.reserveCapacity(scalars.count)
        for (index, scalar) in scalars.enumerated() {
            for _ in 0..<UTF8.width(scalar) { byUTF8Offset.append(index) }
        }
        var styles = [TextStyle?](repeating: nil, count: scalars.count)
        for styled in ranges {
            for offset in styled.range.clamped(to: 0..<byUTF8Offset.count) { styles[byUTF8Offset[offset]] = styled.style }
        }
        // A combining mark can't be drawn apart from the character it stands on.
        for index in styles.indices.dropFirst() where Glyph(scalars[index]) == .printable(columns: 0) {
            styles[index] = styles[index - 1]
        }
        return styles
    }
}
