internal import Testing

@testable internal import EditLine

@Suite struct ScreenLayoutTests {
    init() throws {
        try #require(TextLocale.establish(), "the width of characters needs a UTF-8 locale")
    }

    private func positions(_ text: String, prompt: Int = 0, columns: Int) -> [[Int]] {
        ScreenLayout(Array(text.unicodeScalars), promptColumns: prompt, columns: columns).positions.map { [$0.row, $0.column] }
    }

    @Test func beginsBehindThePrompt() {
        #expect(positions("ab", prompt: 3, columns: 80) == [[0, 3], [0, 4], [0, 5]])
        #expect(positions("", prompt: 12, columns: 10) == [[1, 2]], "a prompt wider than the terminal")
    }

    @Test func breaksRowsAtNewlinesAndAtTheEdge() {
        #expect(positions("a\nb", prompt: 2, columns: 80) == [[0, 2], [0, 3], [1, 0], [1, 1]])
        #expect(positions("abc", columns: 2) == [[0, 0], [0, 1], [1, 0], [1, 1]])
        #expect(positions("ab", columns: 2) == [[0, 0], [0, 1], [1, 0]], "the cursor after a full row is in the next one")
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

@Suite struct SyntaxPainterTests {
    init() throws {
        try #require(TextLocale.establish(), "the width of characters needs a UTF-8 locale")
    }

    private func paint(
        _ text: String, cursor: Int, styles: [StyledRange], prompt: Int = 2, columns: Int = 80, rows: Int = 24
    ) -> String {
        let buffer = EditBuffer(text, cursor: cursor)
        let layout = ScreenLayout(buffer.scalars, promptColumns: prompt, columns: columns)
        return SyntaxPainter.sequence(for: buffer, styles: styles, layout: layout, screenRows: rows)
            .replacing("\u{1B}[", with: "^")
    }

    private let blue = TextStyle(parameters: "34")

    @Test func paintsTheSameGlyphsAndComesBack() {
        #expect(paint("if x", cursor: 1, styles: [StyledRange(range: 0..<2, style: blue)])
            == "^?25l^3G^0;34mif^0m x^4G^?25h")
    }

    @Test func countsRangesInUTF8() {
        #expect(paint("東é", cursor: 0, styles: [StyledRange(range: 3..<5, style: blue)], prompt: 0)
            == "^?25l^1G東^0;34mé^0m^1G^?25h")
    }

    @Test func movesBetweenRows() {
        #expect(paint("a\nb", cursor: 3, styles: [], prompt: 0) == "^?25l^1A^1Ga^1B^1Gb^2G^?25h")
    }

    @Test func runsOverTheEdgeOfARow() {
        #expect(paint("abcd", cursor: 0, styles: [], prompt: 0, columns: 2) == "^?25l^1Gabcd^1A^1G^?25h")
    }

    @Test func leavesRowsAboveTheScreenAlone() {
        #expect(paint("a\nb\nc", cursor: 5, styles: [], prompt: 0, rows: 2) == "^?25l^1A^1Gb^1B^1Gc^2G^?25h")
    }

    @Test func keepsACombiningMarkInTheStyleOfItsCharacter() {
        #expect(paint("e\u{301}x", cursor: 0, styles: [StyledRange(range: 1..<4, style: blue)], prompt: 0)
            == "^?25l^1Ge\u{301}^0;34mx^0m^1G^?25h")
    }

    @Test func toleratesRangesOutsideOfTheText() {
        #expect(paint("a", cursor: 0, styles: [StyledRange(range: -1..<9, style: blue)], prompt: 0)
            == "^?25l^1G^0;34ma^0m^1G^?25h")
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
