import JSON
import LanguageServer
import Testing

struct TextLinesTests {
    private func lines(_ text: String) -> TextLines { TextLines(Array(text.utf8)) }

    @Test(arguments: [
        ("", [0]), ("a", [0]), ("a\n", [0, 2]), ("\n\n", [0, 1, 2]), ("a\r\nb", [0, 3]), ("a\rb", [0, 2]),
        ("\r", [0, 1]), ("a\r\r\nb", [0, 2, 4]), ("a\n\rb", [0, 2, 3])
    ])
    func starts(_ text: String, _ starts: [Int]) { #expect(lines(text).starts == starts) }

    /// `高` is 3, 1, 1 units; `😀` 4, 2, 1; `é` of two scalars 3, 2, 2.
    @Test(arguments: [
        (PositionEncoding.utf8, 0, 5, 5), (.utf16, 0, 5, 5), (.utf16, 1, 0, 8), (.utf16, 1, 1, 11), (.utf16, 1, 2, 14),
        (.utf16, 1, 4, 18), (.utf16, 1, 5, 19),
        (.utf8, 1, 3, 11), (.utf8, 1, 10, 18), (.utf32, 1, 3, 18), (.utf32, 1, 4, 19), (.utf16, 2, 2, 23),
        (.utf32, 2, 2, 23), (.utf8, 2, 3, 23)
    ])
    func positions(_ encoding: PositionEncoding, _ line: Int, _ character: Int, _ offset: Int) {
        let text = lines("segment\n高价😀x\ne\u{301}y")
        let position = Position(line: line, character: character)
        #expect(text.utf8Offset(of: position, encoding) == offset)
        #expect(text.position(atUTF8Offset: offset, encoding) == position)
    }

    /// In the middle of a character: its beginning. Behind a line: its end. Behind the text: the end.
    @Test(arguments: [
        (PositionEncoding.utf16, 0, 2, 1), (.utf16, 0, 9, 6), (.utf16, 1, 99, 9), (.utf16, 7, 0, 9), (.utf8, 0, 3, 1),
        (.utf8, 0, 4, 1), (.utf8, 0, 6, 6), (.utf32, 0, 5, 6), (.utf16, 0, Int.max, 6),
        (.utf16, Int.max, Int.max, 9)
    ])
    func positionsThatAreNone(_ encoding: PositionEncoding, _ line: Int, _ character: Int, _ offset: Int) {
        #expect(lines("a😀b\r\nc").utf8Offset(of: Position(line: line, character: character), encoding) == offset)
    }

    @Test func encodings() {
        #expect(PositionEncoding(offered: []) == .utf16)
        #expect(PositionEncoding(offered: ["utf-7", "utf-8", "utf-16"]) == .utf8)
        #expect(PositionEncoding(offered: ["utf-7"]) == .utf16)
    }

    /// A thousand edits each of many texts, every line ending and wide characters among them: the same lines and the
    /// same positions as of the text read afresh.
    @Test func editsKeepTheLinesRight() {
        let pieces = ["a", "bc", "\n", "\r", "\r\n", "高", "😀", "e\u{301}", "where ", "", "\n\n", "x\ny\r\nz"]
        var random = SeededRandom(seed: 3)
        for _ in 0..<200 {
            var text = lines((0..<random.below(30)).map { _ in random.pick(pieces) }.joined())
            for _ in 0..<100 {
                let encoding = random.pick(PositionEncoding.allCases)
                let (a, b) = (place(in: text, &random), place(in: text, &random))
                let (from, to) = (text.utf8Offset(of: min(a, b), encoding), text.utf8Offset(of: max(a, b), encoding))
                let replacement = Array(random.pick(pieces).utf8)
                var expected = text.bytes
                expected.replaceSubrange(from..<to, with: replacement)
                text.replace(from..<to, with: replacement)
                let fresh = TextLines(expected)
                #expect(text.bytes == fresh.bytes)
                guard text.starts == fresh.starts else {
                    Issue.record(
                        "\(String(decoding: expected, as: UTF8.self).debugDescription): \(text.starts), not \(fresh.starts)"
                    )
                    return
                }
                for offset in 0...expected.count where offset == expected.count || expected[offset] & 0xC0 != 0x80 {
                    let position = text.position(atUTF8Offset: offset, encoding)
                    let back = text.utf8Offset(of: position, encoding)
                    // Between CR and LF is no place.
                    #expect(back == offset || (back == offset - 1 && expected[back] == 13))
                }
            }
        }
    }

    private func place(in text: TextLines, _ random: inout SeededRandom) -> Position {
        Position(line: random.below(text.starts.count + 1), character: random.below(12))
    }

    // MARK: Documents

    private func change(_ range: [Int], _ text: String) -> JSONValue {
        [
            "range": [
                "start": ["line": JSONValue(range[0]), "character": JSONValue(range[1])],
                "end": ["line": JSONValue(range[2]), "character": JSONValue(range[3])]
            ], "text": .string(text)
        ]
    }

    @Test func changesAreMadeInOrder() throws {
        var document = Document(uri: "file:///tmp/%E9%AB%98%20a.cq", version: 1, text: "segment 高 where\n")
        #expect(document.path == "/tmp/高 a.cq")
        try document.apply(
            [change([0, 9, 0, 9], "😀"), change([0, 11, 0, 11], "x"), change([1, 0, 1, 0], "vip")], version: 2, .utf16)
        #expect(String(decoding: document.text.bytes, as: UTF8.self) == "segment 高😀x where\nvip")
        try document.apply([["text": "all new"], change([0, 3, 0, 7], "")], version: 7, .utf16)
        #expect(String(decoding: document.text.bytes, as: UTF8.self) == "all")
        #expect(document.version == 7)
    }

    @Test(
        arguments: [
            [["range": 3, "text": "x"]],
            [["range": ["start": ["line": -1, "character": 0], "end": ["line": 0, "character": 0]], "text": "x"]],
            [["txt": "x"]], [3]
        ] as [JSONValue])
    func changesThatAreNone(_ changes: JSONValue) {
        var document = Document(uri: "untitled:1", version: 1, text: "abc")
        #expect(document.path == nil)
        #expect(throws: ResponseError.self) { try document.apply(changes, version: 2, .utf16) }
        #expect(document.text.bytes == Array("abc".utf8))
    }
}
