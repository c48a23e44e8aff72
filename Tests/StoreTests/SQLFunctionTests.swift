import Model
import Store
import Syntax
import Testing

struct SQLFunctionTests {
    private let database: Database

    init() throws { database = try Database(path: ":memory:", mode: .create) }

    private func value(_ expression: String, as kind: ValueKind = .number, _ bindings: Value...) throws -> Value {
        let select = try database.prepare("SELECT " + expression)
        for (i, value) in bindings.enumerated() { try select.bind(value, at: i + 1) }
        let hasRow = try select.step()
        try #require(hasRow)
        return select.value(0, as: kind)
    }

    private func message(_ sql: String) -> String? {
        do throws(StoreError) {
            let statement = try database.prepare(sql)
            while try statement.step() {}
            return nil
        } catch { return error.message }
    }

    // MARK: Texts

    @Test(
        arguments: [
            (.text(""), .int(0)), (.text("abc"), .int(3)), (.text("a\u{0}b"), .int(3)), (.text("\u{0}"), .int(1)),
            (.text("王é\u{0}👍🏽"), .int(5)),
            (.int(4711), .int(4)), (.missing, .missing)
        ] as [(Value, Value)])
    func lengths(_ text: Value, _ expected: Value) throws {
        #expect(try value("clientele_length(?)", as: .int, text) == expected)
    }

    @Test func folding() throws {
        #expect(try value("clientele_fold(?)", as: .text, .text("A\u{0}B")) == .text("a\u{0}b"))
        #expect(try value("clientele_fold(?)", as: .text, .text("É\u{0}B")) == .text("é\u{0}b"))
    }

    // MARK: Sums

