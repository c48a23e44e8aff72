import Syntax
import Testing

struct ParserTests {
    private func parse(_ text: String) -> ParsedSource {
        Parser.parse(SourceText(id: SourceID(0), name: "test", text: text), analyses: [])
    }

    @Test(arguments: [
        "segment where recency < 30 and monetary > 5000",
        "segment vip \"VIP\" where sum(orders.amount in last 12 months where status = \"paid\") >= 5000",
        "segment shoe_fans where count(orders in last 90 days where any(items where product.category = \"shoes\")) >= 2",
        "segment 高价值 where 最近消费 < 30",
        "metric aov \"Average\" = monetary / frequency from vip | where aov > 200 | sort monetary desc | take 100 | select id, name, m.aov",
        "from customers | group by tier { n = count(), spend = sum(monetary) } | sort spend desc",
        "from orders in last 12 months where status = \"paid\" | group by month(ordered_at) { buyers = count(distinct customer) }",
        "segment x where email ends with \"@acme.com\" ignoring case and not (city in (\"a\", \"b\",) or phone is missing)",
        "segment x where count(orders between 180 and 90 days ago) >= 3 -- trailing\nparam min: money = 5_000",
        "#!/usr/bin/env clientele\nentity orders \"O\" alias 订单 of customers by customer_id at ordered_at { key id: int, p: products by product_id \"P\" alias x pii, key: text, }"
    ])
    func parsesWithoutDiagnostics(_ text: String) {
        #expect(parse(text).diagnostics.map(\.message) == [])
    }

    @Test func tokensConcatenateToTheSource() {
        let text = "segment  x -- c\n where ( a = 'b' ＜ \"open\n | §§ from ((( "
        let tree = parse(text).tree
        #expect(tree.tokens.map { tree.source.text($0.utf8Range) }.joined() == text)
        let covered = tree.root.descendantTokens.map(\.text)
        #expect(
            covered
                == tree.tokens.filter { !$0.kind.isTrivia && $0.kind != .endOfFile }.map {
                    tree.source.text($0.utf8Range)
                })
    }

    @Test(arguments: [
        ("segment where recency ＜ 30 and （monetary ＞ 5）", ["E0103"]),
        ("segment where city == \"a\"", ["E0108"]),
        ("segment where email IS NULL", ["E0205"]),
        ("segment where email is not null", ["E0205"]),
        ("segment where email = null", ["E0205"]),
        ("segment where city = \"Berlin", ["E0104"]),
        ("segment where (city = \"Berlin and recency < 3)", ["E0104"]),
        ("SELECT id FROM customers WHERE recency < 30", ["E0208"]),
        ("segment where a not in (1, 2)", ["E0210"]),
        ("segment where a < ", ["E0201"]),
        ("segment where (a < 3", ["E0203"]),
        ("segment where a < 3) and b", ["E0201"]),
        ("segment where a < 3 | take 4 | sort x", ["E0211"]),
        ("from customers | take five | where )", ["E0201", "E0201"]),
        ("segment where a like \"x\" from customers", ["E0108"]),
        ("segment where 30days > a", ["E0106"]),
        ("from customers | aggregate { count(), n = count() }", ["E0209"]),
        ("segment where a = 1;", ["E0111"]),
        ("hello world this is text", ["E0202"]),
        ("metric = 3 segment where", ["E0201", "E0201"]),
    ])
    func saysEachCauseOnce(_ text: String, _ codes: [String]) {
        #expect(parse(text).diagnostics.map(\.code.id) == codes)
    }

    @Test func aHundredThousandParenthesesAreOneDiagnostic() {
        #expect(
            parse("segment where " + String(repeating: "(", count: 100_000)).diagnostics.map(\.code.id) == ["E0204"])
        #expect(
            parse("segment where " + String(repeating: "not ", count: 100_000)).diagnostics.map(\.code.id) == ["E0204"])
        #expect(
            parse("segment where " + String(repeating: "f(", count: 100_000) + ")").diagnostics.map(\.code.id) == [
                "E0204"
            ])
        let wide = "segment where " + Array(repeating: "a = 1", count: 10_000).joined(separator: " or ")
        #expect(parse(wide).diagnostics.isEmpty)
    }

    @Test func knowsWhenAStatementIsUnfinished() {
        for text in [
            "segment where", "segment where (a = 1", "from customers |", "segment where a and",
            "from x | aggregate { n = count()"
        ] {
            #expect(parse(text).needsMore, "\(text)")
        }
        for text in ["segment where a", "from customers", "segment where a ) b"] {
            #expect(!parse(text).needsMore, "\(text)")
        }
    }

    @Test func documentationIsTheCommentDirectlyAbove() throws {
        let tree = parse("-- stray\n\n-- one\n--   two\nmetric a = b -- behind\nmetric c = d").tree
        #expect(tree.root.nodes.first?.documentation == "one\n  two")
        #expect(tree.root.nodes.last?.documentation == nil)
    }
}
