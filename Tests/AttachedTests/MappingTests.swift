import Engine
import Testing

/// Every convention by which a column may keep a value gives the value that managed stores hold.
struct MappingTests {
    private static func value(
        _ column: String, _ type: String, _ mapping: String, timeZone: String? = nil, currency: String? = nil,
        asOf: String = "2099-12-31"
    ) throws -> String {
        let fixture = try AttachedFixture(
            "CREATE TABLE c (id INTEGER PRIMARY KEY, x, y); INSERT INTO c VALUES (1, \(column), 3)")
        return try fixture.ask(
            "entity customers from \"c\" { key id: int, v: \(type) = \(mapping) }", "from customers | select v",
            asOf: asOf, timeZone: timeZone, currency: currency
        ).joined(separator: "; ")
    }

    @Test(arguments: [
        ("1712345678", "epoch_seconds(\"x\")", "2024-04-05T19:34:38"),
        ("1712345678.25", "epoch_seconds(\"x\")", "2024-04-05T19:34:38.25"),
        ("'1712345678'", "epoch_seconds(\"x\")", "2024-04-05T19:34:38"),
        ("1712345678901", "epoch_milliseconds(\"x\")", "2024-04-05T19:34:38.901"),
        ("1712345678901234", "epoch_microseconds(\"x\")", "2024-04-05T19:34:38.901234"),
        ("733_000_000", "epoch_seconds(\"x\" + 978307200)", "2024-03-24T19:06:40"),
        ("19818", "epoch_days(\"x\")", "2024-04-05T00:00:00"),
        ("julianday('2024-04-05 19:34:38.5')", "julian_day(\"x\")", "2024-04-05T19:34:38.5"),
        ("'2024-04-05'", "iso(\"x\")", "2024-04-05T00:00:00"),
        ("'2024-04-05 19:34'", "\"x\"", "2024-04-05T19:34:00"),
        ("'2024-04-05T19:34:38.123456'", "\"x\"", "2024-04-05T19:34:38.123456"),
        ("'2024-04-05T19:34:38+02:00'", "\"x\"", "2024-04-05T17:34:38"),
        ("'2024-04-05T19:34:38Z'", "iso_utc(\"x\")", "2024-04-05T19:34:38"),
        ("'05.04.2024 19:34'", "pattern(\"x\", \"dd.MM.yyyy HH:mm\")", "2024-04-05T19:34:00"),
        ("20240405", "pattern(\"x\", \"yyyyMMdd\")", "2024-04-05T00:00:00"),
        ("-86400", "epoch_seconds(\"x\")", "1969-12-31T00:00:00"),
    ])
    func times(_ stored: String, _ mapping: String, _ expected: String) throws {
        // Literals with digit groups are for people; SQLite has none.
        let sql = stored.split(separator: "_").joined()
        #expect(try MappingTests.value(sql, "time", mapping) == expected)
        #expect(try MappingTests.value(sql, "date", mapping) == String(expected.prefix(10)))
    }

    /// Berlin is an hour ahead in winter, two in summer; on 29 March 2026 the clock skips from 2 to 3.
    @Test(arguments: [
        ("'2026-01-15 00:30:00'", "\"x\"", "2026-01-15T00:30:00", "2026-01-15"),
        ("'2026-07-15 00:30:00'", "iso_utc(\"x\")", "2026-07-15T02:30:00", "2026-07-15"),
        ("'2026-07-14 22:30:00'", "iso_utc(\"x\")", "2026-07-15T00:30:00", "2026-07-15"),
        ("'2026-03-29 02:30:00'", "\"x\"", "2026-03-29T03:30:00", "2026-03-29"),
        ("'2026-10-25 02:30:00'", "\"x\"", "2026-10-25T02:30:00+02:00", "2026-10-25"),
        ("'2026-10-25 01:30:00'", "iso_utc(\"x\")", "2026-10-25T02:30:00+01:00", "2026-10-25"),
        ("'2026-07-14T22:30:00Z'", "\"x\"", "2026-07-15T00:30:00", "2026-07-15"),
        ("1784068200", "epoch_seconds(\"x\")", "2026-07-15T00:30:00", "2026-07-15"),
        ("20649", "epoch_days(\"x\")", "2026-07-15T00:00:00", "2026-07-15"),
    ])
    func timesByTheClockOfBerlin(_ stored: String, _ mapping: String, _ time: String, _ date: String) throws {
        #expect(try MappingTests.value(stored, "time", mapping, timeZone: "Europe/Berlin") == time)
        #expect(try MappingTests.value(stored, "date", mapping, timeZone: "Europe/Berlin") == date)
    }

