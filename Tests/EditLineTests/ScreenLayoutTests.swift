internal import Testing

@testable internal import EditLine

@Suite struct ScreenLayoutTests {
    init() throws {
        try #require(TextLocale.establish(), "the width of characters needs a UTF-8 locale")
    }

    private func positions(_ text: String, prompt: Int = 0, columns: Int) -> [[Int]] {
        ScreenLayout(Array(text.unicodeScalars), promptColumns: prompt, columns: columns).positions
            .map { [$0.row, $0.column] }
    }

    @Test func beginsBehindThePrompt() {
        #expect(positions("ab", prompt: 3, columns: 80) == [[0, 3], [0, 4], [0, 5]])
        #expect(positions("", prompt: 12, columns: 10) == [[1, 2]], "a prompt wider than the terminal")
    }

    @Test func breaksRowsAtNewlinesAndAtTheEdge() {
        #expect(positions("a\nb", prompt: 2, columns: 80) == [[0, 2], [0, 3], [1, 0], [1, 1]])
        #expect(positions("abc", columns: 2) == [[0, 0], [0, 1], [1, 0], [1, 1]])
        #expect(
            positions("ab", columns: 2) == [[0, 0], [0, 1], [1, 0]], "the cursor after a full row is in the next one")
    }

    @Test func keepsWideCharactersWhole() {
        #expect(positions("東x", columns: 80) == [[0, 0], [0, 2], [0, 3]])
        #expect(positions("a東", columns: 2) == [[0, 0], [1, 0], [2, 0]])
        #expect(positions("😀", columns: 80).last == [0, 2])
    }

    @Test func givesCombiningMarksNoColumn() {
        #expect(positions("e\u{301}x", columns: 80) == [[0, 0], [0, 1], [0, 1], [0, 2]])
    }

    @Test func expandsTabsAndControlCharactersAsLibeditDoes() {
        #expect(positions("a\tb", columns: 80) == [[0, 0], [0, 1], [0, 8], [0, 9]])
        #expect(positions("\u{1}x", columns: 80) == [[0, 0], [0, 2], [0, 3]])
        #expect(positions("\u{1}x", columns: 3) == [[0, 0], [0, 2], [1, 0]])
        #expect(Glyph("\u{E000}") != .tab)
    }

    @Test func measuresAndCutsTextByColumns() {
        #expect(DisplayWidth.columns(of: "a東é") == 4)
        #expect(DisplayWidth.truncated("東京タワー", columns: 10) == "東京タワー")
        #expect(DisplayWidth.truncated("東京タワー", columns: 9) == "東京タワ…")
        #expect(DisplayWidth.truncated("東京タワー", columns: 8) == "東京タ…")
        #expect(DisplayWidth.truncated("abc", columns: 1) == "…")
        #expect(DisplayWidth.truncated("abc", columns: 0) == "")
    }
}

@Suite struct TallTextPainterTests {
    init() throws {
        try #require(TextLocale.establish(), "the width of characters needs a UTF-8 locale")
    }

    private func paint(_ text: String, cursor: Int, styles: [StyledRange] = [], rows: Int) -> String {
        let buffer = EditBuffer(text, cursor: cursor)
        let prompt = Prompt(">")
        let layout = ScreenLayout(buffer.scalars, promptColumns: prompt.columns, columns: 20)
        let top = TallTextPainter.top(
            after: .max, cursorRow: layout.positions[cursor].row, lastRow: layout.lastRow, screenRows: rows)
        return TallTextPainter.sequence(
            for: buffer, styles: styles, layout: layout, top: top, prompt: prompt, screenRows: rows)
            .replacing("\u{1B}[", with: "^")
    }

    @Test func showsTheLastRowsWhileTheCursorIsThere() {
        #expect(paint("a\nb\nc", cursor: 5, rows: 2) == "^?25l^H^J^1;1Hb^2;1Hc^2;2H^?25h")
        #expect(paint("a\nb\nc", cursor: 2, rows: 2) == "^?25l^H^J^1;1Hb^2;1Hc^1;1H^?25h")
    }

    @Test func followsTheCursorUpToThePrompt() {
        #expect(paint("a\nb\nc", cursor: 0, rows: 2) == "^?25l^H^J> ^1;3Ha^2;1Hb^1;3H^?25h")
        #expect(paint("a\nb\nc\nd", cursor: 2, rows: 2) == "^?25l^H^J^1;1Hb^2;1Hc^1;1H^?25h")
    }

    @Test(arguments: [
        (5, 7, 5), (5, 4, 4), (5, 9, 6), (5, 8, 5), (40, 19, 16), (40, 3, 3), (16, 19, 16), (17, 18, 16), (0, 0, 0),
    ])
    func scrollsNoFurtherThanTheCursorNeeds(previous: Int, cursorRow: Int, expected: Int) {
        #expect(TallTextPainter.top(after: previous, cursorRow: cursorRow, lastRow: 19, screenRows: 4) == expected)
    }

    @Test func drawsTabsAndControlCharactersWhereTheLayoutHasThem() {
        #expect(paint("\n\tx\u{1}y\n", cursor: 0, rows: 2) == "^?25l^H^J> ^2;1H^2;9Hx^Ay^1;3H^?25h")
    }

    @Test func colours() {
        let styles = [StyledRange(range: 2..<4, style: TextStyle(parameters: "34"))]
        #expect(paint("a\nbcd\ne", cursor: 7, styles: styles, rows: 2) == "^?25l^H^J^1;1H^0;34mbc^0md^2;1He^2;2H^?25h")
    }
}

extension String {
    fileprivate func replacing(_ escape: String, with mark: String) -> String {
        var result = ""
        var rest = Array(unicodeScalars)[...]
        let pattern = Array(escape.unicodeScalars)
        while let first = rest.first {
            if rest.starts(with: pattern) {
                result += mark
                rest = rest.dropFirst(pattern.count)
            } else {
                result.unicodeScalars.append(first)
                rest = rest.dropFirst()
            }
        }
        return result
    }
}
