import JSON
import Testing

struct JSONTests {
    private func read(_ text: String) throws -> JSONValue { try JSONValue.read(Array(text.utf8)) }
    private func written(_ value: JSONValue) -> String { String(decoding: value.bytes, as: UTF8.self) }

    static let values: [(String, JSONValue)] = [
        ("null", JSONValue.null), (" true ", true), ("false", false), ("0", 0), ("-0", 0),
        ("9223372036854775807", .integer(.max)),
        ("-9223372036854775808", .integer(.min)), ("1.0", .number(1)), ("1e3", .number(1000)),
        ("-2.5E-1", .number(-0.25)),
        ("9223372036854775808", .number(9223372036854775808)), ("\"\"", ""), ("[]", []), ("{}", [:]),
        ("[1,[2,{}]]", [1, [2, [:]]]),
        ("{\"a\": 1, \"b\": [null]}", ["a": 1, "b": [.null]]), ("\"高价值 😀\"", "高价值 😀"),
        (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u0041\u00e9\u9ad8""#, "Aé高"), (#""\ud83d\ude00""#, "😀"),
        (#""\uD83D\uDE00x""#, "😀x")
    ]

    @Test(arguments: values)
    func reads(_ text: String, _ value: JSONValue) throws { #expect(try read(text) == value) }

    /// Editors that count in UTF-16 send half a pair; it stays one unit long.
    @Test(arguments: [
        (#""\ud83d""#, "\u{FFFD}"), (#""\ude00""#, "\u{FFFD}"), (#""\ud83dx""#, "\u{FFFD}x"),
        (#""\ud83d\u0041""#, "\u{FFFD}A"), (#""\ud83d\n""#, "\u{FFFD}\n")
    ])
    func halfAPair(_ text: String, _ value: String) throws { #expect(try read(text) == .string(value)) }

    @Test(arguments: [
        "", " ", "nul", "nulll", "tru", "+1", "01", "1.", ".5", "1e", "-", "--1", "1e999", "\"", "\"a", "\"\\",
        "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"\n\"",
        "\"\\ud83d\\u12\"", "[", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "{", "{\"a\"", "{\"a\":", "{\"a\":1",
        "{\"a\":1,", "{\"a\":1,}", "{a:1}", "{1:1}", "{\"a\" 1}", "1 2", "[]]", "NaN", "'a'"
    ])
    func refuses(_ text: String) { #expect(throws: JSONScanner.Problem.self) { try read(text) } }

    @Test func refusesWhatIsNoText() {
        #expect(throws: JSONScanner.Problem.self) { try JSONValue.read([0x22, 0xFF, 0x22]) }
        #expect(throws: JSONScanner.Problem.self) { try JSONValue.read([0x22, 0x5C, 0x6E, 0xED, 0xA0, 0x80, 0x22]) }
    }

    @Test func refusesWhatNestsTooDeeply() throws {
        let limit = JSONScanner.nestingLimit
        #expect(throws: JSONScanner.Problem.self) { try read(String(repeating: "[", count: 100_000)) }
        #expect(throws: JSONScanner.Problem.self) { try read(String(repeating: "{\"a\":", count: 100_000)) }
        _ = try read(String(repeating: "[", count: limit) + String(repeating: "]", count: limit))
    }

    @Test func membersThatAreMissingAreNil() throws {
        let value = try read(#"{"a": {"b": [1, "x", 2.0, 2.5]}, "a": 7}"#)
        #expect(value["a"]?["b"]?[0]?.integer == 1)
        #expect(value["a"]?["b"]?[2]?.integer == 2)
        #expect(value["a"]?["b"]?[3]?.integer == nil)
        #expect(value["a"]?["b"]?[9] == nil)
        #expect(value["a"]?["b"]?["c"] == nil)
        #expect(value["b"] == nil)
        #expect(value["a"]?.string == nil)
    }

    @Test func writesWhatItReads() throws {
        let text = #"{"a":[1,-2,10,2.5,true,false,null],"b":"\"\\\n\r\t\u0001 高 😀","c":{}}"#
        #expect(written(try read(text)) == text)
        #expect(written(["a": nil, "b": .number(.infinity)]) == #"{"b":null}"#)
    }

    /// Whatever bytes come, the answer is a value or a problem; and a value that is written is read again.
    @Test func anyBytesAreTaken() throws {
        var random = SeededRandom(seed: 1)
        let pieces =
            [
                "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "d83d", "1", "-", "e", ".", "null", "true", " ", "高",
                "\u{0}"
            ].map { Array($0.utf8) } + [[0xFF], [0xC3]]
        for _ in 0..<50_000 {
            let bytes = (0..<random.below(20)).flatMap { _ in random.pick(pieces) }
            guard let value = try? JSONValue.read(bytes) else { continue }
            #expect(try JSONValue.read(value.bytes) == value)
        }
    }
}