    @Test(arguments: [
        ("12.34", "\"x\"", "12.34"), ("12", "\"x\"", "12.00"), ("'12.34'", "\"x\"", "12.34"),
        ("'1,234.5'", "\"x\"", "1234.50"), ("'-0.99'", "\"x\"", "-0.99"),
        ("0.29", "\"x\"", "0.29"), ("1.15", "\"x\"", "1.15"), ("'0.125'", "\"x\"", "0.13"),
        ("'90071992547409.93'", "\"x\"", "90071992547409.93"),
        ("1234", "cents(\"x\")", "12.34"), ("1234", "\"x\" / 100", "12.34"), ("1234", "\"x\" * 0.01", "12.34"),
        ("123456", "\"x\" / 1000", "123.46"),
        ("12.34", "\"x\" * \"y\"", "37.02"), ("'12.345'", "\"x\" * \"y\"", "37.04"), ("12.5", "\"x\" + \"y\"", "15.50"),
        ("12.5", "-\"x\"", "-12.50"),
        ("10", "\"x\" / \"y\"", "3.33"), ("50", "(\"x\" - \"y\") / 100", "0.47"),
        ("20", "\"x\" * \"y\" * (1 - 10%)", "54.00"), ("1234", "cents(\"x\") ", "12.34")
    ])
    func money(_ stored: String, _ mapping: String, _ expected: String) throws {
        #expect(try MappingTests.value(stored, "money", mapping) == expected)
    }

    @Test func moneyOfCurrenciesWithoutHundredths() throws {
        #expect(try MappingTests.value("1234", "money", "\"x\"", currency: "JPY") == "1234")
        #expect(try MappingTests.value("'1.5'", "money", "\"x\"", currency: "KWD") == "1.500")
        #expect(try MappingTests.value("150", "money", "cents(\"x\")", currency: "KWD") == "1.500")
    }

    @Test(arguments: [
        ("1", "\"x\"", "true"), ("0", "\"x\"", "false"), ("'t'", "\"x\"", "true"), ("'N'", "\"x\"", "false"),
        ("'false'", "\"x\"", "false"),
        ("'J'", "yes_no(\"x\", \"J\")", "true"), ("'N'", "yes_no(\"x\", \"J\")", "false"),
        ("'j'", "yes_no(\"x\", \"J\")", "false"), ("NULL", "yes_no(\"x\", \"J\")", ""),
        ("7", "yes_no(\"x\", \"7\")", "true")
    ])
    func flags(_ stored: String, _ mapping: String, _ expected: String) throws {
        #expect(try MappingTests.value(stored, "bool", mapping) == expected)
    }

    @Test(arguments: [
        ("int", "'12'", "\"x\"", "12"), ("int", "12.0", "\"x\"", "12"), ("int", "12", "\"x\" * 2 + 1", "25"),
        ("number", "'2.5'", "\"x\"", "2.5"), ("number", "5", "\"x\" / 2", "2.5"),
        ("text", "4711", "\"x\"", "4711"), ("text", "'  Ulm  '", "trimmed(\"x\")", "Ulm"),
        ("text", "'   '", "trimmed(\"x\")", ""),
        ("duration", "90", "minutes(\"x\")", "01:30:00"), ("duration", "1500", "milliseconds(\"x\")", "00:00:01.5"),
        ("duration", "'1:30:00'", "\"x\"", "01:30:00")
    ])
    func otherTypes(_ type: String, _ stored: String, _ mapping: String, _ expected: String) throws {
        #expect(try MappingTests.value(stored, type, mapping) == expected)
    }

