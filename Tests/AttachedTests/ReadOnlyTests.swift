import Engine
import Glibc
import Model
import Store
import Syntax
import Testing

/// An attached database is someone else's: not a byte of it changes.
struct ReadOnlyTests {
    private static let tables = """
        CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT);
        CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER, ordered_at TEXT, amount REAL);
        INSERT INTO customers VALUES (1, 'Ada'), (2, 'Bob');
        INSERT INTO orders VALUES (1, 1, '2026-06-01', 10.5), (2, 2, '2025-01-01', 7);
        """
    private static let model =
        "entity customers { key id: int, name: text display } entity orders of customers by customer_id at ordered_at { key id: int, ordered_at: time, amount: money }"
    private static let question = "segment where sum(orders.amount in last 90 days) > 10"

    @Test func notAByteChanges() throws {
        let fixture = try AttachedFixture(ReadOnlyTests.tables)
        let before = AttachedFixture.bytes(fixture.path)
        #expect(try fixture.ask(ReadOnlyTests.model, ReadOnlyTests.question) == ["1,Ada"])
        #expect(AttachedFixture.bytes(fixture.path) == before)
        #expect(AttachedFixture.entries(fixture.directory) == ["shop.db"])
    }

    @Test func aFileThatMayOnlyBeReadAnswers() throws {
        let fixture = try AttachedFixture(ReadOnlyTests.tables)
        chmod(fixture.path, 0o400)
        chmod(fixture.directory, 0o500)
        #expect(try fixture.ask(ReadOnlyTests.model, ReadOnlyTests.question) == ["1,Ada"])
        chmod(fixture.directory, 0o700)
        #expect(AttachedFixture.entries(fixture.directory) == ["shop.db"])
    }

    @Test func statementsThatWriteAreRefused() throws {
        let fixture = try AttachedFixture(ReadOnlyTests.tables)
        let attachment = try fixture.attach(ReadOnlyTests.model)
        #expect(throws: StoreError.self) { try attachment.database.database.execute("DELETE FROM orders") }
        #expect(throws: StoreError.self) { try attachment.database.database.execute("CREATE TABLE t (x)") }
    }

    /// Without indexes, a question over many customers and records is still read once through each table, and what
    /// others write meanwhile is seen.
    @Test func tablesWithoutIndexes() throws {
        let many = "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000) SELECT i FROM n)"
        let fixture = try AttachedFixture(
            """
            CREATE TABLE customers (id INTEGER, name TEXT); CREATE TABLE orders (customer_id INTEGER, ordered_at TEXT, amount REAL);
            INSERT INTO customers SELECT i, 'c' || i FROM \(many) WHERE i <= 15000;
            INSERT INTO orders SELECT 1 + i % 15000, '2026-06-01', i FROM \(many)
            """)
        let model =
            "entity customers { key id: int, name: text } entity orders of customers by customer_id at ordered_at { ordered_at: time, amount: money }"
        let before = AttachedFixture.bytes(fixture.path)
        let session = try Session(
            fixture.attach(model), settings: Session.Settings(asOf: "2026-06-30", now: Instant(microseconds: 0)))
        let question = "from customers where sum(orders.amount) > 44990 | select id, count(orders), last(orders.id)"
        #expect(
            try AttachedFixture.ask(session, question)
                == fixture.sql(
                    """
                    SELECT customer_id, count(*), max(rowid) FROM orders GROUP BY 1 HAVING sum(amount) > 44990 ORDER BY 1
                    """))
        #expect(AttachedFixture.bytes(fixture.path) == before)
        let writer = try Database(path: fixture.path, mode: .readWrite)
        try writer.execute("INSERT INTO orders VALUES (7, '2026-06-02', 100000)")
        writer.close()
        #expect(try AttachedFixture.ask(session, question).contains("7,3,30001"))
    }

    /// What a writer has committed to the log counts, and neither the file nor the log changes.
    @Test func aDatabaseWithAWriteAheadLog() throws {
        let fixture = try AttachedFixture("PRAGMA journal_mode = WAL; " + ReadOnlyTests.tables)
        let writer = try Database(path: fixture.path, mode: .readWrite)
        try writer.execute("PRAGMA wal_autocheckpoint = 0; INSERT INTO orders VALUES (3, 2, '2026-06-20', 99)")
        let file = AttachedFixture.bytes(fixture.path), log = AttachedFixture.bytes(fixture.path + "-wal")
        #expect(!log.isEmpty)
        #expect(try fixture.ask(ReadOnlyTests.model, ReadOnlyTests.question) == ["1,Ada", "2,Bob"])
        #expect(AttachedFixture.bytes(fixture.path) == file)
        #expect(AttachedFixture.bytes(fixture.path + "-wal") == log)
        writer.close()
    }

    /// The log of a writer that died is read, and not moved into the file.
    @Test func aLogThatWasLeftBehind() throws {
        let fixture = try AttachedFixture("PRAGMA journal_mode = WAL; " + ReadOnlyTests.tables)
        let writer = try Database(path: fixture.path, mode: .readWrite)
        try writer.execute("PRAGMA wal_autocheckpoint = 0; INSERT INTO orders VALUES (3, 2, '2026-06-20', 99)")
        let copy = try AttachedFixture("")
        for suffix in ["", "-wal"] {
            ReadOnlyTests.write(AttachedFixture.bytes(fixture.path + suffix), to: copy.path + suffix)
        }
        writer.close()
        let file = AttachedFixture.bytes(copy.path), log = AttachedFixture.bytes(copy.path + "-wal")
        #expect(try copy.ask(ReadOnlyTests.model, ReadOnlyTests.question) == ["1,Ada", "2,Bob"])
        #expect(AttachedFixture.bytes(copy.path) == file)
        #expect(AttachedFixture.bytes(copy.path + "-wal") == log)
    }

    /// A journal of a writer that died would have to be played back, which is writing.
    @Test func aJournalThatWasLeftBehindIsNotPlayedBack() throws {
        let fixture = try AttachedFixture(ReadOnlyTests.tables)
        let writer = try Database(path: fixture.path, mode: .readWrite)
        try writer.execute(
            "PRAGMA cache_size = 1; PRAGMA cache_spill = 1; BEGIN; CREATE TABLE filler (x); INSERT INTO filler SELECT randomblob(3000) FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200) SELECT i FROM n)"
        )
        let copy = try AttachedFixture("")
        for suffix in ["", "-journal"] {
            ReadOnlyTests.write(AttachedFixture.bytes(fixture.path + suffix), to: copy.path + suffix)
        }
        writer.rollback()
        writer.close()
        let file = AttachedFixture.bytes(copy.path), journal = AttachedFixture.bytes(copy.path + "-journal")
        #expect(!journal.isEmpty)
        do {
            _ = try copy.attach(ReadOnlyTests.model)
            Issue.record("the journal was ignored or played back")
        } catch let failure as Failure {
            #expect(failure.code.id == "E0532")
        }
        #expect(AttachedFixture.bytes(copy.path) == file)
        #expect(AttachedFixture.bytes(copy.path + "-journal") == journal)
    }

    private static func write(_ bytes: [UInt8], to path: String) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        defer { close(descriptor) }
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count <= 0 { return }
            written += count
        }
    }
}
