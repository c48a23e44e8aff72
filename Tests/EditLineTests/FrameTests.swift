import Testing

@testable import EditLine

/// What the terminal shows, by what is written to it; what it is to show; and the difference.
@Suite struct ShownScreenTests {
    init() throws {
        try #require(TextLocale.establish(), "the width of characters needs a UTF-8 locale")
    }

    private func shown(_ bytes: String, columns: Int = 8) -> TerminalModel {
        var screen = TerminalModel(columns: columns)
        screen.write(Array(bytes.replacing("^", with: "\u{1B}[").utf8))
        return screen
    }

    private func text(_ screen: TerminalModel) -> [String] {
        screen.rows.map { row in
            let text = row.cells.map { $0.text == "\u{0}" ? "?" : $0.text }.joined()
            return String(text.reversed().drop { $0 == " " }.reversed())
        }
    }

    @Test(arguments: [
        ("ab\rc", ["cb"]), ("ab\u{8}c", ["ac"]), ("a\nb", ["a", "b"]), ("abcdefghij", ["abcdefgh", "ij"]),
        ("abcd^2Dx", ["abxd"]), ("abcd\r^2Cx", ["abxd"]), ("abcd^2Gx", ["axcd"]), ("abcd\r^K", [""]),
        ("a\nb^Ax", ["ax", "b"]),
        ("a\nbc\u{1B}M\rx", ["x", "bc"]), ("a\nbc^A\r^J", ["", ""]), ("abcd\r^2P", ["cd"]), ("abcd\r^2@x", ["x abcd"]),
        ("abcd\r^4hxy^4lz", ["xyzbcd"]), ("a\tb", ["a      b"]), ("a^1;31mb^0mc", ["abc"]), ("a^?25lb", ["ab"]),
        ("a\u{0}\u{7}b", ["ab"]),
        ("a^B\rb", ["b"]), ("a\u{1B}(Bb", ["ab"])
    ])
    func followsWhatLibeditWrites(bytes: String, rows: [String]) {
        let screen = shown(bytes)
        #expect(text(screen) == rows)
        #expect(screen.isCertain)
    }

    @Test func takesWideCharactersForTwoColumns() {
        #expect(text(shown("東京x")) == ["東京x"])
        #expect(shown("東京x").pen == ScreenPosition(row: 0, column: 5))
        #expect(text(shown("東京\r x")) == [" x京"], "half of one leaves a blank")
        #expect(text(shown("東京^2Gx")) == [" x京"])
        #expect(text(shown("abcdefg東")) == ["abcdefg", "東"], "it wraps where only half of it fits")
        #expect(text(shown("abcdef東\r^@")) == [" abcdef"], "half of one is pushed over the edge")
    }

    @Test func keepsMarksWithTheirCharacters() {
        #expect(shown("e\u{301}x").rows[0].cells[0].text == "e\u{301}")
        #expect(shown("e\u{301}x").pen.column == 2)
    }

    @Test func waitsForTheRestOfACharacterAndOfASequence() {
        var screen = TerminalModel(columns: 8)
        for byte in "東\u{1B}[1;31mx".utf8 { screen.write([byte]) }
        #expect(text(screen) == ["東x"])
        #expect(screen.rows[0].cells[2].style == TextStyle(parameters: "1;31"))
    }

    @Test func knowsWhichRowsRunOn() {
        #expect(shown("abcdefghi").rows.map(\.runsOn) == [true, false])
        #expect(shown("abcdefgh\ni").rows.map(\.runsOn) == [false, false])
        #expect(shown("abcdefghi^A\r^K").rows.map(\.runsOn) == [false, false])
    }

    @Test(arguments: [
        // Rows that run on are one line; what was broken by a newline, or because half of a character was left, is not.
        ("abcdefghij", 20, 0), ("abcdefghij", 5, 2), ("abcdefghij", 4, 2), ("abcdefgh\nij", 20, 1),
        ("abcdefgh\nij", 4, 2),
        ("abcdefg\n東", 20, 1), ("ab東京", 3, 2), ("ab東京x", 4, 1), ("a\n\nb", 20, 2)
    ])
    func knowsWhereTheCursorIsAfterTheTerminalHasWrappedAnew(bytes: String, columns: Int, row: Int) {
        #expect(shown(bytes).rowOfPen(afterWrappingTo: columns) == row)
    }

