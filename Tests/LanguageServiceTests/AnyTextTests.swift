import Engine
import Glibc
import LanguageService
import Semantics
import Syntax
import Testing

/// Whatever a text is and wherever somebody points, every question has an answer, and none of them is outside of the
/// text.
@Suite struct AnyTextTests {
    /// Texts to try; CLIENTELE_LANGUAGE_TEXTS asks for more.
    private static let count = getenv("CLIENTELE_LANGUAGE_TEXTS").flatMap { Int(String(cString: $0)) } ?? 120

    private static let fragments = [
        "segment a where recency < 3 and monetary > 5\n",
        "metric m = sum(orders.amount in last 90 days where status = \"paid\")\n", "param p: money = 5\n",
        "from customers | group by city { n = count(), s = sum(monetary) } | sort s desc | take 3\n",
        "classify c { \"a\" when m > $p, else \"b\" }\n",
        "segment b where a and not city in (\"上海\", \"北京\") -- 好\n", "explain customer 3 in a\n",
        "import \"x.cq\" as x\n", "metric tickets.t = hours_between(opened_at, resolved_at)\n",
        "segment where sequence(interactions then orders within 3 days without tickets between)\n",
        "quantile(orders.amount, ", "\"", "`", "(", ")", "{", "}", "|", "$", "--", "😀", ".", ",", " = ", " in (",
        "where ", " over last ", "\r\n",
        "not ", "birthday ", "customer.", "orders.", "from ", "rank(monetary) among a", "if a then 1 else 2",
        "2026-03-01", "last 3 full months", "is known", "　", "，"
    ]

    @Test func everyQuestionHasAnAnswerInTheText() throws {
        let context = try Script.context(["x.cq": "metric y = frequency"])
        var random = Numbers(state: 20_261_122)
        for _ in 0..<AnyTextTests.count {
            let text = (0...random.next(8)).map { _ in AnyTextTests.fragments[random.next(AnyTextTests.fragments.count)]
            }.joined(separator: random.next(2) == 0 ? "" : " ")
            let bytes = Array(text.utf8)
            let analysis = ScriptAnalysis(name: "any", bytes: bytes, in: context)
            let whole = 0..<bytes.count
            func isInside(_ range: Range<Int>) -> Bool { range.lowerBound >= 0 && range.upperBound <= bytes.count }
            func check(_ ranges: [Range<Int>], _ what: String) {
                #expect(ranges.allSatisfy(isInside), "\(what) of \(text.debugDescription)")
            }
            check(analysis.foldingRanges.map(\.utf8Range), "folds")
            check(analysis.symbols.flatMap { [$0.utf8Range, $0.nameRange] }, "symbols")
            check(analysis.lenses.map(\.utf8Range), "lenses")
            check(analysis.inlayHints(in: whole).map { $0.utf8Offset..<$0.utf8Offset }, "hints")
            let tokens = analysis.semanticTokens(in: whole).map(\.utf8Range)
            check(tokens, "tokens")
            #expect(
                zip(tokens, tokens.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound },
                "tokens overlap in \(text.debugDescription)")
            for _ in 0..<6 {
                let place = random.next(bytes.count + 1), other = random.next(bytes.count + 1)
                for onlyMatching in [true, false] {
                    check([analysis.completions(at: place, onlyMatching: onlyMatching).replacing], "completion")
                }
                check([analysis.hover(at: place)?.utf8Range].compactMap(\.self), "hover")
                check(analysis.selectionRanges(at: place), "selection")
                _ = analysis.signatureHelp(at: place)
                if let found = analysis.definition(at: place) {
                    #expect(found.utf8Range.upperBound <= found.source.bytes.count)
                }
                if let name = analysis.occurrence(at: place) {
                    check(
                        Workspace([analysis]).references(to: name.identity, includingDeclarations: true).map(
                            \.location.utf8Range), "references")
                }
                for action in analysis.codeActions(in: min(place, other)..<max(place, other)) {
                    check(action.edits.map(\.utf8Range), "actions")
                }
                // A rename is refused, or every name means afterwards what it meant before.
                if let edits = try? Workspace([analysis]).rename(at: place, to: "renamed_here").flatMap(\.edits) {
                    check(edits.map(\.utf8Range), "rename")
                }
            }
        }
    }

    /// SplitMix64.
    private struct Numbers {
        var state: UInt64

        mutating func next(_ limit: Int) -> Int {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return Int((z ^ (z >> 31)) % UInt64(max(1, limit)))
        }
    }
}
