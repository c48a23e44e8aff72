@testable import REPL
import Syntax
import Testing

/// What becomes of a statement in a script, and of the script.
struct SavedStatementTests {
    private func statement(_ text: String) throws -> StatementText { try #require(StatementText.all(in: text).last) }

    private func script(
        _ text: String, _ name: String, in old: String, needed: [(name: String, text: String)] = [],
        replaces: Bool = false
    ) throws -> String {
        try SavedStatement(statement(text), name: name).added(to: old, at: "a.cq", needed: needed, replaces: replaces)
    }

    @Test(arguments: [
        ("segment where recency < 3", "fresh", "segment fresh where recency < 3\n"),
        ("-- why\nsegment   where recency<3 -- days", "fresh", "-- why\nsegment fresh where recency < 3  -- days\n"),
        ("segment where recency < 3", "高价值", "segment 高价值 where recency < 3\n"),
        ("segment where recency < 3", "two words", "segment `two words` where recency < 3\n"),
        ("segment where recency < 3", "where", "segment `where` where recency < 3\n"),
        ("segment vip \"VIP\" where recency < 3", "vip", "segment vip \"VIP\" where recency < 3\n"),
        ("metric half = monetary / 2", "", "metric half = monetary / 2\n"),
        ("-- mine\nfrom vip | take 3", "first three", "-- first three\n-- mine\nfrom vip | take 3\n"),
        ("segment a where b\nsegment where recency < 3", "c", "segment c where recency < 3\n"),
    ])
    func intoANewScript(_ text: String, _ name: String, _ expected: String) throws {
        #expect(try script(text, name, in: "") == expected)
    }

    @Test(arguments: [
        ("segment vip where recency < 3", "other"), ("segment where recency < 3", ""), ("from vip", ""),
        ("segment where recency < 3", "a`b")
    ])
    func whatHasNoPlaceUnderAName(_ text: String, _ name: String) {
        #expect(throws: CommandError.self) { try script(text, name, in: "") }
    }

    @Test func behindWhatIsThere() throws {
        #expect(
            try script("segment where x", "b", in: "segment a where y\n\n\n")
                == "segment a where y\n\nsegment b where x\n")
        #expect(
            try script("segment where x", "b", in: "-- only a comment") == "-- only a comment\n\nsegment b where x\n")
    }

    @Test func withWhatItNeedsAndTheScriptLacks() throws {
        let needed = [(name: "$min", text: "param min: money = 1"), (name: "a", text: "segment a where y")]
        #expect(
            try script("segment where a", "b", in: "segment a where z\n", needed: needed)
                == "segment a where z\n\nparam min: money = 1\n\nsegment b where a\n")
    }

    @Test func theSameNameIsReplacedOnlyWhereThatIsWanted() throws {
        let old = "-- Head.\n\n-- old\nsegment a where y -- so\n\nsegment c where z\n"
        #expect(throws: CommandError.self) { try script("segment a where x", "a", in: old) }
        #expect(
            try script("-- new\nsegment a where x", "a", in: old, replaces: true)
                == "-- Head.\n\n-- new\nsegment a where x\n\nsegment c where z\n")
        // The same is no change in either case, however it is laid out.
        for replaces in [false, true] {
            #expect(throws: CommandError.self) {
                try script("-- old\nsegment a where y -- so", "a", in: old, replaces: replaces)
            }
        }
    }

    @Test func aDamagedScriptKeepsWhatItHas() throws {
        let old = "segment where (((\nnonsense"
        #expect(try script("segment where x", "b", in: old).hasPrefix(old))
    }
}

/// Statements of a text with the comments that belong to them.
struct StatementTextTests {
    @Test func commentsBelongToTheStatementBelowOrBeside() {
        let text = "-- a\n\n-- b\nsegment x where y -- c\n-- d\nfrom x -- e\n-- f"
        let all = StatementText.all(in: text)
        #expect(all.map(\.text) == ["-- a\n\n-- b\nsegment x where y -- c", "-- d\nfrom x -- e"])
        #expect(all.map { $0.source.text($0.closeRange) } == ["-- b\nsegment x where y -- c", "-- d\nfrom x -- e"])
        #expect(all.map(\.line) == [4, 6])
    }

    @Test(arguments: [
        ("-- a", true), ("-- a\n  -- b", true), ("-- a\n", false), ("-- a\nfrom b", false), ("", false),
        ("from b -- a", false)
    ])
    func aCommentWaitsForItsStatement(_ text: String, _ waits: Bool) {
        #expect(StatementText.isToBeContinued(text) == waits)
    }

    @Test(arguments: [
        ("segment vip where x", "vip"), ("metric `a b` = 1", "a b"), ("classify tier { else \"x\" }", "tier"),
        ("param min: money = 1", "$min"),
        ("import \"lib.cq\" as m", "m"), ("segment where x", nil), ("from vip", nil), ("explain vip", nil)
    ])
    func names(_ text: String, _ name: String?) {
        #expect(StatementText.all(in: text).first?.definedName == name)
    }
}
