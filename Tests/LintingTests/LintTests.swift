import Engine
import Linting
import Semantics
import Syntax
import Testing

struct LintTests {
    let fixture: LintFixture

    init() throws { fixture = try LintFixture() }

    // MARK: Pages

    @Test func codesAreUniqueAndPagesWhole() {
        #expect(Set(Linter.codes.map(\.id)).count == Linter.codes.count)
        #expect(Linter.codes.map(\.id) == Linter.codes.map(\.id).sorted())
        for code in Linter.codes {
            #expect(code.id.utf8.count == 5 && code.id.hasPrefix("L"), "\(code.id)")
            #expect(
                code.title.first.map { $0.isLowercase || $0 == "`" } ?? false && !code.title.hasSuffix("."),
                "\(code.id): \(code.title)")
            #expect(code.explanation.hasSuffix("."), "\(code.id)")
            #expect(Linter.code(code.id.lowercased()) == code)
        }
    }

    @Test(arguments: Linter.codes.map(\.id)) func pagesAreTrue(_ id: String) throws {
        let code = try #require(Linter.code(id))
        #expect(fixture.codes(code.wrong) == [id])
        #expect(fixture.codes(code.right) == [])
    }

    /// Every fix compiles, and what it mends is gone.
    @Test(arguments: Linter.codes.map(\.id)) func fixesMend(_ id: String) throws {
        let code = try #require(Linter.code(id))
        for finding in fixture.findings(code.wrong) {
            for fix in finding.fixIts {
                let mended = LintFixture.mended(code.wrong, fix.edits)
                #expect(!fixture.compile(mended).hasErrors, "\(mended)")
                #expect(!fixture.codes(mended).contains(id), "\(mended)")
            }
        }
    }

    // MARK: What is found

    @Test(arguments: [
        // Parameters: also of windows and of `take`; those of ready-made definitions get another value.
        ("param n: int = 5 from customers | sort id | take $n", []),
        ("param n: int = 5 segment where any(orders in last $n days)", []),
        ("param churn_days: int = 60 segment where churned", []),
        ("param churn_days: int = 60", []),
        ("param n: int = 5", ["L0101"]),
        // Imports.
            ("import \"lib/metrics.cq\" as m from m.vip | aggregate { n = count() }", []),
            ("import \"lib/metrics.cq\" as m segment where recency < 3 and m.vip", []),
            ("import \"lib/metrics.cq\" as m", ["L0102"]),
            // Definitions: a library's are there for others.
            ("segment a where recency < 3", []),
            ("segment a where recency < 3 from customers | aggregate { n = count() }", ["L0103"]),
            ("segment a where recency < 3 from a | aggregate { n = count() }", []),
            ("segment a where recency < 3 segment b where a and email is known explain b", []),
            ("segment a where recency < 3 metric b = rank(monetary) among a segment where b <= 10", []),
            ("segment a alias 甲 where recency < 3 from 甲 | aggregate { n = count() }", []),
            ("metric orders.net = amount / 2 from orders | aggregate { n = sum(net) }", []),
            ("metric orders.net = amount / 2 from orders | aggregate { n = count() }", ["L0103"]),
            ("classify c { \"a\" when recency < 3, else \"b\" } from customers | group by c { n = count() }", []),
            // Names.
            ("segment active where recency < 3", ["L0104"]), ("metric x alias 客单价 = monetary", ["L0104"]),
            ("segment orders where recency < 3", ["L0104"]),
            ("segment lately where recency < 3", []),
            // The same under two names; not a name for a name, nor what only happens to be the same now.
            ("segment a where recency < 3 segment b where recency < 3", ["L0105"]),
            ("segment a where any(orders where amount > 3) segment b where any(orders where amount > 3)", ["L0105"]),
            ("segment a where frequency >= 2", ["L0105"]),
            ("segment a where recency < 3 segment b where a", []),
            ("param p: money = 50 segment a where monetary > $p segment b where monetary > 50", []),
            ("segment a where recency < 3 segment b where recency <= 3", []),
            ("metric a = monetary / 2 metric b = monetary/2", ["L0105"]),
            // Negations.
            ("segment a where city != \"x\"", ["L0201"]), ("segment a where not city in (\"x\", \"y\")", ["L0201"]),
            ("segment a where not (recency < 3 or monetary > 99)", ["L0201"]),
            ("segment a where not monetary > 99", []), ("segment a where not email is missing", []),
            ("segment a where id != 7", []),
            ("segment a where city is known and city != \"x\"", []),
            ("segment a where city != \"x\" or city is missing", []),
            ("segment a where country = \"DE\" and city != \"x\"", ["L0201"]),
            ("segment a where not vip segment vip where recency < 3", []),
            ("from customers | where city != \"x\" | aggregate { n = count() }", ["L0201"]),
            ("from customers | aggregate { n = count() } | where n != 5", []),
            // Windows.
            ("segment a where any(orders in last 365 days)", ["L0202"]),
            ("segment a where frequency over last 730 days > 1", ["L0202"]),
            ("segment a where any(orders in last 90 days)", []),
            ("segment a where birthday in last 24 hours", ["L0202"]),
            ("segment a where joined_at in last 24 hours", []),
            ("segment a where frequency over last 30 days > (frequency over last 12 months) / 12", ["L0202"]),
            ("segment a where frequency over last 30 days > (frequency over last 90 days) / 3", []),
            // Stages.
            ("from customers | take 5", ["L0203"]), ("from customers | sort id | take 5", []),
            ("from customers | group by city { n = count() } | take 5", ["L0203"]),
            ("from customers | aggregate { n = count() } | take 5", []),
            ("from customers | sort monetary | where recency < 3 | take 5 | take 3", []),
            ("from customers | sort city | sort name | take 3", ["L0204"]),
            ("from customers | sort city | take 3 | sort name", []),
            ("from customers | sort city | derive n = row_number() | sort name", []),
            ("from customers | sort city | derive n = frequency + 1 | sort name", ["L0204"]),
            ("from customers | derive place = rank(monetary), part = share(monetary) by city", []),
            ("from customers | sort monetary desc | take 10 by monetary", ["L0206"]),
            ("from customers | sort id | take 3 by country, frequency", []),
            ("from orders | group by channel { spent = sum(amount) } | sort channel | take 2 by spent", ["L0206"]),
            ("from orders | derive gap = ordered_at < next(ordered_at)", ["L0205"]),
            ("from customers | group by city { n = count() } | derive change = n - previous(n)", []),
            // Numbers.
            (
                "segment a where monetary > 500 and recency < 5 segment b where monetary > 500 or recency > 5 segment c where monetary <= 500",
                ["L0301"]
            ),
            (
                "segment a where frequency > 5 segment b where frequency < 5 and city is known segment c where frequency = 5",
                []
            ),
        ("segment a where monetary > 500 segment b where monetary < 500", []),
    ] as [(String, [String])])
    func finds(_ text: String, _ codes: [String]) {
        #expect(fixture.codes(text) == codes, "\(fixture.findings(text).map(\.message))")
        for finding in fixture.findings(text) {
            for fix in finding.fixIts {
                let mended = LintFixture.mended(text, fix.edits)
                #expect(!fixture.compile(mended).hasErrors, "\(finding.code.id): \(mended)")
                #expect(!fixture.codes(mended).contains(finding.code.id), "\(finding.code.id): \(mended)")
            }
        }
    }

    /// What other scripts use is used.
    @Test func usesElsewhereCount() {
        let text = "segment a where recency < 3 from customers | aggregate { n = count() }"
        #expect(fixture.findings(text, usedElsewhere: ["a"]).isEmpty)
    }

    // MARK: Allowances

    @Test(arguments: [
        ("-- lint: allow L0104\nsegment active where recency < 3", []),
        (
            "-- What it means.\n-- lint: allow l0203, L0104 because the rest of the company says so\nsegment active where recency < 3",
            []
        ),
        ("-- lint: allow L0203\nsegment active where recency < 3", ["L0104"]),
        (
            "-- lint: allow L0104\nsegment active where recency < 3\nsegment lapsed_twice alias 活跃客户 where recency > 3",
            ["L0104"]
        ),
        ("from customers\n  -- lint: allow L0203\n  | take 5", []),
        ("from customers | take 5 -- lint: allow L0203", ["L0203"])
    ])
    func allowances(_ text: String, _ codes: [String]) { #expect(fixture.codes(text) == codes) }

    // MARK: Fixes

    @Test(arguments: [
        ("param a: int = 5\n\nsegment where recency < 3\n", "segment where recency < 3\n"),
        (
            "segment where recency < 3\n\n-- What it is.\nparam a: int = 5  -- five\n\nsegment where recency < 4\n",
            "segment where recency < 3\n\nsegment where recency < 4\n"
        ),
        ("param a: int = 5 segment where recency < 3", "segment where recency < 3"),
        ("segment where recency < 3 param a: int = 5", "segment where recency < 3 \n"),
        ("from customers | take 5", "from customers | sort id | take 5"),
        ("from orders where amount > 3 | take 5", "from orders where amount > 3 | take 5"),
        ("from products where price > 3 | take 5", "from products where price > 3 | sort id | take 5"),
        (
            "from customers | group by c = city { n = count() } | take 5",
            "from customers | group by c = city { n = count() } | sort c | take 5"
        ),
        (
            "from customers\n  | sort name\n  | group by city { n = count() }",
            "from customers\n  | group by city { n = count() }"
        ),
        ("segment a where recency < 3\nsegment b where recency < 3", "segment a where recency < 3\nsegment b where a"),
        ("segment a where country = \"DE\" or city != \"x\"", "segment a where country = \"DE\" or city != \"x\""),
        (
            "-- Top.\n\n-- A.\nsegment a where monetary > 500\nsegment b where monetary = 500\nsegment c where monetary < 500",
            "-- Top.\n\nparam monetary_limit: money = 500\n\n-- A.\nsegment a where monetary > $monetary_limit\nsegment b where monetary = $monetary_limit\nsegment c where monetary < $monetary_limit"
        )
    ])
    func safeFixes(_ text: String, _ mended: String) {
        #expect(LintFixture.mended(text, Linter.safeEdits(for: fixture.findings(text))) == mended)
    }

    @Test func fixesInAlternativesHaveBrackets() throws {
        let text = "segment a where country = \"DE\" or city != \"x\""
        let fix = try #require(fixture.findings(text).first?.fixIts.first)
        #expect(
            LintFixture.mended(text, fix.edits)
                == "segment a where country = \"DE\" or (city != \"x\" and city is known)")
    }
}
