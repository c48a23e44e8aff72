import Semantics
import Syntax
import Testing

/// A text with one mistake, the fix of its one diagnostic applied, is a text without.
struct FixItTests {
    @Test(arguments: [
        ("segment where city == \"Berlin\"", "E0108", "segment where city = \"Berlin\""),
        ("segment where city === \"Berlin\"", "E0108", "segment where city = \"Berlin\""),
        ("segment where city <> \"Berlin\"", "E0108", "segment where city != \"Berlin\""),
        ("segment where vip && recency < 3", "E0108", "segment where vip and recency < 3"),
        ("segment where vip || recency < 3", "E0108", "segment where vip or recency < 3"),
            ("segment where !vip", "E0108", "segment where not vip"),
            ("segment where recency ＜ 30 and （monetary ＞ ５）", "E0103", "segment where recency < 30 and (monetary > 5)"),
            ("segment where city = “Berlin”", "E0103", "segment where city = \"Berlin\""),
            ("segment where city ≠ “a\"", "E0103", "segment where city != \"a\""),
            ("segment where email IS NULL", "E0205", "segment where email is missing"),
            ("segment where email is null", "E0205", "segment where email is missing"),
            ("segment where email IS NOT NULL and vip", "E0205", "segment where email is known and vip"),
            ("segment where email is not missing", "E0205", "segment where email is known"),
            ("segment where email = null", "E0205", "segment where email is missing"),
            ("segment where email != NULL", "E0205", "segment where email is known"),
            ("segment where email <> null", "E0205", "segment where email is known"),
            ("segment where email == null", "E0205", "segment where email is missing"),
            ("segment where city = \"Berlin", "E0104", "segment where city = \"Berlin\""),
            ("segment where (city = \"Berlin)", "E0104", "segment where (city = \"Berlin\")"),
            (
                "segment where city = \"Berlin\nsegment where vip", "E0104",
                "segment where city = \"Berlin\"\nsegment where vip"
            ),
            ("segment where city = “Berlin", "E0104", "segment where city = \"Berlin\""),
            ("segment where city = 'Berlin'", "E0109", "segment where city = \"Berlin\""),
            ("segment where city = 'a\"b\\c'", "E0109", "segment where city = \"a\\\"b\\\\c\""),
            ("segment where city = \"a\\q\"", "E0105", "segment where city = \"a\\\\q\""),
            ("segment WHERE vip", "E0110", "segment where vip"),
            ("segment where vip AND recency < 3", "E0110", "segment where vip and recency < 3"),
            (
                "segment where count(DISTINCT orders.channel) > 1", "E0110",
                "segment where count(distinct orders.channel) > 1"
            ),
            ("FROM customers | take 3", "E0110", "from customers | take 3"),
            ("segment where vip;", "E0111", "segment where vip"),
            ("segment where recency < 30days", "E0106", "segment where recency < 30 days"),
            ("segment where monetary > 5k", "E0106", "segment where monetary > 5000"),
            ("metric today = recency", "E0207", "metric `today` = recency"),
            ("segment where (recency < 30", "E0203", "segment where (recency < 30)"),
            ("segment where city not in (\"a\", \"b\")", "E0210", "segment where not city in (\"a\", \"b\")"),
            ("segment where recency not between 3 and 9", "E0210", "segment where not recency between 3 and 9"),
            ("segment where vip and city not contains \"a\"", "E0210", "segment where vip and not city contains \"a\""),
            ("from customers | aggregate { count() }", "E0209", "from customers | aggregate { n = count() }"),
            ("segment where recencey < 30", "E0301", "segment where recency < 30"),
            (
                "segment where any(orders where statsu = \"paid\")", "E0301",
                "segment where any(orders where status = \"paid\")"
            ),
            ("segment where vpi", "E0301", "segment where vip"),
            ("from custmers | take 5", "E0302", "from customers | take 5"),
            ("segment where cuont(orders) > 5", "E0303", "segment where count(orders) > 5"),
            ("segment where joined_at < now()", "E0303", "segment where joined_at < today"),
            ("segment where isnull(email)", "E0303", "segment where email is missing"),
            (
                "param min: money = 5 segment where monetary > $mni", "E0304",
                "param min: money = 5 segment where monetary > $min"
            ),
        ("segment where orders.amount > 5", "E0309", "segment where max(orders.amount) > 5"),
        ("from monetary | take 5", "E0311", "from customers | take 5"),
    ] as [(String, String, String?)])
    func theFixRemovesTheCause(_ text: String, _ code: String, _ expected: String?) throws {
        let environment = try QuestionEnvironment.load()
        let diagnostics = QuestionEnvironment.diagnostics(Array(text.utf8), environment)
        #expect(diagnostics.map(\.code.id) == [code])
        let diagnostic = try #require(diagnostics.first)
        let fixIt = try #require(diagnostic.fixIts.first)
        let fixed = FixItTests.apply(fixIt, to: text)
        if let expected { #expect(fixed == expected) }

        let remaining = QuestionEnvironment.diagnostics(Array(fixed.utf8), environment)
        if expected != nil { #expect(remaining.map(\.message) == []) }
        let place = diagnostic.primary.span.utf8Range
        #expect(!remaining.contains { $0.code.id == code && $0.primary.span.utf8Range.overlaps(place) })
    }

    private static func apply(_ fixIt: Diagnostic.FixIt, to text: String) -> String {
        var bytes = Array(text.utf8)
        for edit in fixIt.edits.sorted(by: { $0.span.utf8Start > $1.span.utf8Start }) {
            bytes.replaceSubrange(edit.span.utf8Range, with: Array(edit.replacement.utf8))
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
