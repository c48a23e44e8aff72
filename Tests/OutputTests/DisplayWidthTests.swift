import Output
import Syntax
import Testing

struct DisplayWidthTests {
    @Test(arguments: [
        ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("王小明", 6), ("ｱ", 1), ("Ａ", 2), ("한국어", 6),
        ("\u{1112}\u{1161}\u{11AB}", 2), ("か\u{3099}", 2), ("😀", 2), ("👍🏽", 2), ("👩‍👩‍👧‍👦", 2), ("🇩🇪", 2), ("🇩🇪🇫🇷", 4),
        ("❤", 1), ("❤\u{FE0F}", 2), ("1\u{FE0F}\u{20E3}", 2),
        ("🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}", 2),
        ("🏳\u{FE0F}\u{200D}🌈", 2), ("a\u{200B}b", 10), ("\u{301}", 0), ("„“…", 3), ("नि", 2), ("ไม้", 2),
        ("α\u{200D}β", 10), ("क्\u{200D}ष", 2),
        ("\n\t\u{1B}", 3), ("\u{AD}", 6), ("𠀀", 2), ("─", 1)
    ])
    func columns(text: String, width: Int) {
        #expect(DisplayWidth.of(text) == width, "\(text.unicodeScalars.map { String($0.value, radix: 16) })")
    }

    @Test func widthsAddUpOverPlainTextAroundThem() {
        for text in ["王", "👩‍👩‍👧‍👦", "e\u{301}", "🇩🇪", "❤\u{FE0F}"] {
            #expect(DisplayWidth.of("ab" + text + "cd") == DisplayWidth.of(text) + 4)
        }
    }
}

struct GroupedIntegerTests {
    @Test func groupsOfThree() {
        #expect(grouped(0) == "0")
        #expect(grouped(999) == "999")
        #expect(grouped(1000) == "1,000")
        #expect(grouped(-1_234_567) == "-1,234,567")
        #expect(grouped(Int64.min) == "-9,223,372,036,854,775,808")
        #expect(counted(1, "row", "rows") == "1 row")
        #expect(counted(4110, "row", "rows") == "4,110 rows")
    }
}
