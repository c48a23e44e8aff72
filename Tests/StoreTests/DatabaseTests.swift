import Fixtures
import Glibc
import Model
@testable import Store
import Syntax
import Testing

struct DatabaseTests {
    @Test func valuesComeBackAsTheyWereBound() throws {
        let database = try Database(path: ":memory:", mode: .create)
        try database.execute("CREATE TABLE t (a, b, c, d, e, f, g, h, i)")
        let values: [Value] = [
            .missing, .bool(true), .int(.min), .number(-0.5), .money(199), .text("Zoë 王\u{0}!"),
            .date(CivilDate(daysSinceEpoch: -1)), .time(Instant(microseconds: .max)), .duration(5),
        ]
        let insert = try database.prepare("INSERT INTO t VALUES (?,?,?,?,?,?,?,?,?)")
        #expect(insert.parameterCount == 9)
        for (i, value) in values.enumerated() { try insert.bind(value, at: i + 1) }
        try insert.run()
        let select = try database.prepare("SELECT * FROM t")
        #expect(try select.step())
        #expect(select.columnCount == 9 && select.columnName(2) == "c")
        let kinds: [ValueKind] = [.int, .bool, .int, .number, .money, .text, .date, .time, .duration]
        for (i, kind) in kinds.enumerated() { #expect(select.value(i, as: kind) == values[i]) }
        #expect(try !select.step())
    }

    @Test func emptyTextAndEmptyBytesAreNotMissing() throws {
        let database = try Database(path: ":memory:", mode: .create)
        let select = try database.prepare("SELECT ? IS NULL, ? IS NULL, ? IS NULL")
        try select.bind("", at: 1)
        try select.bind(blob: [], at: 2)
        try select.bindNull(at: 3)
        #expect(try select.step())
        #expect([select.int64(0), select.int64(1), select.int64(2)] == [0, 0, 1])
    }

    @Test(arguments: [
        ("clientele_fold('aBZ[')", "abz["), ("clientele_fold('ÄÉİ王')", "äéi̇王"), ("clientele_fold('')", ""),
        ("clientele_fold('cafe\u{301}')", "caf\u{E9}"),
        ("clientele_caseless_text(clientele_caseless_key('Zo\u{EB}'))", "Zo\u{EB}"),
        ("clientele_caseless_text(max(clientele_caseless_key('b'), clientele_caseless_key('A')))", "b"),
        ("clientele_caseless_key(NULL) IS NULL", "1"),
        ("clientele_fold('plain')", "plain"), ("clientele_fold(NULL) IS NULL", "1"), ("clientele_add(2, 3)", "5"),
        ("clientele_sub(2, 3)", "-1"), ("clientele_mul(-4, 3)", "-12"), ("clientele_mul(NULL, 3) IS NULL", "1"),
        ("clientele_add(9223372036854775806, 1)", "9223372036854775807"),
    ])
    func functionsCompute(_ expression: String, _ expected: String) throws {
        let select = try Database(path: ":memory:", mode: .create).prepare("SELECT " + expression)
        #expect(try select.step())
        #expect(select.text(0) == expected)
    }

    @Test(arguments: [
        "clientele_add(9223372036854775807, 1)", "clientele_sub(-9223372036854775807, 2)",
        "clientele_mul(4611686018427387904, 2)",
        "(SELECT sum(x) FROM (SELECT 9223372036854775807 AS x UNION ALL SELECT 1))"
    ])
    func overflowIsAnErrorNeverAWrap(_ expression: String) throws {
        let select = try Database(path: ":memory:", mode: .create).prepare("SELECT " + expression)
        #expect(throws: StoreError(.integerOverflow, "a result is larger than 64 bits can hold")) { try select.step() }
    }

    @Test func aTransactionThatThrowsLeavesNothing() throws {
        let database = try Database(path: ":memory:", mode: .create)
        try database.execute("CREATE TABLE t (a)")
        #expect(throws: StoreError.self) {
            try database.transaction { () throws(StoreError) in
                try database.execute("INSERT INTO t VALUES (1)")
                try database.execute("INSERT INTO nowhere VALUES (1)")
            }
        }
        #expect(try database.integer("SELECT count(*) FROM t") == 0)
        #expect(!database.isInTransaction)
    }

