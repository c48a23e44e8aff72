import Testing

/// Texts that hold a NUL, which SQLite's own functions take for their end: every engine goes by the whole text.
struct TextsWithNULTests {
    private static let model =
        "entity customers from \"kunden\" { key id: int = \"nr\", tag: text = \"tag\", short: text = trimmed(\"tag\"), key_of: text = \"k\" }"

    /// 1 `a␀b`, 2 `a`, 3 `a␀B`, 4 `␀`, 5 empty, 6 `xa␀b`, 7 `é␀É`, 8 `a␀c`, 9 ` a␀b ` with blanks around.
    private static func fixture() throws -> AttachedFixture {
        try AttachedFixture("""
            CREATE TABLE kunden (nr INTEGER PRIMARY KEY, tag TEXT, k TEXT);
            INSERT INTO kunden (nr, tag) VALUES (1, 'a'||char(0)||'b'), (2, 'a'), (3, 'a'||char(0)||'B'), (4, char(0)), (5, ''), (6, 'xa'||char(0)||'b'),
                (7, 'é'||char(0)||'É'), (8, 'a'||char(0)||'c'), (9, ' a'||char(0)||'b '), (10, NULL)
            """)
    }

    private static let conditions = [
        ("length(tag) = 3", "1 3 7 8"), ("length(tag) = 1", "2 4"), ("length(tag) = 0", "5"), ("length(tag) = 5", "9"),
        ("length(short) = 3", "1 3 7 8 9"),
        ("tag starts with \"a\"", "1 2 3 8"), ("tag starts with \"a\\u{0}\"", "1 3 8"),
        ("tag starts with \"a\\u{0}b\"", "1"), ("tag starts with \"\"", "1 2 3 4 5 6 7 8 9"),
        ("tag starts with \"é\"", "7"), ("tag starts with \"aa\"", ""),
        ("tag ends with \"b\"", "1 6"), ("tag ends with \"a\"", "2"), ("tag ends with \"a\\u{0}b\"", "1 6"),
        ("tag ends with \"\\u{0}\"", "4"),
        ("tag ends with \"\"", "1 2 3 4 5 6 7 8 9"), ("tag ends with \"É\"", "7"), ("short ends with \"b\"", "1 6 9"),
        ("tag contains \"b\"", "1 6 9"), ("tag contains \"\\u{0}\"", "1 3 4 6 7 8 9"),
        ("tag contains \"\\u{0}c\"", "8"), ("tag contains \"\"", "1 2 3 4 5 6 7 8 9"),
        ("tag matches r\"b$\"", "1 6"), ("tag matches r\"^a.b$\"", "1"), ("tag matches r\"^a$\"", "2"),
        ("tag = \"a\"", "2"), ("tag = \"a\\u{0}b\"", "1"), ("tag != \"a\"", "1 3 4 5 6 7 8 9 10"), ("tag = \"\"", "5"),
        ("tag in (\"a\\u{0}b\", \"a\")", "1 2"),
        ("tag > \"a\" and tag < \"b\"", "1 3 8"), ("tag > \"a\\u{0}B\" and tag < \"a\\u{0}c\"", "1"),
        ("tag between \"a\\u{0}b\" and \"a\\u{0}c\"", "1 8"),
        ("tag = \"A\\u{0}B\" ignoring case", "1 3"), ("tag starts with \"A\\u{0}B\" ignoring case", "1 3"),
        ("tag ends with \"B\" ignoring case", "1 3 6"),
        ("tag contains \"\\u{0}É\" ignoring case", "7"), ("tag contains \"\\u{0}b\" ignoring case", "1 3 6 9"),
        ("tag in (\"A\\u{0}B\") ignoring case", "1 3"),
        ("tag matches \"^A.b$\" ignoring case", "1 3"), ("short = \"a\\u{0}b\"", "1 9"),
        ("tag ends with short", "1 2 3 4 6 7 8"), ("tag starts with short", "1 2 3 4 6 7 8"),
        ("tag contains short", "1 2 3 4 6 7 8 9")
    ]

    @Test func conditions() throws {
        let fixture = try TextsWithNULTests.fixture()
        for (condition, expected) in TextsWithNULTests.conditions {
            let ids = try fixture.ask(
                TextsWithNULTests.model, "from customers where \(condition) | sort id | select id")
            #expect(ids.joined(separator: " ") == expected, "\(condition)")
        }
    }

    @Test func orderGroupsAndExtremes() throws {
        let fixture = try TextsWithNULTests.fixture()
        func ask(_ question: String) throws -> [String] { try fixture.ask(TextsWithNULTests.model, question) }
        #expect(
            try ask("from customers where id < 9 | sort tag, id | select id").joined(separator: " ")
                == "5 4 2 3 1 8 6 7")
        #expect(try ask("from customers | sort tag desc, id | take 2 | select id").joined(separator: " ") == "7 6")
        #expect(
            try ask(
                "from customers where tag starts with \"a\" | aggregate { n = count(distinct tag), low = min(tag), high = max(tag) }"
            ) == ["4,a,a\u{0}c"])
        #expect(try ask("from customers where tag starts with \"a\" | group by short { n = count() }").count == 4)
        #expect(
            try ask("from customers | group by length(tag) { n = count() } | sort length").joined(separator: " ")
                == "0,1 1,2 3,4 4,1 5,1 ,1")
    }

    @Test func keys() throws {
        let fixture = try AttachedFixture(
            """
            CREATE TABLE kunden (k TEXT PRIMARY KEY); INSERT INTO kunden VALUES ('a'), ('a'||char(0)), ('a'||char(0)||'b'), ('');
            CREATE TABLE kauf (nr INTEGER PRIMARY KEY, k TEXT, am TEXT, ware TEXT);
            INSERT INTO kauf VALUES (1, 'a', '2026-01-01', 'x'||char(0)), (2, 'a'||char(0), '2026-01-02', 'x'), (3, 'a'||char(0)||'b', '2026-01-03', 'x'||char(0)),
                (4, 'a'||char(0)||'b', '2026-01-04', 'x'||char(0)||'y'), (5, 'a'||char(0)||'c', '2026-01-05', 'x');
            CREATE TABLE ware (w TEXT PRIMARY KEY, preis INTEGER); INSERT INTO ware VALUES ('x', 1), ('x'||char(0), 2), ('x'||char(0)||'y', 3)
            """)
        let model = """
            entity customers from "kunden" { key id: text = "k" }
            entity goods from "ware" { key id: text = "w", price: int = "preis" }
            entity sales from "kauf" of customers by "k" at "am" { key id: int = "nr", day: date = "am", article: goods by "ware" }
            """
        #expect(
            try fixture.ask(
                model, "from customers | sort id | select id, n = count(sales), s = sum(sales.article.price)")
                == [",0,0", "a,1,2", "a\u{0},1,1", "a\u{0}b,2,5"])
        #expect(
            try fixture.ask(
                model,
                "from customers where id starts with \"a\\u{0}\" and any(sales where article.price > 1) | select id, length(id)"
            ) == ["a\u{0}b,3"])
    }
}
