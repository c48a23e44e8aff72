import LanguageService
import Testing

@Suite struct CodeActionTests {
    private func actions(_ marked: String) throws -> (Script, [CodeAction]) {
        // Two marks are a selection.
        let parts = marked.split(separator: "‸", omittingEmptySubsequences: false)
        let script = try Script(parts.joined())
        let start = parts[0].utf8.count, end = parts.count > 2 ? start + parts[1].utf8.count : start
        return (script, script.analysis.codeActions(in: start..<end))
    }

    private func result(_ marked: String, _ title: String) throws -> String? {
        let (script, actions) = try actions(marked)
        return actions.first { $0.title.contains(title) }.map { script.applying($0.edits) }
    }

    @Test func everyFixIsOffered() throws {
        let (script, actions) = try actions("segment where cit‸ = \"x\"")
        #expect(actions.map(\.kind) == [.quickFix])
        #expect(script.applying(actions[0].edits) == "segment where city = \"x\"")
    }

    /// Fixes are checked when they are asked for where a text is too long to check them with every keystroke.
    @Test(arguments: [
        "segment where cit‸ = \"x\"", "segment where monetery‸ > \"x\"", "segment where orders‸ > 3",
        "segment where recency‸ == 3", "from customers | group by city { n = na‸me }",
    ])
    func aLongTextOffersWhatAShortOneDoes(_ marked: String) throws {
        let padding = "-- " + String(repeating: "x", count: 21_000) + "\n"
        let (short, offered) = try actions(marked), (long, inLong) = try actions(padding + marked)
        #expect(short.analysis.hasCheckedFixes && !long.analysis.hasCheckedFixes)
        #expect(inLong.map(\.title) == offered.map(\.title))
    }

    @Test func aConditionBecomesASegment() throws {
        #expect(
            try result("-- Who.\nsegment a where ‸recency < 3‸ and monetary > 5", "as a segment")
                == "segment selected where recency < 3\n\n-- Who.\nsegment a where selected and monetary > 5")
        #expect(
            try result("segment selected where recency < 9\nfrom customers | where ‸monetary > 5‸", "as a segment")?
                .hasSuffix("segment selected_2 where monetary > 5\n\nfrom customers | where selected_2") == true)
        // What is about records is no condition on customers.
        #expect(try result("segment a where any(orders where ‸amount > 5‸)", "as a segment") == nil)
        #expect(try result("segment a where ‸recency < 3‸", "as a segment") == nil)
    }

    @Test func aValueBecomesAMetric() throws {
        #expect(
            try result("segment a where ‸monetary / frequency‸ > 5", "as a metric")
                == "metric value = monetary / frequency\n\nsegment a where value > 5")
        #expect(
            try result("segment a where su‸m(orders.amount) > 5", "as a metric")
                == "metric value = sum(orders.amount)\n\nsegment a where value > 5")
    }

    @Test func aLiteralBecomesAParameter() throws {
        #expect(
            try result("segment a where monetary > 5‸00", "as a parameter")
                == "param limit: money = 500\n\nsegment a where monetary > $limit")
        #expect(
            try result("segment a where city = \"Ber‸lin\"", "as a parameter")
                == "param limit: text = \"Berlin\"\n\nsegment a where city = $limit")
    }

    @Test func missingValuesCanBeLeftOut() throws {
        #expect(
            try result("segment a where frequency > 1 and not rec‸ency > 90", "missing")
                == "segment a where frequency > 1 and not recency > 90 and recency is known")
        #expect(try result("segment a where not rec‸ency > 90 and recency is known", "missing") == nil)
    }
}
