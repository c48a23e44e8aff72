/// Paints a text that is taller than the screen: as many of its rows as fit, the cursor's among them.
///
/// libedit draws the last rows of such a text and loses its place as soon as the cursor leaves the last one. So
/// whatever it has drawn is painted over, each time before a key is read.
package enum TallTextPainter {
    /// The row of the text to be at the top of the screen: `previous`, unless the cursor has left the screen since or
    /// rows at the end are gone.
    package static func top(after previous: Int, cursorRow: Int, lastRow: Int, screenRows: Int) -> Int {
        let moved = max(min(previous, cursorRow), cursorRow + 1 - screenRows)
        return min(moved, lastRow + 1 - screenRows)
    }

    /// The whole screen, with the real cursor where the buffer's cursor is.
    ///
    /// - Parameters:
    ///   - layout: of the buffer's scalars; it has more rows than the screen.
    ///   - top: as the function of that name has it for this buffer.
    package static func sequence(
        for buffer: EditBuffer, styles: [StyledRange], layout: ScreenLayout, top: Int, prompt: Prompt, screenRows: Int
    ) -> String {
        let styleOfScalar = StyledRange.styles(ofScalars: buffer.scalars, from: styles)
        let cursor = layout.positions[buffer.cursor]

        var output = "\u{1B}[?25l\u{1B}[H\u{1B}[J"
        if top == 0 {
            output += prompt.style.map { "\u{1B}[\($0.parameters)m\(prompt.text)\u{1B}[0m" } ?? prompt.text
        }
        var style: TextStyle?
        var pen: ScreenPosition?
        for (index, scalar) in buffer.scalars.enumerated() {
            let position = layout.positions[index]
            guard (top..<top + screenRows).contains(position.row) else { continue }
            let drawn: String
            switch Glyph(scalar) {
            case .newline: continue
            case .tab: drawn = ""
            case .escaped: drawn = Glyph.escape(for: scalar)
            case .printable: drawn = scalar.isHidden ? "" : String(scalar)
            }
            if pen != position { output += move(to: position, top: top) }
            if styleOfScalar[index] != style {
                style = styleOfScalar[index]
                output += style.map { "\u{1B}[0;\($0.parameters)m" } ?? "\u{1B}[0m"
            }
            output += drawn
            // In the same row the terminal's own cursor is right; a tab has not moved it.
            let next = layout.positions[index + 1]
            pen = next.row == position.row && !drawn.isEmpty ? next : nil
        }
        if style != nil { output += "\u{1B}[0m" }
        return output + move(to: cursor, top: top) + "\u{1B}[?25h"
    }

    private static func move(to position: ScreenPosition, top: Int) -> String {
        "\u{1B}[\(position.row - top + 1);\(position.column + 1)H"
    }
}
