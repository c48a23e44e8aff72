import Formatting
import Syntax
import Testing

struct FormatterTests {
    private func parse(_ text: String) -> ParsedSource {
        Parser.parse(SourceText(id: SourceID(0), name: "text", text: text), analyses: [])
    }

    @Test(arguments: [
        ("", ""), ("\n\n", ""), ("  \r\n", ""), ("\u{FEFF}", ""), ("-- a", "-- a\n"),
        ("\n\n-- a  \r\n\n\n--b", "-- a\n\n--b\n"), ("#!/bin/x", "#!/bin/x\n")
    ])
    func textsWithoutStatements(_ text: String, _ formatted: String) {
        #expect(Formatter.format(text, analyses: []).script?.text == formatted)
    }

    @Test(arguments: [
        "segment", "segment where (", "segment WHERE vip", "segment where city = “Berlin”", "from customers | take",
        "select 1", "}"
    ])
    func whatDoesNotParseIsRefused(_ text: String) {
        guard case .refused(let diagnostics) = Formatter.format(text, analyses: []) else {
            return #expect(Bool(false), "\(text) is laid out")
        }
        #expect(!diagnostics.isEmpty)
    }

    @Test(arguments: [
        Array("segment where vip -- ".utf8) + [0xC4],
        Array("#!/bin/".utf8) + [0xFF, 0x0A] + Array("segment where vip".utf8)
    ])
    func commentsInAnotherEncodingAreRefused(_ bytes: [UInt8]) {
        guard
            case .refused(let diagnostics) = Formatter.format(
                Parser.parse(SourceText(id: SourceID(0), name: "text", bytes: bytes), analyses: []))
        else {
            return #expect(Bool(false), "laid out")
        }
        #expect(diagnostics.map(\.code.id) == ["E0101"])
    }

    /// Only what is between tokens, and no more of it than must be.
    @Test(
        arguments: [
            ("segment where vip\n", []), ("segment where  vip\n", ["14..<15"]), ("segment where vip", ["17..<17\n"]),
            ("segment where vip\r\n", ["17..<19\n"]),
            ("segment where a<1\n\n\n\nsegment where b\n", ["15..<15 ", "16..<16 ", "19..<21"]),
            ("from vip | aggregate { n = count(), }\n", ["34..<35"])
        ] as [(String, [String])])
    func editsAreSmall(_ text: String, _ edits: [String]) {
        #expect(Formatter.format(text, analyses: []).script?.edits.map { "\($0.span.utf8Range)\($0.replacement)" } == edits)
    }

    @Test(arguments: [
        ("quantity*price", "quantity * price"), ("-  a", "-a"), ("- -a", "- -a"), ("(a\n-- why\n+b)/2", "(a + b) / 2"),
        ("f( a ,b )", "f(a, b)"),
        ("count( distinct orders . channel   where a=1 )", "count(distinct orders.channel where a = 1)"),
        ("a in(1,2,)", "a in (1, 2)")
    ])
    func expressionsOnOneLine(_ text: String, _ line: String) throws {
        let statement = try #require(parse("metric m = " + text).tree.root.nodes.first)
        #expect(Formatter.line(statement) == "metric m = " + line)
    }

    /// As deep and as long as texts get: no stack overflow, no more time than the length takes.
    @Test(arguments: [
        "segment where " + String(repeating: "not ", count: 250) + "a",
        "segment where " + String(repeating: "(", count: 250) + "a" + String(repeating: ")", count: 250),
        "segment where " + String(repeating: "f(x, ", count: 250) + "a" + String(repeating: ")", count: 250),
        "segment where " + Array(repeating: "recency < 30", count: 4_000).joined(separator: " or "),
        "metric m = " + Array(repeating: "a", count: 4_000).joined(separator: " * b + "),
        "metric m = a" + String(repeating: " over last 5 days", count: 1_900),
        "segment where a in (" + String(repeating: "5, ", count: 4_000) + "5)",
        "from customers" + String(repeating: " | take 5", count: 4_000),
        String(repeating: "-- c\n", count: 4_000) + "segment where a",
        "segment where a " + String(repeating: "-- c\n", count: 4_000) + "< 5",
    ])
    func longAndDeep(_ text: String) throws {
        let script = try #require(Formatter.format(text, analyses: []).script)
        #expect(Formatter.format(script.text, analyses: []).script?.isChanged == false)
    }

    /// What is too deep for whoever walks the tree is refused by the parser.
    @Test func tooDeep() {
        #expect(Formatter.format("metric m = a" + String(repeating: " over last 5 days", count: 100_000), analyses: []).script == nil)
    }

    /// Widths are columns of a terminal, not bytes or characters.
    @Test func wideCharactersTakeTwoColumns() {
        // All but the text in quotes: 42 columns.
        let narrow = "segment where city = \"" + String(repeating: "a", count: 58) + "\" and vip and lapsed\n"
        #expect(narrow.utf8.count == 101)
        #expect(Formatter.format(narrow, analyses: []).script?.isChanged == false)
        let wide = "segment where city = \"" + String(repeating: "京", count: 28) + "aaa\" and vip and lapsed\n"
        #expect(Formatter.format(wide, analyses: []).script?.isChanged == true)
        let fitting = "segment where city = \"" + String(repeating: "京", count: 28) + "aa\" and vip and lapsed\n"
        #expect(Formatter.format(fitting, analyses: []).script?.isChanged == false)
    }
}
