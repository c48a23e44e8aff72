import Columns
import Engine
import Generation
import Glibc
import Model
import Semantics
import Snapshots
import Store
import Synchronization
import Testing

/// Columns that a result only shows are not built for a few rows, and the answer is the same.
struct LateOutputTests {
    /// A store of so many customers that three of them are few.
    private static let store = Mutex<String?>(nil)

    private static func path() throws -> String {
        try store.withLock { known in
            if let known { return known }
            let path = try FixtureStore.directory() + "/late.db"
            let store = try ProvokedCodes.makeStore(path)
            defer { store.database.close() }
            let model = try Session.open(nil, asOf: "2026-06-30").environment.model
            try store.database.execute("BEGIN IMMEDIATE")
            let writers = try model.entities.map { try RecordWriter(store, entity: $0) }
            try StoreGenerator(model: model, customers: 1_000, seed: 7).generate { entity, row in
                try writers[entity].append(row)
            }
            for writer in writers { try writer.finish() }
            try store.database.execute("COMMIT; UPDATE customers SET city = NULL WHERE id % 3 = 0")
            known = path
            return path
        }
    }

    /// The questions' columns that were asked for, and how many rows' values.
    private func answers(_ questions: [String]) throws -> (columns: [String], rows: Int) {
        let path = try LateOutputTests.path()
        let sqlite = try Session.open(path, asOf: "2026-06-30"),
            columns = try Session.open(path, asOf: "2026-06-30", engine: .columns)
        let spy = try ColumnSpy(columns, path)
        columns.columnSource = spy
        for question in questions {
            let (expected, answer) = (try sqlite.answer(question), try columns.answer(question))
            #expect(!expected.differs(from: answer), "\(question)\n\(expected)\n-- columns:\n\(answer)")
        }
        let model = columns.environment.model
        return (
            spy.asked.withLock { $0 }.map { model.entities[$0.entity].fields[$0.field].name }, spy.found.withLock { $0 }
        )
    }

    @Test func whatIsOnlyShownIsReadForTheRowsShown() throws {
        let (columns, rows) = try answers([
            "from customers | sort id desc | take 9 | select id, name, city, birthday, gender"
        ])
        #expect(Set(columns) == ["id", "joined_at"] && rows == 9)
        #expect(try answers(["from customers where id = 12 | select id, city"]).rows == 1)
        #expect(try answers(["from customers where id < 0 | select id, city"]).columns.contains("city") == false)
        #expect(
            try answers(["from orders | sort amount desc | take 5 | select id, amount, channel, customer.name"]).rows
                == 5)
    }

    @Test func manyRowsAreWorthAColumn() throws {
        let (columns, rows) = try answers(["from customers | take 200 | select id, name"])
        #expect(columns.contains("name") && rows == 0)
    }

    @Test func whatIsAskedOfIsBuilt() throws {
        for question in [
            "from customers | sort name | take 3 | select id, name",
            "from customers where name starts with \"A\" | take 2 | select id, name",
            "from customers | take 3 | select id, n = length(name), name",
            "from customers | group by name { n = count() } | take 3"
        ] {
            let (columns, rows) = try answers([question])
            #expect(columns.contains("name") && rows == 0, "\(question)")
        }
    }

    @Test func explainSaysWhatIsOnlyShown() throws {
        let session = try Session.open(try LateOutputTests.path(), asOf: "2026-06-30", engine: .columns)
        func engine(_ text: String) throws -> String {
            try session.explain(session.compile(name: "q", bytes: Array(text.utf8)), stage: .engine)
        }
        let text = try engine("from customers | sort id | take 3 | select id, name")
        #expect(
            text.hasPrefix(
                "engine: columns, 2 threads\nreads:\n  customers.id         to be built\n  customers.name       only shown:"
            ), "\(text)")
        _ = try session.answer("from customers | sort id | take 3 | select id, name")
        #expect(
            try engine("from customers | sort id | take 3 | select id, name").contains(
                "customers.id         2000 bytes\n  customers.name       only shown:"))
        session.engine = .sqlite
        #expect(try engine("from customers") == "engine: sqlite; `--stage sql` shows the statement\n")
    }

    @Test func smallStoresLeaveNothingBesideThem() throws {
        let path = try FixtureStore.path("tiny")
        _ = try Session.open(path, asOf: "2026-06-30", engine: .columns).answer("from customers")
        #expect(access(path + ".columns", F_OK) != 0)
    }
}

/// A snapshot whose columns are never there before somebody asks for them.
private final class ColumnSpy: ColumnSource {
    let derived = DerivedColumns()
    let asked = Mutex<[ColumnRequest]>([])
    let found = Mutex<Int>(0)
    private let store: SnapshotStore
    private let snapshot: Snapshot

    init(_ session: Session, _ path: String) throws {
        store = try SnapshotStore(.managed(path: path), model: session.environment.model, keepingFrom: .max)
        snapshot = try store.beginQuestion()
    }

    func prepare(_ requests: [ColumnRequest]) throws(ColumnSourceError) {
        asked.withLock { $0 += requests }
        try snapshot.prepare(requests)
    }

    func rows(of entity: Int) throws(ColumnSourceError) -> EntityRows { try snapshot.rows(of: entity) }
    func column(_ field: Int, of entity: Int) throws(ColumnSourceError) -> Column {
        try snapshot.column(field, of: entity)
    }
    func reference(_ field: Int, of entity: Int) throws(ColumnSourceError) -> Column {
        try snapshot.reference(field, of: entity)
    }
    func isAbsent(_ request: ColumnRequest) -> Bool { snapshot.isAbsent(request) }

    func values(of fields: [Int], of entity: Int, keys: [Value]) throws(ColumnSourceError) -> [[Value]]? {
        found.withLock { $0 += keys.count }
        return try snapshot.values(of: fields, of: entity, keys: keys)
    }
}