    /// Beyond 64 bits only where the sum is; what is not known adds nothing.
    @Test func sumsBeyond64BitsAreNull() throws {
        func sum(_ values: String) throws -> Value {
            try value("clientele_sum(column1) FROM (VALUES \(values))", as: .int)
        }
        #expect(try sum("(1), (NULL), (2)") == .int(3))
        #expect(try sum("(9223372036854775807), (1)") == .missing)
        #expect(try sum("(9223372036854775807), (1), (-2)") == .int(9_223_372_036_854_775_806))
        #expect(try value("clientele_sum(column1) FROM (VALUES (1), (0.5))") == .number(1.5))
        #expect(
            try value("clientele_sum(column1) FILTER (WHERE column1 > 1) FROM (VALUES (1), (0.5))", as: .int)
                == .missing)
        #expect(try value("clientele_add_or_null(9223372036854775807, 1)", as: .int) == .missing)
        #expect(try value("clientele_mul_or_null(3, 4)", as: .int) == .int(12))
    }

    // MARK: Patterns

    @Test(
        arguments: [
            (.text("13812345678"), .text(#"^1[3-9]\d{9}$"#), .int(1)),
            (.text("138"), .text(#"^1[3-9]\d{9}$"#), .int(0)),
            (.text("王小明"), .text("小"), .int(1)), (.text(""), .text("^$"), .int(1)),
            (.text("ZOË"), .text("(?i)zoë"), .int(1)),
            (.text("a\u{0}b"), .text("^a.b$"), .int(1)), (.int(4711), .text("^47"), .int(1)),
            (.text("x"), .text(""), .int(1)),
            (.missing, .text("a"), .missing), (.text("a"), .missing, .missing), (.missing, .text("("), .missing)
        ] as [(Value, Value, Value)])
    func matches(_ text: Value, _ pattern: Value, _ expected: Value) throws {
        #expect(try value("clientele_matches(?, ?)", as: .int, text, pattern) == expected)
    }

    @Test func aBrokenPatternFailsTheStatement() {
        let message = message("SELECT clientele_matches('a', '王(')")
        #expect(
            message?.hasSuffix(
                "the pattern is not valid: this `(` is never closed; the character itself is `\\(` (at byte 3)") == true
        )
        // The connection lives on, and so do other patterns.
        #expect(self.message("SELECT clientele_matches('a', 'a')") == nil)
    }

    /// More patterns than are kept at a time, in one statement and changing from row to row.
    @Test func patternsMayComeFromRows() throws {
        try database.execute(
            """
            CREATE TABLE n AS WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 999) SELECT i FROM n
            """)
        #expect(try database.integer("SELECT sum(clientele_matches(i, '^' || (i % 40) || '$')) FROM n") == 40)
        #expect(
            try database.integer(
                "SELECT count(*) FROM n WHERE clientele_matches(i, '^1') AND clientele_matches(i, '9$')") == 11)
        #expect(try database.integer("SELECT sum(clientele_matches(i, '^' || (i % 2) || '$')) FROM n") == 2)
    }

    @Test func bytesThatAreNotTextAreNoDanger() throws {
        #expect(
            try value("clientele_matches(CAST(x'61ff62e7' AS TEXT), ?)", as: .int, .text("^a\u{FFFD}b\u{FFFD}$"))
                == .int(1))
        #expect(try value("clientele_matches(x'', '^$')", as: .int) == .int(1))
    }

    // MARK: Quantiles

    @Test(
        arguments: [
            ("VALUES (3), (1), (2)", "median(x)", 2), ("VALUES (4), (1), (2), (3)", "median(x)", 2.5),
            ("VALUES (7)", "median(x)", 7),
            ("VALUES (NULL), (5), (NULL), (1)", "median(x)", 3), ("VALUES (1.5), (2)", "median(x)", 1.75),
            ("VALUES (2), (1.5), (9)", "median(x)", 2),
            ("VALUES (9223372036854775807), (9223372036854775807)", "median(x)", 9_223_372_036_854_775_808),
            ("VALUES (-9223372036854775808), (9223372036854775807)", "median(x)", -0.5),
            ("VALUES (9007199254740993), (9007199254740995)", "median(x)", 9_007_199_254_740_994),
            ("VALUES (1), (2), (3), (4)", "quantile(x, 0)", 1), ("VALUES (1), (2), (3), (4)", "quantile(x, 1)", 4),
            ("VALUES (1), (2), (3), (4)", "quantile(x, 0.25)", 1.75), ("VALUES (0), (4)", "quantile(x, 0.25)", 1),
            ("VALUES (0), (10)", "quantile(x, 0.7)", 7), ("VALUES (0), (100)", "quantile(x, 0.29)", 29),
            ("VALUES (5)", "quantile(x, 0.3)", 5),
            ("VALUES (9e999), (9e999), (1)", "quantile(x, 0.75)", .infinity),
            ("VALUES (-9e999), (1), (2)", "quantile(x, 0.25)", -.infinity),
            ("VALUES ('3'), (1)", "median(x)", 2), ("VALUES (1.5e308), (1e308)", "median(x)", 1.25e308)
        ] as [(String, String, Double)])
    func quantiles(_ rows: String, _ expression: String, _ expected: Double) throws {
        #expect(try value("clientele_\(expression) FROM (SELECT column1 AS x FROM (\(rows)))") == .number(expected))
        #expect(
            try value("typeof(clientele_\(expression)) FROM (SELECT column1 AS x FROM (\(rows)))", as: .text)
                == .text("real"))
    }

    @Test func ofNothingAQuantileIsMissing() throws {
        try database.execute("CREATE TABLE t (g, x); INSERT INTO t VALUES (1, NULL), (1, NULL), (2, 5)")
        #expect(try value("clientele_median(x) FROM t WHERE g = 3") == .missing)
        #expect(try value("clientele_median(x) FROM t WHERE g = 1") == .missing)
        #expect(try value("clientele_quantile(x, NULL) FROM t") == .missing)
        // Groups follow each other: none sees what another left.
        let groups = try database.prepare(
            "SELECT clientele_quantile(x, 0.5), clientele_median(x) FROM t GROUP BY g ORDER BY g")
        #expect(try groups.step() && groups.isNull(0) && groups.isNull(1))
        #expect(try groups.step() && groups.double(0) == 5 && groups.double(1) == 5)
    }

    @Test(arguments: ["1.5", "-0.1", "9e999"])
    func aQuantileLiesBetweenNoneAndAll(_ fraction: String) throws {
        let message = message("SELECT clientele_quantile(column1, \(fraction)) FROM (VALUES (1), (2))")
        #expect(message?.contains("a quantile lies between 0 and 1") == true)
        #expect(try value("clientele_quantile(column1, 0.5) FROM (VALUES (1), (2))") == .number(1.5))
    }

    /// The definition, written down once more, on random groups that are gathered at the same time as others.
    @Test func quantilesOfGroupsAreTypeSeven() throws {
        try database.execute("CREATE TABLE t (g, x)")
        var groups: [[Double]] = Array(repeating: [], count: 20)
        let insert = try database.prepare("INSERT INTO t VALUES (?, ?)")
        for _ in 0..<2_000 {
            let group = Int.random(in: 0..<20)
            let number = Int64.random(in: -1000...1000)
            groups[group].append(Double(number) / (group < 10 ? 1 : 8))
            try insert.bind(Int64(group), at: 1)
            if group < 10 { try insert.bind(number, at: 2) } else { try insert.bind(Double(number) / 8, at: 2) }
            try insert.run()
        }
        for fraction in [0, 0.05, 0.1, 1.0 / 3, 0.5, 0.9, 0.99, 1] {
            let rows = try database.prepare("""
                SELECT g, clientele_quantile(x, ?1), (SELECT clientele_median(u.x) FROM t u WHERE u.g = t.g) FROM t GROUP BY g
                """)
            try rows.bind(fraction, at: 1)
            while try rows.step() {
                let sorted = groups[Int(rows.int64(0))].sorted()
                func expected(_ fraction: Double) -> Double {
                    let place = Double(sorted.count - 1) * fraction
                    let low = Int(place), high = min(low + 1, sorted.count - 1)
                    return sorted[low] + (sorted[high] - sorted[low]) * (place - Double(low))
                }
                #expect(abs(rows.double(1) - expected(fraction)) < 1e-9)
                #expect(rows.double(2) == expected(0.5))
            }
        }
    }

    @Test func aStatementThatIsAbandonedLeavesNoGroupBehind() throws {
        try database.execute("CREATE TABLE t (x); INSERT INTO t VALUES (1), (2), (-9223372036854775808)")
        // `abs` of the smallest integer fails in the middle of the group.
        #expect(message("SELECT clientele_median(abs(x)) FROM t") != nil)
        #expect(try value("clientele_median(x) FROM t WHERE x > 0") == .number(1.5))
    }

    // MARK: Buckets

    @Test(
        arguments: [
            (.int(1), .text("q3"), .int(983_333_816)), (.text("1"), .text("q3"), .int(983_333_816)),
            (.number(1), .text("q3"), .int(983_333_816)),
            (.number(12.5), .text("q3"), .int(2_143_852_348)), (.text("王小明"), .text("季度"), .int(3_681_727_843)),
            (.int(.min), .text("q3"), .int(2_865_165_995)), (.missing, .text("q3"), .missing),
            (.int(1), .missing, .missing)
        ] as [(Value, Value, Value)])
    func hashes(_ key: Value, _ seed: Value, _ bucket: Value) throws {
        #expect(try value("clientele_hash(?, ?)", as: .int, key, seed) == bucket)
    }

    @Test func everyEngineDrawsTheSameSample() throws {
        let hash = StableHash(seed: "seed")
        let threshold = StableHash.threshold(fraction: 0.1)
        let rows = try database.prepare("""
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) SELECT i FROM n WHERE clientele_hash(i, 'seed') < ?
            """)
        try rows.bind(threshold, at: 1)
        var sample: [Int64] = []
        while try rows.step() { sample.append(rows.int64(0)) }
        #expect(sample == (1...5000).filter { Int64(hash.bucket($0 as Int64)) < threshold })
    }
}