    @Test func interruptStopsARunningStatement() throws {
        let database = try Database(path: ":memory:", mode: .create)
        let interrupter = database.interrupter
        try database.register("stop", argumentCount: 0) { _ in interrupter.interrupt() }
        let endless = try database.prepare(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(stop()) FROM n")
        #expect(throws: StoreError(.interrupted, "interrupted")) { try endless.step() }
        database.close()
        interrupter.interrupt()
    }

    @Test func saysWhatIsWrongWithAFile() throws {
        let scratch = try Scratch()
        func code(_ path: String, _ mode: Database.Mode) -> DiagnosticCode? {
            do throws(StoreError) {
                _ = try Database(path: path, mode: mode)
                return nil
            } catch { return error.code }
        }
        #expect(code(scratch.file("none.db"), .readOnly) == .noSuchStore)
        #expect(code(scratch.file("none.db"), .readWrite) == .noSuchStore)
        #expect(code(scratch.file("no/none.db"), .create) == .cannotOpenStore)
        #expect(code(scratch.path, .readOnly) == .cannotOpenStore)
        let text = try scratch.write("orders.csv", String(repeating: "id,amount\n", count: 100))
        #expect(code(text, .readOnly) == .notADatabase)
        #expect(scratch.names == ["orders.csv"])
        #expect(code(text + "/below", .readOnly) == .noSuchStore)
    }

    @Test func aLockedFileSaysSo() throws {
        let scratch = try Scratch()
        let writer = try Database(path: scratch.file("a.db"), mode: .create)
        try writer.execute("CREATE TABLE t (a); BEGIN EXCLUSIVE")
        #expect {
            try Database(path: scratch.file("a.db"), mode: .readOnly, busyTimeoutMilliseconds: 10)
        } throws: { ($0 as? StoreError)?.code == .storeLocked }
    }

    @Test(arguments: ["delete", "wal"])
    func readsWithoutWriting(_ journal: String) throws {
        let scratch = try Scratch()
        let path = scratch.file("odd ?#%.db")
        let writer = try Database(path: path, mode: .create)
        try writer.execute("PRAGMA journal_mode=\(journal); CREATE TABLE t AS SELECT 7 AS a")
        writer.close()
        #expect(scratch.names == ["odd ?#%.db"])
        chmod(path, 0o444)
        chmod(scratch.path, 0o555)
        defer { chmod(scratch.path, 0o755) }
        let reader = try Database(path: path, mode: .readOnly)
        #expect(try reader.integer("SELECT a FROM t") == 7)
        #expect { try reader.execute("DELETE FROM t") } throws: { ($0 as? StoreError)?.code == .storeReadOnly }
        reader.close()
        if geteuid() != 0 { #expect(scratch.names == ["odd ?#%.db"]) }
    }

    /// A copy of a database in the middle of a write is what a killed process leaves.
    private func killedHalfway(_ scratch: Scratch) throws -> String {
        let writer = try Database(path: scratch.file("a.db"), mode: .create)
        try writer.execute(
            """
            CREATE TABLE t (a); INSERT INTO t VALUES (7); PRAGMA cache_size = 5; BEGIN;
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) INSERT INTO t SELECT i FROM n
            """)
        for ending in ["", "-journal"] {
            _ = try scratch.write("b.db" + ending, try scratch.readBytes("a.db" + ending))
        }
        writer.rollback()
        return scratch.file("b.db")
    }

    /// Whoever reads a file that SQLite can't lock has to learn of every change.
    @Test func aFileThatIsNotLocked() throws {
        let scratch = try Scratch(), path = try scratch.write("a.db", "one")
        let file = UnlockedFile(location: path, name: "a.db", status: try #require(FileStatus(path)))
        try file.check()
        _ = try scratch.write("a.db", "another")
        #expect { try file.check() } throws: { ($0 as? StoreError)?.code == .storeChanged }
        unlink(path)
        #expect { try file.check() } throws: { ($0 as? StoreError)?.code == .storeChanged }
    }

    @Test func aReaderTakesBackWhatAKilledWriterLeft() throws {
        let scratch = try Scratch()
        let reader = try Database(path: try killedHalfway(scratch), mode: .readOnly)
        #expect(try reader.integer("SELECT sum(a) FROM t") == 7)
        #expect(scratch.names == ["a.db", "b.db"])
        #expect { try reader.execute("DELETE FROM t") } throws: { ($0 as? StoreError)?.code == .storeReadOnly }
    }
}
