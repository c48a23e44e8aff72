import Output
import Syntax
import Testing

private let unknownName = DiagnosticCode("E0301", "unknown name", explanation: "…", wrong: "…", right: "…")

/// A text with its spans: `span("recencey")` is where the word first stands.
private struct Script {
    var sources = SourceMap()
    let source: SourceText

    init(_ bytes: [UInt8], name: String = "audience.cq") {
        source = sources.add(name: name, bytes: bytes)
    }

    init(_ text: String, name: String = "audience.cq") { self.init(Array(text.utf8), name: name) }

    func span(_ word: String) -> SourceSpan {
        let word = Array(word.utf8)
        let start = source.bytes.indices.first { source.bytes[$0...].starts(with: word) } ?? 0
        return SourceSpan(source: source.id, utf8Start: start, utf8End: start + word.count)
    }

    func span(_ range: Range<Int>) -> SourceSpan {
        SourceSpan(source: source.id, utf8Start: range.lowerBound, utf8End: range.upperBound)
    }

    func render(_ diagnostic: Diagnostic, width: Int? = nil, isColored: Bool = false) -> String {
        DiagnosticRenderer(sources: sources, isColored: isColored, maximumWidth: width).render(diagnostic)
    }
}

struct DiagnosticRendererTests {
    @Test func wordsLabelAndFix() {
        let script = Script("-- who\n\nsegment where recencey < 30\n")
        let span = script.span("recencey")
        let diagnostic = Diagnostic(
            unknownName, "there is no field or metric named `recencey`", at: span,
            label: "not a field, metric or segment of customers",
            fixIts: [.init("did you mean `recency`?", replace: span, with: "recency")])
        #expect(script.render(diagnostic) == """
            error[E0301]: there is no field or metric named `recencey`
              --> audience.cq:3:15
               |
             3 | segment where recencey < 30
               |               ^^^^^^^^ not a field, metric or segment of customers
               = help: did you mean `recency`?  → replace with `recency`

            """)
    }

    @Test func secondaryLabelsNotesAndOtherEdits() {
        let script = Script("segment vip where foo and bar\n")
        let diagnostic = Diagnostic(
            unknownName, "no", at: script.span("bar"), label: "not known", severity: .warning,
            secondary: [.init(script.span("vip"), "defined here"), .init(script.span("foo"), "left side")],
            notes: ["first line\nsecond line"],
            fixIts: [.init("drop it", replace: script.span(" and bar"), with: ""),
                     .init("quote it", [.init(script.span("foo").end, "`"), .init(script.span("foo"), "x")]),
                     .init("see the manual", [])])
        #expect(script.render(diagnostic) == """
            warning[E0301]: no
              --> audience.cq:1:27
               |
             1 | segment vip where foo and bar
               |         ---       ---     ^^^ not known
               |         |         |
               |         |         left side
               |         defined here
               = note: first line
                       second line
               = help: drop it  → remove ` and bar`
               = help: quote it  → insert ```, replace `foo` with `x`
               = help: see the manual

            """)
    }

    @Test func labelsOnSeveralLinesAndGaps() {
        let script = Script("one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\nten\neleven\n")
        let diagnostic = Diagnostic(unknownName, "no", at: script.span("three"), label: "here", secondary: [
            .init(script.span("one"), ""), .init(script.span("eleven"), "there"), .init(script.span("four"), "next")])
        #expect(script.render(diagnostic) == """
            error[E0301]: no
               --> audience.cq:3:1
                |
              1 | one
                | ---
              2 | two
              3 | three
                | ^^^^^ here
              4 | four
                | ---- next
            ...
             11 | eleven
                | ------ there

            """)
    }

    @Test func spansOfSeveralLines() {
        let script = Script("segment where (a > 1\n\n    and b > 2\n    or c) and d\n")
        let start = script.span("(a").utf8Range.lowerBound
        let end = script.span(") and").utf8Range.lowerBound + 1
        #expect(script.render(Diagnostic(unknownName, "no", at: script.span(start..<end), label: "all of this")) == """
            error[E0301]: no
              --> audience.cq:1:15
               |
             1 | segment where (a > 1
               |               ^^^^^^
            ...
             4 |     or c) and d
               |     ^^^^^ all of this

            """)
    }

    @Test func marksStandUnderWideCharacters() {
        let script = Script("segment 高价值 where 👩‍👩‍👧‍👦 = e\u{301} and 错误 < 30")
        #expect(script.render(Diagnostic(unknownName, "no", at: script.span("错误"), label: "x", secondary: [
            .init(script.span("高价值"), "y")])) == """
            error[E0301]: no
              --> audience.cq:1:36
               |
             1 | segment 高价值 where 👩‍👩‍👧‍👦 = e\u{301} and 错误 < 30
               |         ------                  ^^^^ x
               |         |
               |         y

            """)
    }

    @Test func tabsAndControlCharactersAreVisible() {
        let script = Script("\twhere\u{1B}[2J x \u{202E}y")
        #expect(script.render(Diagnostic(unknownName, "a\u{1B}b", at: script.span("x"), label: "tab\there")) == """
            error[E0301]: a␛b
              --> audience.cq:1:12
               |
             1 |     where␛[2J x \\u{202E}y
               |               ^ tab␉here

            """)
    }

    @Test func emptySpansAndTheEndOfTheText() {
        let script = Script("segment where\n")
        #expect(
            script.render(
                Diagnostic(unknownName, "no", at: script.span("where").end, label: "a condition belongs here")) == """
                    error[E0301]: no
                      --> audience.cq:1:14
                       |
                     1 | segment where
                       |              ^ a condition belongs here

                    """)
        #expect(
            script.render(Diagnostic(unknownName, "no", at: script.span(14..<14))) == """
                error[E0301]: no
                  --> audience.cq:2:1
                   |
                 2 |
                   | ^

                """)
    }

    @Test func theLineBreakBelongsToItsLine() {
        let script = Script("a \"b\r\nc")
        #expect(script.render(Diagnostic(unknownName, "no", at: script.span(2..<6))) == """
            error[E0301]: no
              --> audience.cq:1:3
               |
             1 | a "b
               |   ^^

            """)
    }

    @Test func longLinesAreShownAroundTheSpan() {
        let script = Script(String(repeating: "ab ", count: 100) + "WRONG" + String(repeating: " 王", count: 100))
        #expect(
            script.render(Diagnostic(unknownName, "no", at: script.span("WRONG"), label: "this"), width: 45) == """
                error[E0301]: no
                  --> audience.cq:1:301
                   |
                 1 | …ab ab ab WRONG 王 王 王 王 王 王 王 王…
                   |           ^^^^^ this

                """)
        let huge = Script(
            [UInt8](repeating: UInt8(ascii: "x"), count: 1_000_000) + Array("WRONG".utf8)
                + [UInt8](repeating: UInt8(ascii: "y"), count: 1_000_000))
        #expect(
            huge.render(Diagnostic(unknownName, "no", at: huge.span(1_000_000..<1_000_005), label: "this"), width: 40)
                == """
                error[E0301]: no
                  --> audience.cq:1:1000001
                   |
                 1 | …xxxxxxxWRONGyyyyyyyyyyyyyyyyyyyyy…
                   |         ^^^^^ this

                """)
    }

    @Test func otherTextsHaveTheirOwnSnippet() {
        var script = Script("segment vip where a")
        let prelude = script.sources.add(name: "prelude", text: "-- x\nmetric vip = 1\n")
        let diagnostic = Diagnostic(
            unknownName, "`vip` is there twice", at: script.span("vip"), label: "again",
            secondary: [
                .init(SourceSpan(source: prelude.id, utf8Start: 12, utf8End: 15), "first")
            ])
        #expect(script.render(diagnostic) == """
            error[E0301]: `vip` is there twice
              --> audience.cq:1:9
               |
             1 | segment vip where a
               |         ^^^ again
              ::: prelude:2:8
               |
             2 | metric vip = 1
               |        --- first

            """)
    }

    @Test func unknownTextsHaveNoSnippet() {
        let span = SourceSpan(source: SourceID(7), utf8Start: 3, utf8End: 9)
        #expect(
            DiagnosticRenderer(sources: SourceMap()).render(Diagnostic(unknownName, "no", at: span, notes: ["n"]))
                == """
                error[E0301]: no
                   = note: n

                """)
    }

    @Test func colour() {
        let script = Script("a b")
        let diagnostic = Diagnostic(
            unknownName, "no", at: script.span("b"), label: "x", secondary: [.init(script.span("a"), "")])
        #expect(script.render(diagnostic, isColored: true) == """
            \u{1B}[1;31merror[E0301]\u{1B}[0m\u{1B}[1m: no\u{1B}[0m
              \u{1B}[1;34m--> \u{1B}[0maudience.cq:1:3
            \u{1B}[1;34m   |\u{1B}[0m
            \u{1B}[1;34m 1 |\u{1B}[0m a b
            \u{1B}[1;34m   |\u{1B}[0m \u{1B}[1;34m-\u{1B}[0m \u{1B}[1;31m^\u{1B}[0m\u{1B}[1;31m x\u{1B}[0m

            """)
    }

    /// Whatever the bytes and wherever the span: lines come out as UTF-8, and the marks start no further right than the
    /// line is wide.
    @Test func noTextAndNoSpanCrashes() {
        let pieces: [[UInt8]] = [
            [0xFF], [0xE4, 0xBD], [0xF0, 0x9F, 0x98], Array("王".utf8), Array("👩‍👩‍👧‍👦".utf8), Array("\t".utf8),
            Array("\r\n".utf8), Array("\n".utf8), Array("ab".utf8), [0], Array("e\u{301}".utf8), [0xED, 0xA0, 0x80],
            Array("🇩🇪".utf8), [0x80], [0xC3], Array("\u{200D}".utf8), Array("\u{FE0F}".utf8)
        ]
        var random: UInt64 = 0x9E37_79B9_7F4A_7C15
        func next(_ bound: Int) -> Int {
            random ^= random << 13
            random ^= random >> 7
            random ^= random << 17
            return Int(random % UInt64(bound))
        }
        for _ in 0..<3000 {
            let script = Script((0..<next(30)).flatMap { _ in pieces[next(pieces.count)] })
            let size = script.source.bytes.count
            func span() -> SourceSpan { script.span(next(size + 3)..<(size + 3 + next(5))) }
            func inner() -> SourceSpan {
                let (a, b) = (next(size + 1), next(size + 1))
                return script.span(min(a, b)..<max(a, b))
            }
            let diagnostic = Diagnostic(
                unknownName, "no", at: inner(), label: "p",
                secondary: [
                    .init(inner(), "s"), .init(span(), "t"), .init(inner(), "")
                ], fixIts: [.init("f", replace: inner(), with: "x")])
            for width in [nil, 40] as [Int?] {
                let text = script.render(diagnostic, width: width)
                #expect(!text.utf8.contains { $0 < 0x20 && $0 != UInt8(ascii: "\n") })
            }
            let json = DiagnosticJSON(sources: script.sources).render(diagnostic)
            #expect(json.utf8.filter { $0 == UInt8(ascii: "\n") }.count == 1)
        }
    }
}

struct DiagnosticJSONTests {
    @Test func everythingOnOneLine() {
        let script = Script("-- 😀\nwhere 😀é \"x\"\n", name: "a\"b.cq")
        let diagnostic = Diagnostic(
            unknownName, "say \"no\"\n", at: script.span("\"x\""), label: "l", severity: .warning,
            secondary: [.init(script.span("where"), "s")], notes: ["n1", "n2"],
            fixIts: [.init("f", replace: script.span("é"), with: "\t")])
        #expect(DiagnosticJSON(sources: script.sources).render(diagnostic) == #"""
            {"severity":"warning","code":"E0301","title":"unknown name","message":"say \"no\"\n",\#
            "span":{"file":"a\"b.cq","utf8Start":21,"utf8End":24,"line":2,"column":10,"utf16Column":11,"endLine":2,"endColumn":13,"endUTF16Column":14},\#
            "label":"l","labels":[{"span":{"file":"a\"b.cq","utf8Start":8,"utf8End":13,"line":2,"column":1,"utf16Column":1,"endLine":2,"endColumn":6,"endUTF16Column":6},"text":"s"}],\#
            "notes":["n1","n2"],"fixes":[{"title":"f","edits":[{"span":{"file":"a\"b.cq","utf8Start":18,"utf8End":20,"line":2,"column":8,"utf16Column":9,"endLine":2,"endColumn":9,"endUTF16Column":10},"replacement":"\t"}]}]}

            """#)
    }

    @Test func emptyListsAndUnknownTexts() {
        let span = SourceSpan(source: SourceID(3), utf8Start: 1, utf8End: 2)
        #expect(DiagnosticJSON(sources: SourceMap()).render(Diagnostic(unknownName, "m", at: span)) == #"""
            {"severity":"error","code":"E0301","title":"unknown name","message":"m","span":{"utf8Start":1,"utf8End":2},"label":"","labels":[],"notes":[],"fixes":[]}

            """#)
    }
}
