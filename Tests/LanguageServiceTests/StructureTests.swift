import Engine
import LanguageService
import Syntax
import Testing

@Suite struct StructureTests {
    private let text = """
        import "m.cq" as m
        -- How much.
        metric spend = sum(orders.amount
          in last 90 days)
        classify size {
          "large" when spend > 100,
          else "small"
        }
        segment vip where spend > 10
        from vip
        | group by city { n = count() }

        """

    @Test func symbolsAreAnOutline() throws {
        let symbols = try Script(text, files: ["m.cq": ""]).analysis.symbols
        #expect(symbols.map(\.name) == ["m", "spend", "size", "vip", "from vip | group by city { n = count() }"])
        #expect(symbols.map(\.kind) == [.importedFile, .metric, .classification, .segment, .question])
        #expect(symbols[1].detail == "money")
        #expect(symbols[4].children.map(\.name) == ["n"])
        #expect(try Script(text).slice(symbols[1].utf8Range).hasPrefix("-- How much."))
    }

    @Test func statementsAndBracketsFold() throws {
        let script = try Script(text, files: ["m.cq": ""])
        let lines = script.analysis.foldingRanges.map {
            script.analysis.source.line(
                atUTF8Offset: $0.utf8Range.lowerBound)...script.analysis.source.line(
                    atUTF8Offset: $0.utf8Range.upperBound)
        }
        #expect(lines == [2...3, 4...7, 9...10])
        #expect(
            try Script("-- a\n-- b\n\n-- c\nsegment where recency < 1\n").analysis.foldingRanges.map(\.kind) == [
                .comment
            ])
    }

    @Test func aSelectionGrows() throws {
        let script = try Script("segment vip where recency < 3 and mone‸tary > 5")
        #expect(
            script.slices(script.analysis.selectionRanges(at: script.offset)) == [
                "monetary", "monetary > 5", "recency < 3 and monetary > 5", script.text
            ])
    }

    @Test func tokensKnowWhatTheyMean() throws {
        let script = try Script(
            "metric spend = sum(orders.amount where is_purchase)\nsegment where spend > 3 and buyers -- 好")
        let tokens = script.analysis.semanticTokens(in: 0..<script.text.utf8.count)
        let meanings = tokens.map {
            "\(script.slice($0.utf8Range)) \($0.tokenClass)\($0.isDeclaration ? " declared" : "")\($0.isGiven ? " given" : "")"
        }
        #expect(
            meanings == [
                "metric keyword", "spend metric declared", "= operation", "sum function", "orders entity",
                "amount field", "where keyword", "is_purchase segment given",
                "segment keyword", "where keyword", "spend metric", "> operation", "3 number", "and keyword",
                "buyers segment given", "-- 好 comment"
            ])
    }

    @Test func hintsSayTypesAndDays() throws {
        let script = try Script(
            "metric spend = sum(orders.amount in last 2 full months)\nsegment a where joined_at in 2026-01-01")
        let hints = script.analysis.inlayHints(in: 0..<script.text.utf8.count)
        #expect(hints.map(\.text) == [": money", "2026-04-01 – 2026-05-31"])
        #expect(script.slice(hints[0].utf8Offset - 5..<hints[0].utf8Offset) == "spend")
    }

    /// A wrong statement costs itself and what needs it, and nothing else.
    @Test func whatIsSoundHasLensesBesideWhatIsWrong() throws {
        let script = try Script("""
            segment a where recency < 30
            segment b where recencey < 30
            segment c where b and recency < 3
            metric m = monetary / 2
            from customers | where c | take 3
            from customers | where m > 3 and a | take 3
            segment buyers where (
            """)
        #expect(script.analysis.lenses.map(\.target) == [.segment("a"), .question(0)])
        #expect(script.slices(script.analysis.lenses.map(\.utf8Range)) == ["a", "from"])
        let sound = try #require(script.analysis.sound)
        #expect(sound.source.bytes.count == script.analysis.source.bytes.count)
        #expect(!sound.compilation.hasErrors)
        #expect(sound.compilation.resultCount == 1)
        // A ready-made segment does not stand in for one of its name that is wrong.
        #expect(
            try Script("segment buyers where (\nfrom buyers | take 3\nsegment x where vip2").analysis.lenses.isEmpty)
        #expect(
            try Script("import \"none.cq\" as n\nsegment a where recency < 3").analysis.lenses.map(\.target) == [
                .segment("a")
            ])
    }

    @Test func everySegmentAndQuestionHasALens() throws {
        let lenses = try Script(text, files: ["m.cq": ""]).analysis.lenses
        #expect(lenses.map(\.target) == [.segment("vip"), .question(0)])
        #expect(try Script("segment a where recency <").analysis.lenses.isEmpty)
    }

    @Test func signaturesFollowTheArgument() throws {
        let first = try #require(try Script("segment where days_between(‸").analysis.signatureHelp(at: 27))
        #expect(first.activeParameter == 0)
        #expect(first.signature.label == "days_between(from: date or time, to: date or time) → days")
        let script = try Script("segment where quantile(orders.amount where amount in (1, 2), 9‸")
        #expect(script.analysis.signatureHelp(at: script.offset)?.activeParameter == 1)
        #expect(try Script("segment where sum(orders.amount) > ‸").analysis.signatureHelp(at: 35) == nil)
    }
}
