import Analyses
import Engine
import Fixtures
import Glibc
import Model
import Semantics
import Store
import Syntax
import Testing

/// What one question gives is of one state of the store, and of none that is older than the question, whoever else
/// writes to it.
struct BesideWriterTests {
    /// A store that another program writes to, at the moments that a test chooses.
    private final class Store {
        let scratch: Scratch
        let writer: Database
        var path: String { scratch.file("shop.db") }

        init(journal: String = "WAL", _ sql: String = "INSERT INTO customers (id, city) VALUES (1, 'Rome')") throws {
            scratch = try Scratch()
            writer = try ProvokedCodes.makeStore(scratch.file("shop.db")).database
            _ = try writer.prepare("PRAGMA journal_mode = \(journal)").step()
            try writer.execute(sql)
        }

        deinit { writer.close() }

        func session(_ engine: ExecutionEngine) throws -> Session {
            try Session.open(path, asOf: "2026-06-30", engine: engine)
        }
    }

    // MARK: Commits between the statements of one question

    /// An explanation asks several times. Everybody fulfils the conditions, so that any two of its counts are the same.
    @Test(arguments: ExecutionEngine.allCases)
    func anExplanationIsOfOneState(_ engine: ExecutionEngine) throws {
        let store = try Store(), session = try store.session(engine)
        let text = "explain id > 0 and id > -1 and (id > -2 or id > -3)"
        let compilation = session.compile(name: "script", bytes: Array(text.utf8))
        guard case .analysis(let analysis)? = compilation.script.statements.first else {
            throw Refusal(diagnostics: compilation.diagnostics, text: text)
        }
        var key = 1
        let reasons = try session.afterEach("customers") {
            key += 1
            try store.writer.execute("INSERT INTO customers (id) VALUES (\(key))")
        } during: { try session.run(analysis, of: compilation) }
        guard case .picked(let picked, let count) = reasons.subject else {
            throw Refusal(diagnostics: [], text: text)
        }
        #expect(key > 1, "nothing was written meanwhile")
        #expect(count == 1 && picked == 1 && reasons.counts("customers").allSatisfy { $0 == 1 }, "\(reasons)")
    }

