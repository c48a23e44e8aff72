internal import Testing

@testable internal import EditLine

@Suite struct EditBufferTests {
    init() throws {
        try #require(TextLocale.establish(), "the width of characters needs a UTF-8 locale")
    }

    @Test func countsOffsetsInUTF8() {
        let buffer = EditBuffer("é東x", cursor: 2)
        #expect(buffer.cursorUTF8Offset == 5)
        #expect(buffer.scalarIndex(atUTF8Offset: 0) == 0)
        #expect(buffer.scalarIndex(atUTF8Offset: 2) == 1)
        #expect(buffer.scalarIndex(atUTF8Offset: 3) == 1, "inside 東")
        #expect(buffer.scalarIndex(atUTF8Offset: 5) == 2)
        #expect(buffer.scalarIndex(atUTF8Offset: 6) == 3)
        #expect(buffer.scalarIndex(atUTF8Offset: 99) == 3)
    }

    @Test func keepsTheCursorInTheText() {
        #expect(EditBuffer("ab", cursor: 9).cursor == 2)
        #expect(EditBuffer("ab", cursor: -1).cursor == 0)
    }

    @Test(arguments: [
        ("one\ntwo", 6, 2),       // same column
        ("ab\nlonger", 8, 2),     // as far as the row above goes
        ("ab\n\ncd", 3, 0),       // from an empty row
        ("abcdef\n東京", 8, 2),   // after 東: two columns
        ("東京\nabc", 6, 1),      // column 3 is inside 京
    ])
    func movesUp(text: String, cursor: Int, expected: Int) {
        #expect(EditBuffer(text, cursor: cursor).cursorRowAbove == expected)
    }

    @Test(arguments: [("one\ntwo", 1, 5), ("longer\nab", 5, 9), ("ab\n\ncd", 1, 3), ("a\nb\nc", 2, 4)])
    func movesDown(text: String, cursor: Int, expected: Int) {
        #expect(EditBuffer(text, cursor: cursor).cursorRowBelow == expected)
    }

    @Test func leavesTheTextAtItsFirstAndLastRow() {
        #expect(EditBuffer("one\ntwo", cursor: 3).cursorRowAbove == nil)
        #expect(EditBuffer("one\ntwo", cursor: 4).cursorRowBelow == nil)
        #expect(EditBuffer("", cursor: 0).cursorRowAbove == nil)
        #expect(EditBuffer("", cursor: 0).cursorRowBelow == nil)
        #expect(EditBuffer("one\n", cursor: 4).cursorRowAbove == 0)
        #expect(EditBuffer("one\n", cursor: 0).cursorRowBelow == 4)
    }

    @Test func movesToTheEdgeOfTheRowAndThenOfTheText() {
        let text = "one\ntwo\nsix"
        #expect(EditBuffer(text, cursor: 6).cursorRowStart == 4)
        #expect(EditBuffer(text, cursor: 4).cursorRowStart == 0)
        #expect(EditBuffer(text, cursor: 5).cursorRowEnd == 7)
        #expect(EditBuffer(text, cursor: 7).cursorRowEnd == 11)
    }

    @Test(arguments: [
        ("segment", 7, "\n  "), ("segment\n  where", 15, "\n  "), ("segment\n    where", 17, "\n    "),
        ("segment\nwhere", 13, "\n"), ("segment\n\t x", 11, "\n\t "), ("segment\n    where", 10, "\n  "),
        ("    x", 5, "\n    "),
    ])
    func indentsTheNewRow(text: String, cursor: Int, expected: String) {
        #expect(EditBuffer(text, cursor: cursor).newlineWithIndentation == expected)
    }

    @Test func knowsABlankText() {
        #expect(EditBuffer("", cursor: 0).isBlank)
        #expect(EditBuffer(" \n\t", cursor: 0).isBlank)
        #expect(!EditBuffer(" .", cursor: 0).isBlank)
    }
}

@Suite struct PastedTextTests {
    @Test(arguments: [
        ("a\rb", "a\nb"), ("a\r\nb", "a\nb"), ("a\nb", "a\nb"), ("a\r\rb", "a\n\nb"), ("a\r\n\r\nb", "a\n\nb"),
        ("\r", "\n"), ("a\u{0}b", "ab"), ("東\t京", "東\t京"), ("", ""),
    ])
    func makesEveryLineEndANewline(pasted: String, expected: String) {
        #expect(PastedText.normalized(Array(pasted.utf8)) == expected)
    }

    @Test func replacesWhatIsNotUTF8() {
        #expect(PastedText.normalized([0x61, 0xFF, 0x62]) == "a\u{FFFD}b")
    }
}