    @Test(arguments: ["^6n", "^2;3r", "\u{1B}7", "^1K", "^1J", "^5;5H"])
    func isUncertainAfterWhatItDoesNotKnow(sequence: String) {
        #expect(!shown("a" + sequence).isCertain)
    }

    @Test func knowsNothingAfterTheCursorWentHomeUntilTheScreenIsCleared() {
        #expect(text(shown("a^H")) == ["????????"])
        #expect(text(shown("a^H^2Jb")) == ["b"])
        #expect(text(shown("a^H^Jb")) == ["b"])
    }
}

@Suite struct FramePainterTests {
    init() throws {
        try #require(TextLocale.establish(), "the width of characters needs a UTF-8 locale")
    }

    private let blue = TextStyle(parameters: "34")
    private let gray = TextStyle(parameters: "90")

    private func frame(
        _ text: String, cursor: Int? = nil, styles: [StyledRange] = [], columns: Int = 10, hint: String = "",
        row: String? = nil
    ) -> Frame {
        let buffer = EditBuffer(text, cursor: cursor ?? .max)
        let prompt = Prompt(">")
        let layout = ScreenLayout(buffer.scalars, promptColumns: prompt.columns, columns: columns)
        var frame = Frame(buffer, layout: layout, styles: styles, prompt: prompt, columns: columns)
        frame.addHint(Hint(hint).shown(columns: columns - 1 - layout.end.column), style: gray, layout: layout)
        if let row {
            frame.addRow(ScreenCell.cells(of: DisplayWidth.truncated(row, columns: columns - 1), style: gray))
        }
        return frame
    }

    /// What is written to a terminal on which libedit has written `drawn`.
    private func painted(_ drawn: String, _ frame: Frame) -> String {
        var shown = TerminalModel(columns: frame.columns)
        shown.write(Array(drawn.replacing("^", with: "\u{1B}[").utf8))
        return FramePainter.sequence(from: shown, to: frame).replacing("\u{1B}[", with: "^")
    }

    @Test func writesNothingWhereAllIsThere() {
        #expect(painted("> ab", frame("ab")) == "")
    }

