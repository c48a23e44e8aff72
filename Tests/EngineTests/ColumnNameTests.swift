import CSQLite
import Engine
import Testing

/// What people call their columns and definitions must not matter to the database.
struct ColumnNameTests {
    private static let keywords: [String] = (0..<sqlite3_keyword_count()).compactMap { index in
        var word: UnsafePointer<CChar>?
        var length: Int32 = 0
        guard sqlite3_keyword_name(index, &word, &length) == SQLITE_OK, let word else { return nil }
        // The name is not terminated: `length` bytes of SQLite's own static text.
        return String(decoding: UnsafeRawBufferPointer(start: word, count: Int(length)), as: UTF8.self).lowercased()
    }

    @Test func everyKeywordOfSQLiteCanBeAColumn() throws {
        let session = try Session.open(try FixtureStore.path("tiny"), asOf: "2026-06-30")
        #expect(ColumnNameTests.keywords.count > 100)
        for word in ColumnNameTests.keywords {
            #expect(try session.rows("from customers | aggregate { `\(word)` = count() }") == ["8"], "\(word)")
        }
    }

    @Test func everyKeywordOfSQLiteCanNameADefinition() throws {
        let session = try Session.open(try FixtureStore.path("tiny"), asOf: "2026-06-30")
        session.isOptimising = false
        for word in ColumnNameTests.keywords {
            let rows = try session.rows(
                "segment `\(word)` where country = \"DE\" from `\(word)` | group by `\(word)` { n = count() } | sort n")
            #expect(rows == ["true,2"], "\(word)")
        }
    }

    @Test(arguments: [
        "a b", "\"", "'", "a\"b", "select 1; --", "%", "?1", "名", "C0", "o0", "rows", "customers_1", "rowid", "c1.x"
    ])
    func oddNames(_ name: String) throws {
        let session = try Session.open(try FixtureStore.path("tiny"), asOf: "2026-06-30")
        for text in [
            "from customers | group by `\(name)` = country { n = count() } | where n > 1 | sort n desc, `\(name)` | take 1 | select `\(name)`",
            "from customers | select `\(name)` = country, n = frequency | take 3 | sort `\(name)` | take 1 | select `\(name)`"
        ] {
            #expect(try session.rows(text) == ["CN"], "\(text)")
        }
    }
}
