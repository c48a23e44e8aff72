@testable import Model
import Testing

struct PatternTests {
    private func matches(_ pattern: String, _ text: String) throws -> Bool { try Pattern(pattern).matches(text) }

    @Test(
        arguments: [
            (
                #"^1[3-9]\d{9}$"#, ["13812345678", "19900000000"],
                ["12812345678", "1381234567", "138123456789", "１３８１２３４５６７８", ""]
            ),
            (
                #"@(acme|example)\.(com|org)$"#, ["li@acme.com", "x@example.org"],
                ["li@acme.com.cn", "acme.com", "li@acmexcom", "li@acme.com\n"]
            ),
            (#"(?i)^zoë\b"#, ["Zoë King", "ZOË", "zoë-mae"], ["Zoëx", "Zoe", "", "X Zoë"]),
            (#"\p{Han}{2,4}"#, ["王小明", "Mr 王明", "〇〇"], ["王", "ワン", "Wang"]),
            (#"^\w+$"#, ["Zoë_9", "王小明", "नमस्ते", "Ⅷ"], ["a b", "a-b", "", "✓"]),
            (#"^\s\S$"#, [" x", "\u{3000}王", "\u{A0}x"], ["x", "  ", "\u{200B}x"]),
            (#"^[^\d\s]$"#, ["x", "王", "٣", "-"], ["7", " ", "", "xy"]),
            (#"^[\W\d]*$"#, ["12-34", "", "✓!"], ["12a", "王"]),
            (#"^[-+.a]$"#, ["-", "+", ".", "a"], ["b", "", ","]),
            (#"^[a-]$"#, ["a", "-"], ["b"]), (#"^[^-a]$"#, ["b"], ["a", "-"]), (#"^[+--]$"#, ["+", ",", "-"], ["."]),
            (#"^[\]\[\\^]$"#, ["]", "[", "\\", "^"], ["a"]), ("^]}$", ["]}"], ["]"]),
            (#"^.$"#, ["a", "王", "😀", "\r"], ["\n", "", "ab", "e\u{301}"]),
            (#"\bcat\b"#, ["cat", "a cat.", "cat-cat"], ["cats", "tomcat", "猫cat", "_cat"]),
            (#"\Bcat"#, ["tomcat", "xcat cat"], ["cat", "a cat"]), (#"^\b$"#, [], ["", "a"]), (#"^\B$"#, [""], ["a"]),
            (#"a{2}"#, ["aa", "baab"], ["a", "aba"]), ("^a{2,}$", ["aa", "aaaa"], ["a"]),
            ("^a{0,2}$", ["", "aa"], ["aaa"]),
            ("^a{0}b$", ["b"], ["ab"]), ("^(a|b)+?c*?$", ["ab", "bac"], ["c", ""]),
            ("^(?:ab?)??x", ["x", "ax", "abx"], ["bx"]),
            ("", ["", "x"], []), ("a||b", ["", "x"], []), ("^(|x)$", ["", "x"], ["xx"]), ("^", ["", "x"], []),
            ("$", ["", "x"], []),
        ("$x", [], ["x", ""]), ("x^", [], ["x", ""]), ("(^|,)b(,|$)", ["b", "a,b", "b,c", "a,b,c"], ["ab", "bc"]),
        ("(a*)*", ["", "b"], []), ("^(a*)*$", ["", "aa"], ["b"]), ("^(a|^b)*$", ["ba", "aa", ""], ["ab"]),
        (#"\x41\x{4E8C}\u0042\u{43}"#, ["A二BC"], ["A二B"]), (#"^\t\n\r\f\v$"#, ["\t\n\r\u{0C}\u{0B}"], [""]),
        (#"^\p{P}\P{P}\p{S}\p{Z}\p{M}\p{N}$"#, ["!a€ \u{301}½"], ["aa€ \u{301}½"]),
        ("王+小", ["李王王小"], ["王明小", "李"]), ("a\u{0}b", ["xa\u{0}b"], ["a"]), ("\u{FFFD}", ["x\u{FFFD}"], ["x"]),
    ] as [(String, [String], [String])])
    func findsWhatItShould(_ pattern: String, _ matching: [String], _ others: [String]) throws {
        for text in matching { #expect(try matches(pattern, text), "\(pattern) should match \(text.debugDescription)") }
        for text in others {
            #expect(try !matches(pattern, text), "\(pattern) should not match \(text.debugDescription)")
        }
    }

    /// The table of cases is Unicode's, as the standard library has it.
    @Test func caseVariantsAreThoseOfUnicode() {
        var lowers: [UInt32: UInt32] = [:]
        for index in 0..<CaseVariants.runCount {
            let run = CaseVariants.run(index)
            for scalar in stride(from: run.first, through: run.last, by: Int(run.step)) {
                lowers[scalar] = UInt32(Int64(scalar) + run.distance)
            }
        }
        for value in UInt32(0)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let lower = scalar.properties.lowercaseMapping.unicodeScalars
            let expected = lower.count == 1 && lower.first != scalar ? lower.first?.value : nil
            if lowers[value] != expected { Issue.record("\(String(value, radix: 16))") }
        }
        let sigmas = CaseVariants.closure(of: ScalarRanges([0x3A3...0x3A3]))
        #expect(sigmas.ranges == [0x3A3...0x3A3, 0x3C3...0x3C3])
        #expect(
            CaseVariants.closure(of: ScalarRanges([0x6B...0x6B])).ranges == [0x4B...0x4B, 0x6B...0x6B, 0x212A...0x212A])
    }

    @Test func ignoresCaseAsLowerCaseHasIt() throws {
        let pairs = [
            ("straße", "STRAẞE", true), ("σ", "Σ", true), ("ς", "Σ", false), ("K", "\u{212A}", true),
            ("\u{212A}", "k", true),
            ("å", "\u{212B}", true), ("İ", "i", false), ("i", "İ", false), ("İ", "İ", true), ("Ⅷ", "ⅷ", true),
            ("ДА", "да", true)
        ]
        for (pattern, text, expected) in pairs {
            #expect(try matches("(?i)^\(pattern)$", text) == expected, "\(pattern) \(text)")
            #expect(try Pattern("^\(pattern)$", ignoringCase: true).matches(text) == expected)
            if pattern.unicodeScalars.count == 1 {
                #expect(
                    try matches("(?i)^[\(pattern)]$", text) == expected
                        && matches("(?i)^[^\(pattern)]$", text) != expected)
            }
        }
        #expect(
            try matches("(?i)^[а-г]$", "Г") && matches("(?i)^[А-Г]$", "г") && !matches("(?i)^[А-Г]$", "д")
                && !matches("^[а-г]$", "Г"))
        for value in 0...ScalarRange.limit {
            guard let scalar = Unicode.Scalar(value), scalar.properties.changesWhenLowercased, value != 0x130 else {
                continue
            }
            let isSame = try matches("(?i)^\\x{\(String(value, radix: 16))}$", scalar.properties.lowercaseMapping)
            try #require(isSame, "\(scalar)")
        }
    }

    private enum ScalarRange { static let limit: UInt32 = 0x10FFFF }

    /// Against the standard library's own tables.
    @Test func namedSetsAreUnicodes() throws {
        let sets: [(String, (Unicode.Scalar) -> Bool)] = [
            (#"\s"#, { $0.properties.isWhitespace }), (#"\d"#, { ("0"..."9").contains($0) }),
            (#"\w"#, { PatternTests.startsIn(["L", "M", "N"], $0) || $0 == "_" }),
            (#"\p{L}"#, { PatternTests.startsIn(["L"], $0) })
        ]
        for (pattern, isMember) in sets {
            var matcher = try Pattern("^\(pattern)$").matcher(),
                complement = try Pattern("^\(pattern.uppercasedEscape)$").matcher()
            // All of the first planes' scripts; beyond, where ranges are long, every seventh.
            for value in Array(0...0x3400 as ClosedRange<UInt32>)
                + Array(stride(from: 0x3401, through: ScalarRange.limit, by: 7))
            {
                guard let scalar = Unicode.Scalar(value) else { continue }
                let (found, foundOther) = UTF8.encode(scalar).map { scalar in
                    Array(scalar).withUnsafeBufferPointer { (matcher.matches($0), complement.matches($0)) }
                } ?? (false, false)
                if found != isMember(scalar) || found == foundOther {
                    Issue.record("\(pattern) and U+\(String(value, radix: 16))")
                    return
                }
            }
        }
    }

    @Test func hanIsTheScript() throws {
        let regex = try Regex(#"^\p{Script=Han}$"#).matchingSemantics(.unicodeScalar)
        let pattern = try Pattern(#"^\p{Han}$"#)
        // Every scalar near a boundary of the script, and a sample of the others.
        for value in Array(0x2E00...0x3400 as ClosedRange<UInt32>) + Array(stride(from: 0x3400, to: 0x33000, by: 61))
            + [
                0x4DBF, 0x4DC0, 0x9FFF, 0xA000, 0xF900, 0xFA6D, 0xFA6E, 0xFA70, 0xFAD9, 0xFADA, 0x16FE2, 0x16FE3,
                0x16FE4, 0x16FF0,
                0x16FF1, 0x16FF2, 0x2A6DF, 0x2A6E0, 0x2B739, 0x2B73A, 0x2B81D, 0x2B81E, 0x2CEA1, 0x2CEA2, 0x2EBE0,
                0x2EBE1, 0x2FA1D,
                0x2FA1E, 0x3134A, 0x3134B, 0x323AF, 0x323B0
            ]
        {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let text = String(Character(scalar))
            #expect(pattern.matches(text) == (text.wholeMatch(of: regex) != nil), "U+\(String(value, radix: 16))")
        }
    }

    private static func startsIn(_ initials: Set<Character>, _ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: initials.contains("L")
        case .nonspacingMark, .spacingMark, .enclosingMark: initials.contains("M")
        case .decimalNumber, .letterNumber, .otherNumber: initials.contains("N")
        default: false
        }
    }

    // MARK: Problems

    @Test(
        arguments: [
            ("a(b", 1..<2, "never closed"), ("a)b", 1..<2, "closes nothing"), ("x[ab", 1..<2, "never closed"),
            ("[", 0..<1, "never closed"),
            ("[a-", 0..<1, "never closed"), ("[]", 0..<2, "at least one"), ("[^]", 0..<3, "at least one"),
            ("王*+", 3..<5, "give nothing back"),
            ("*a", 0..<1, "nothing stands before"), ("a|+b", 2..<3, "nothing stands before"),
            ("{2}", 0..<1, "nothing stands before"),
            ("a**", 2..<3, "cannot itself be repeated"), ("a{2}{3}", 4..<7, "cannot itself be repeated"),
            ("^*", 0..<2, "a place"),
            ("a{", 1..<2, "counts are written"), ("a{x}", 1..<2, "counts are written"),
            ("a{2", 1..<3, "counts are written"),
            ("a{,3}", 1..<3, "lower end"), ("a{3,2}", 1..<6, "{2,3}"), ("a{1001}", 1..<6, "1000 at most"),
            ("a{99999999999999999999999}", 1..<25, "1000 at most"),
            ("(?=a)", 0..<3, "look-ahead"), ("(?!a)", 0..<3, "look-ahead"), ("(?<=a)b", 0..<4, "look-behind"),
            ("(?<!a)b", 0..<4, "look-behind"),
            ("(?>a)", 0..<3, "keep what they matched"), ("(?<n>a)", 0..<3, "no names"), ("(?P<n>a)", 0..<4, "no names"),
            ("a(?i)b", 1..<5, "at its start"), ("(?s)a", 0..<3, "followed by"), ("(?", 0..<2, "followed by"),
            (#"(a)\1"#, 3..<5, "back-references"), (#"a\"#, 1..<2, "ends the pattern"), (#"\y"#, 0..<2, "unknown"),
            (#"\A"#, 0..<2, "`^`"),
            (#"\z"#, 0..<2, "`$`"), (#"\Qa\E"#, 0..<2, "quoting"), (#"\x4"#, 0..<3, "hexadecimal digits"),
            (#"\x{110000}"#, 0..<10, "no character"),
            (#"\x{D800}"#, 0..<8, "no character"), (#"\x{}"#, 0..<3, "hexadecimal digits"),
            (#"\pL"#, 0..<2, "in braces"),
            (#"\p{Foo}"#, 0..<7, "`Foo` is unknown"), (#"\p{L"#, 0..<4, "is missing"), (#"[\b]"#, 1..<3, "a place"),
            ("[z-a]", 1..<4, "backwards"), (#"[a-\d]"#, 1..<5, "two single"), (#"[\w-.]"#, 1..<4, "two single"),
            ("[a-c-e]", 1..<5, "two single"),
            ("[ab-[c]]", 4..<5, "within each other"), ("[[:alpha:]]", 1..<2, "named classes"),
            ("[a&&b]", 2..<4, "cut with each other"),
            ("[a[b]", 2..<3, "within each other"), ("(a{1000}){1000}", 0..<15, "10000 steps"),
            ("(((a{100}){100}){100}){100}", 1..<21, "10000 steps"),
            (String(repeating: "(", count: 101), 100..<101, "100 deep"),
            (String(repeating: "(", count: 30_000), 100..<101, "100 deep"),
            (String(repeating: "a", count: 10_001), 0..<10_001, "10000 steps"),
            (String(repeating: "a", count: 32_769), 0..<32_769, "32768 bytes")
        ] as [(String, Range<Int>, String)])
    func saysWhatIsWrong(_ pattern: String, _ range: Range<Int>, _ words: String) {
        do throws(Pattern.Problem) {
            _ = try Pattern(pattern)
            Issue.record("\(pattern.prefix(40)) is no pattern")
        } catch {
            #expect(error.message.contains(words), "\(error.message)")
            #expect(error.utf8Range == range, "\(pattern.prefix(40))")
        }
    }

    @Test func holdsAsMuchAsItSays() throws {
        let nested = String(repeating: "(", count: 100) + "a" + String(repeating: ")", count: 100)
        #expect(try matches(nested, "a") && !matches(nested, "b"))
        let long = String(repeating: "王", count: 10_000)
        #expect(try !matches(long, "x王王王"))
        let dozens = try Pattern("^(a{12}){100}$")
        #expect(
            dozens.matches(String(repeating: "a", count: 1_200))
                && !dozens.matches(String(repeating: "a", count: 1_199)))
        #expect(try matches("^((){1000}){1000}$", "") && !matches("^(a{0}){1000}$", "a"))
    }

    // MARK: Cost

    /// At most one pass over the program for each scalar, counted, so that a busy machine changes nothing.
    @Test(arguments: [
        ("(a*)*b", "a"), ("^(a|aa)+$", "a"), ("(a|a)*(a|a)*(a|a)*c", "a"), ("(x+x+)+y", "x"), ("^(.*,){11}P", "1,"),
        (#"(.*)(.*)(.*)(.*)(.*)[^!]$"#, "a"), ("(a?){500}a{500}b", "a"), ("(a|b)*a(a|b){20}c", "ab"),
        ("(a|b)*a(a|b){500}c", "aab")
    ])
    func evilPatternsTakeLinearTime(_ pattern: String, _ unit: String) throws {
        var matcher = try Pattern(pattern).matcher()
        var text = String(repeating: unit, count: 5_000) + "!"
        for round in 1...2 {
            #expect(text.withUTF8 { !matcher.matches($0) })
            #expect(matcher.stepCount <= round * (text.utf8.count + 1))
        }
    }

    /// More states than are kept: they are forgotten, or not made at all, and the answer stays the same.
    @Test func forgettingStatesChangesNothing() throws {
        var random = SeededRandom(seed: 7)
        let pattern = try Pattern("(a|b)*a(a|b){14}c")
        for _ in 0..<15 {
            var text = (0..<20_000).map { _ in random.chance(50) ? "a" : "b" }
            let place = random.below(text.count - 20)
            text[place + 15] = "c"
            #expect(pattern.matches(text.joined()) == (text[place] == "a"))
        }
    }
}

extension String {
    /// `\d` is `\D`.
    fileprivate var uppercasedEscape: String { prefix(1) + dropFirst().prefix(1).uppercased() + dropFirst(2) }
}
