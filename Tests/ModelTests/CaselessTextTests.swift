@_spi(_Unicode) import Swift
import Model
import Testing

/// Texts without case, over every scalar that has another form, or might.
struct CaselessTextTests {
    /// Of Han, Hangul syllables and private ones, which are all alike, every hundredth; planes behind the first have
    /// few.
    private static let scalars =
        [0..<0x3400, 0xF900..<0x1_2000, 0x1_D000..<0x1_EA00, 0x2_F800..<0x2_FA20].flatMap { $0.map { UInt32($0) } }
        .compactMap { Unicode.Scalar($0) }
        + stride(from: 0x3400, to: 0xF900, by: 101).compactMap { Unicode.Scalar(UInt32($0)) }

    @Test(arguments: [
        ("Ann@Example.ORG", "ann@example.org"), ("CAFÉ", "café"), ("CAFE\u{301}", "café"), ("\u{212B}", "å"),
        ("A\u{30A}", "å"), ("", ""), ("王", "王"),
        ("\u{1112}\u{1161}\u{11AB}", "한"), ("か\u{3099}", "が"), ("q\u{307}\u{323}", "q\u{323}\u{307}"),
        ("İ", "i\u{307}"), ("a\u{0}B", "a\u{0}b"),
    ])
    func folded(text: String, expected: String) {
        #expect(ExactText(CaselessText.folded(text)) == ExactText(expected))
    }

    /// Whatever form a character is in, and behind whatever letter: texts that are canonically equal are folded into
    /// one.
    @Test func formsAreOne() {
        for scalar in CaselessTextTests.scalars {
            for text in [String(scalar), "e" + String(scalar)] {
                let folded = CaselessText.folded(text)
                guard
                    ExactText(CaselessText.folded(CaselessText.decomposed(text))) != ExactText(folded)
                        || ExactText(CaselessText.folded(folded)) != ExactText(folded)
                        || ExactText(CaselessText.folded(CaselessText.composed(text))) != ExactText(folded)
                else { continue }
                Issue.record("U+\(String(scalar.value, radix: 16)): \(text)")
            }
        }
    }

    /// What is taken for composed without a look at it is.
    @Test func composedIsTheStandardLibrarysForm() {
        for scalar in CaselessTextTests.scalars {
            let text = "e" + String(scalar)
            var composed = String.UnicodeScalarView()
            for scalar in text._nfc { composed.append(scalar) }
            if ExactText(CaselessText.composed(text)) != ExactText(String(composed)) {
                Issue.record("U+\(String(scalar.value, radix: 16))")
            }
        }
    }

    /// Keys come in the order of the folded texts and, where these are equal, of the texts; and they lead back.
    @Test func keysAreOrderedAndLeadBack() {
        let texts = [
            "", "B", "b", "a", "Ann", "ann", "É", "E\u{301}", "é", "a\u{0}", "A\u{0}b", "\u{0}", "\u{0}\u{0}", "王",
            "ab",
        ]
        for text in texts { #expect(ExactText(CaselessText.text(ofKey: CaselessText.key(text))) == ExactText(text)) }
        func isBefore(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }
        let plain = texts.filter { !$0.utf8.contains(0) }
        for a in plain {
            for b in plain {
                let (x, y) = (CaselessText.folded(a), CaselessText.folded(b))
                let expected = ExactText(x) == ExactText(y) ? isBefore(a, b) : isBefore(x, y)
                #expect(isBefore(CaselessText.key(a), CaselessText.key(b)) == expected, "\(a) \(b)")
            }
        }
    }
}

struct ExactTextTests {
    /// `String` takes both for one; values of the language do not.
    @Test func valuesAreComparedScalarByScalar() {
        let composed = "\u{E9}", decomposed = "e\u{301}"
        #expect(composed == decomposed)
        #expect(Value.text(composed) != Value.text(decomposed))
        #expect(Set([Value.text(composed), .text(decomposed), .text(composed)]).count == 2)
        #expect(
            Value.text("a") == .text("a") && Value.int(1) != .money(1) && Value.missing == .missing
                && Value.number(0) == .number(-0.0))
    }
}