    /// One value that can't be read among others that can: missing in every answer, with a warning.
    @Test(arguments: [
        ("money", "'12,5 €'", "'12.50'"), ("time", "'yesterday'", "'2024-01-01'"), ("int", "'n/a'", "7"),
        ("number", "'n/a'", "7"), ("bool", "'maybe'", "1"), ("date", "'2026-02-30'", "'2026-02-28'")
    ])
    func whatCannotBeReadIsMissing(_ type: String, _ bad: String, _ good: String) throws {
        let fixture = try AttachedFixture(
            "CREATE TABLE c (id INTEGER PRIMARY KEY, x); INSERT INTO c VALUES (1, \(bad)), (2, \(good)), (3, NULL), (4, '')"
        )
        let model = "entity customers from \"c\" { key id: int, v: \(type) = \"x\" }"
        #expect(try fixture.ask(model, "from customers where v is known | select id") == ["2"])
        let problems = try fixture.problems(model)
        #expect(problems.map(\.code) == ["E0517"])
        #expect(try !fixture.attach(model).hasErrors)
    }

    /// A message may be logged, sent and shown: of a personal field it tells the form of a value, and not the value.
    @Test(arguments: [
        ("x TEXT", "'31/12/1984'", "born: date pii = \"x\"", "99/99/9999"),
        ("x TEXT", "'ann@example.org'", "score: int pii = \"x\"", "aaa@aaaaaaa.aaa"),
        ("x INTEGER", "-88888888888", "born: time pii = epoch_seconds(\"x\")", "-99999999999"),
    ])
    func personalValuesAreNotRepeated(_ column: String, _ value: String, _ field: String, _ form: String) throws {
        let fixture = try AttachedFixture(
            "CREATE TABLE c (id INTEGER PRIMARY KEY, \(column)); INSERT INTO c VALUES (1, \(value))")
        let problems = try fixture.problems("entity customers from \"c\" { key id: int, \(field) }")
        #expect(problems.map(\.code) == ["E0517"])
        let text = problems.map { "\($0)" }.joined()
        #expect(text.contains(form) && !text.contains(value.filter { $0 != "'" }))
    }

    /// A column that compares without case or pads with blanks does not make the language do so (law 7).
    @Test func comparisonIsTheLanguagesOwn() throws {
        let fixture = try AttachedFixture(
            "CREATE TABLE c (id INTEGER PRIMARY KEY, a TEXT COLLATE NOCASE, b TEXT COLLATE RTRIM, n INTEGER); INSERT INTO c VALUES (1, 'Ulm', 'Ulm ', 7), (2, 'ulm', 'Ulm', 8)"
        )
        let model = "entity customers from \"c\" { key id: int, a: text, b: text, n: text }"
        #expect(try fixture.ask(model, "from customers where a = \"ulm\" | select id") == ["2"])
        #expect(try fixture.ask(model, "from customers where b = \"Ulm\" | select id") == ["2"])
        #expect(try fixture.ask(model, "from customers where n in (\"8\") | select id") == ["2"])
        #expect(try fixture.ask(model, "from customers | group by a { n = count() }") == ["Ulm,1", "ulm,1"])
    }

    @Test func amountsTooLargeFailRatherThanWrap() throws {
        let fixture = try AttachedFixture(
            "CREATE TABLE c (id INTEGER PRIMARY KEY, x INTEGER); INSERT INTO c VALUES (1, 9223372036854775807)")
        #expect(
            try fixture.problems("entity customers from \"c\" { key id: int, v: money = \"x\" }").map(\.code) == [
                "E0517"
            ])
    }
}