    /// Whether case is to blame for an empty result is asked when the result is there.
    @Test(arguments: ExecutionEngine.allCases)
    func aNoteIsOfTheStateOfItsResult(_ engine: ExecutionEngine) throws {
        let store = try Store(), session = try store.session(engine)
        let compilation = session.compile(name: "script", bytes: Array("from customers where city = \"berlin\"".utf8))
        var key = 1
        let (rows, notes) = try session.afterEach("customers") {
            key += 2
            let rows = "(\(key), 'berlin'), (\(key + 1), 'Berlin')"
            try store.writer.execute("INSERT INTO customers (id, city) VALUES \(rows)")
        } during: {
            let result = try session.runWatched(try #require(compilation.queries.first), of: compilation)
            var rows = 0
            while try result.advance() { rows += 1 }
            return (rows, session.notes(on: result, of: compilation))
        }
        #expect(key > 1, "nothing was written meanwhile")
        #expect(rows == 0 && notes.isEmpty, "\(rows) rows, \(notes.map(\.message))")
    }

    /// Tables that are copied for a question are copied from the state that the rest of it reads.
    @Test func copiesForLookUpsAreOfTheStateOfTheirQuestion() throws {
        let scratch = try Scratch(), path = scratch.file("crm.db")
        let writer = try Database(path: path, mode: .create)
        defer { writer.close() }
        try writer.execute("""
            PRAGMA journal_mode = WAL;
            CREATE TABLE people (id INTEGER PRIMARY KEY, k INTEGER);
            CREATE TABLE orders (id INTEGER PRIMARY KEY, person INTEGER, k INTEGER);
            CREATE TABLE visits (id INTEGER PRIMARY KEY, person INTEGER, k INTEGER);
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500)
            INSERT INTO people SELECT i, 1 FROM n;
            INSERT INTO orders SELECT id, id, 1 FROM people; INSERT INTO visits SELECT id, id, 1 FROM people;
            """)
        let model = """
            entity people { key id: int, k: int }
            entity orders of people by person { key id: int, person: int, k: int }
            entity visits of people by person { key id: int, person: int, k: int }
            """
        var settings = Session.Settings(asOf: "2026-06-30", now: Instant(microseconds: 0))
        settings.engine = .sqlite
        let text = Array(model.utf8)
        let attachment = try Attachment(path: path, modelName: "model", modelText: text, settings: settings)
        let session = try Session(attachment, settings: settings)
        let question = "from people | where max(orders.k) != k or max(visits.k) != k | aggregate { n = count() }"
        var k = 1
        for _ in 0..<2 {
            let answer = try session.afterEach("CREATE TEMP TABLE") {
                k += 1
                let updates = ["people", "orders", "visits"].map { "UPDATE \($0) SET k = \(k); " }.joined()
                try writer.execute("BEGIN; \(updates) COMMIT")
            } during: { try session.rows(question) }
            #expect(k > 1, "nothing was written meanwhile")
            #expect(answer == ["0"])
        }
    }

    // MARK: Results that are still being read

    @Test func aQuestionBesideAResultThatIsStillBeingRead() throws {
        let store = try Store("INSERT INTO customers (id) VALUES (1), (2), (3)"), session = try store.session(.sqlite)
        let compilation = session.compile(name: "script", bytes: Array("from customers | select id".utf8))
        let result = try session.run(try #require(compilation.queries.first), of: compilation)
        #expect(try result.advance())
        try store.writer.execute("INSERT INTO customers (id) VALUES (4)")
        #expect(try session.customers(where: "true") == ["1", "2", "3", "4"])
        var rest = 0
        while try result.advance() { rest += 1 }
        #expect(rest == 2)
    }

    // MARK: Files in the place of others

    @Test(arguments: ExecutionEngine.allCases, ["DELETE", "WAL"])
    func anotherStoreUnderTheSameName(_ engine: ExecutionEngine, _ journal: String) throws {
        let stores = try (1...3).map { try Store(journal: journal, "INSERT INTO customers (id) VALUES (\($0))") }
        for store in stores { store.writer.close() }
        let path = stores[0].path, session = try stores[0].session(engine)
        // Before anything was asked, and after.
        for next in 2...3 {
            #expect(rename(stores[next - 1].path, path) == 0)
            #expect(try session.customers(where: "true") == ["\(next)"])
        }
        #expect(unlink(path) == 0)
        #expect { try session.customers(where: "true") } throws: { ($0 as? Failure)?.code == .noSuchStore }
    }

    /// A copy is written over the store, of the same length and with as many commits.
    @Test(arguments: ExecutionEngine.allCases, [false, true])
    func aCopyOverTheStore(_ engine: ExecutionEngine, _ wasAsked: Bool) throws {
        let store = try Store(journal: "DELETE", "INSERT INTO customers (id) VALUES (1)")
        let other = try Store(journal: "DELETE", "INSERT INTO customers (id) VALUES (8)")
        for store in [store, other] { store.writer.close() }
        let session = try store.session(engine)
        if wasAsked { #expect(try session.customers(where: "true") == ["1"]) }
        // Another time than the one before, however coarsely it is kept.
        try Files.write(try Files.read(other.path), to: store.path)
        var times = [timespec(tv_sec: 1_000_000_000, tv_nsec: 0), timespec(tv_sec: 1_000_000_000, tv_nsec: 0)]
        #expect(utimensat(AT_FDCWD, store.path, &times, 0) == 0)
        #expect(try session.customers(where: "true") == ["8"])
    }

    /// Its amounts would be read as those of the store that was opened.
    @Test(arguments: ExecutionEngine.allCases)
    func aStoreOfAnotherCurrencyIsNotAsked(_ engine: ExecutionEngine) throws {
        let store = try Store(journal: "DELETE")
        let other = try Store(journal: "DELETE", "UPDATE clientele_meta SET value = 'JPY' WHERE key = 'currency'")
        for store in [store, other] { store.writer.close() }
        let session = try store.session(engine)
        #expect(rename(other.path, store.path) == 0)
        for _ in 0..<2 {
            #expect { try session.customers(where: "true") } throws: { ($0 as? Failure)?.code.id == "E0534" }
        }
    }
}