    @Test func writesOnlyWhatDiffers() {
        #expect(
            painted("> ab cd", frame("ab cd", styles: [StyledRange(range: 3..<5, style: blue)])) == "^6G^0;34mcd^0m")
        #expect(painted("> ^0;34mab^0mc", frame("abc", styles: [StyledRange(range: 0..<2, style: blue)])) == "")
    }

    @Test func countsRangesInUTF8() {
        #expect(painted("> 東é", frame("東é", styles: [StyledRange(range: 3..<5, style: blue)])) == "^5G^0;34mé^0m")
    }

    @Test func toleratesRangesOutsideOfTheText() {
        #expect(painted("> a", frame("a", styles: [StyledRange(range: -1..<9, style: blue)])) == "^3G^0;34ma^0m")
    }

    @Test func comesBackToTheCursor() {
        #expect(
            painted("> a\nb^A^2D^1C", frame("a\nb", cursor: 0, styles: [StyledRange(range: 2..<3, style: blue)]))
                == "^1B\r^0;34mb^0m^1A^3G")
    }

    @Test func hintsBehindTheText() {
        #expect(painted("> ab", frame("ab", hint: "cd")) == "^0;90mcd^0m^5G")
        #expect(painted("> ab^0;90mcd^0m^5G", frame("ab")) == "^J", "and takes it away")
        #expect(
            painted("> ab^0;90mcd^0m^5Gc", frame("abc", hint: "d")) == "",
            "a key that the hint foresaw leaves it as it is")
    }

    @Test func makesRoomBelowTheText() {
        #expect(painted("> a", frame("a", row: "no")) == "\r\n^0;90mno^0m^1A^4G")
        #expect(painted("> a\r\nno^A^4G", frame("a")) == "^1B\r^J^1A^4G")
        #expect(
            painted("> a\r\nno^A^4G", frame("a", row: "yes")) == "^1B\r^0;90myes^0m^1A",
            "where there is a row, none is made")
    }

    @Test func takesAwayARowWhereTextHasGrownIntoIt() {
        #expect(painted("> a\r\nwrong^A^4G\nb", frame("a\nb")) == "^J")
        #expect(painted("> a\r\nwrong^A^4G\nb", frame("a\nb\n", cursor: 3)) == "^K")
    }

    @Test func runsOverTheEdgeOfARowThatGoesOn() {
        // libedit has left the first row with a cursor movement.
        #expect(painted("> abcdefgh\nij", frame("abcdefghij")) == "^1A^10Ghi^3G")
        #expect(painted("> abcdefghij", frame("abcdefghij")) == "")
        #expect(painted("> abcdefg\nij", frame("abcdefg\nij")) == "", "a row that ends does not")
    }

    @Test func paintsAllWhereNothingIsKnown() {
        var shown = TerminalModel(columns: 10)
        shown.invalidate(pen: ScreenPosition(row: 0, column: 4))
        #expect(FramePainter.sequence(from: shown, to: frame("ab")).replacing("\u{1B}[", with: "^") == "\r> ab^J")
    }

    @Test func drawsControlCharactersAndTabsAsLibeditDoes() {
        #expect(painted("> ^Ab".replacing("^A", with: "\u{0}"), frame("")) == "^3G^J", "what is not in the frame goes")
        let frame = frame("\u{1}b\tc")
        #expect(frame.rows[0].cells.prefix(9).map(\.text).joined() == "> ^Ab   c")
    }

    private func outline(_ rows: ArraySlice<ScreenRow>) -> [String] {
        rows.map { row in row.cells.map { ($0.style == nil ? "" : "*") + ($0.text.isEmpty ? "·" : $0.text) }.joined() }
    }

    /// Whatever was there before, in whichever width, the terminal then shows the frame.
    @Test(arguments: 0..<400)
    func whatIsWrittenMakesTheFrame(seed: Int) {
        var random = Seeded(seed: UInt64(seed))
        let columns = Int.random(in: 4...14, using: &random)
        let pieces = ["a", "b", " ", "東", "e\u{301}", "\n", "é", "(", "京", "x"]
        func text() -> String {
            (0..<Int.random(in: 0...30, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
                .joined()
        }
        func any() -> Frame {
            let text = text()
            let count = text.unicodeScalars.count
            let style = StyledRange(
                range: Int.random(in: 0...9, using: &random)..<Int.random(in: 9...40, using: &random), style: blue)
            let end = Bool.random(using: &random)
            return frame(
                text, cursor: end ? count : Int.random(in: 0...count, using: &random), styles: [style],
                columns: columns,
                hint: end && Bool.random(using: &random) ? "h東" : "", row: Bool.random(using: &random) ? "wr東ng" : nil)
        }
        var shown = TerminalModel(columns: columns)
        for _ in 0..<4 {
            let frame = any()
            let before = shown
            shown.write(Array(FramePainter.sequence(from: shown, to: frame).utf8))
            #expect(shown.isCertain)
            #expect(shown.pen == frame.cursor)
            let written = FramePainter.sequence(from: before, to: frame).replacing("\u{1B}[", with: "^")
            // A blank row at the end need not have been reached.
            let blank = [ScreenRow](
                repeating: ScreenRow(columns: columns), count: max(0, frame.rows.count - shown.rows.count))
            #expect(
                outline((shown.rows + blank).prefix(frame.rows.count)) == outline(frame.rows[...]),
                "\(outline(before.rows[...])) \(written)")
            #expect(zip(shown.rows, frame.rows).allSatisfy { $0.0.runsOn || !$0.1.runsOn })
            #expect(shown.rows.dropFirst(frame.rows.count).allSatisfy { $0.contentEnd == 0 })
        }
    }
}

private struct Seeded: RandomNumberGenerator {
    var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}

extension String {
    fileprivate func replacing(_ part: String, with other: String) -> String {
        var result = ""
        var rest = Array(unicodeScalars)[...]
        let pattern = Array(part.unicodeScalars)
        while let first = rest.first {
            if rest.starts(with: pattern) {
                result += other
                rest = rest.dropFirst(pattern.count)
            } else {
                result.unicodeScalars.append(first)
                rest = rest.dropFirst()
            }
        }
        return result
    }
}
