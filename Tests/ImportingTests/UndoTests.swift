import Fixtures
@testable import Importing
import Model
import Store
import Testing

struct UndoTests {
    /// A model whose keys are whole numbers until something else comes.
    private static let model: DataModel = {
        func key(_ name: String, of domain: String) -> Field {
            var field = Field(name: name, type: .int)
            field.keyDomain = domain
            return field
        }
        let customers = Entity(name: "customers", table: "customers", fields: [
            key("id", of: "customers"), Field(name: "name", type: .text),
        ], key: 0)
        let orders = Entity(name: "orders", table: "orders", fields: [
            key("id", of: "orders"), key("customer_id", of: "customers"), Field(name: "ordered_at", type: .time),
            Field(name: "amount", type: .money),
        ], key: 0, owner: .init(entity: "customers", field: 1), eventTime: 2)
        return DataModel(entities: [customers, orders], customer: 0)
    }()

    private struct Shop {
        let scratch: Scratch
        let path: String

        init() throws {
            scratch = try Scratch()
            path = scratch.file("shop.db")
            try ManagedStore.create(
                path: path, modelText: "entity customers { … }", model: UndoTests.model, currency: .usd,
                timeZoneName: "UTC"
            ).database.close()
        }

        func withStore<Result>(_ body: (ManagedStore) throws -> Result) throws -> Result {
            let store = try ManagedStore.open(path: path, mode: .readWrite)
            defer { store.database.close() }
            return try body(store)
        }

        @discardableResult
        func load(
            _ text: String, into entity: String, _ change: (inout ImportOptions) -> Void = { _ in }
        ) throws -> ImportReport {
            var options = ImportOptions(entity: entity, timeZone: .utc)
            change(&options)
            let source = ImportSource(.file(try scratch.write("in.csv", Array(text.utf8))))
            return try withStore { try Importer($0, model: UndoTests.model, source: source, options: options).run()[0] }
        }

        @discardableResult
        func undo(from number: Int64? = nil, force: Bool = false) throws -> [ImportEntry] {
            try withStore {
                try ImportUndo($0, model: UndoTests.model.withTextKeys($0.textKeys)).run(from: number, force: force)
            }
        }

        /// All rows of the records and of what they are known by, with their numbers and the classes of their values.
        func rows() throws -> [String] {
            try withStore { store in
                var rows: [String] = []
                for table in ["customers", "orders", "clientele_rows_orders"] {
                    guard try store.database.integer("SELECT 1 FROM sqlite_schema WHERE name = '\(table)'") == 1
                    else { continue }
                    let columns = table == "customers"
                        ? ["id", "name"]
                        : table == "orders" ? ["id", "customer_id", "ordered_at", "amount"] : ["hex(digest)"]
                    let list = columns.map { "typeof(\($0)) || ':' || ifnull(\($0), '')" }
                        .joined(separator: " || ',' || ")
                    let statement = try store.database.prepare(
                        "SELECT rowid || '|' || \(list) FROM \(table) ORDER BY rowid")
                    while try statement.step() { rows.append("\(table) \(statement.text(0))") }
                }
                return rows
            }
        }
    }

    private static let header = "id,customer_id,ordered_at,amount\n"

    /// As many steps a row, however many rows there are.
    @Test func formerContentsAreFoundByTheirNumbers() throws {
        let shop = try Shop()
        try shop.load("id,name\n1,Ann\n", into: "customers")
        try shop.load("id,name\n1,Anna\n", into: "customers")
        try shop.withStore { store in
            let plan = try store.database.prepare(
                "EXPLAIN QUERY PLAN " + ImportUndo.restoring(["\"id\"", "\"name\""], of: "customers", 2))
            var steps: [String] = []
            while try plan.step() { steps.append(plan.text(3)) }
            #expect(steps.contains { $0.contains("(clientele_import=? AND clientele_number=?)") }, "\(steps)")
            #expect(!steps.contains { $0.hasPrefix("SCAN") }, "\(steps)")
        }
    }

    @Test func whatAnImportDidIsTakenBack() throws {
        let shop = try Shop()
        var states = [try shop.rows()]
        let imports: [(text: String, change: (inout ImportOptions) -> Void)] = [
            (UndoTests.header + "10,1,2026-03-01,5\n20,2,2026-03-02,6\n", { $0.createCustomers = true }),
            // Between rows that are there, one that changes twice, one that stays.
            (UndoTests.header + "15,1,2026-03-01,7\n10,1,2026-03-01,8\n20,2,2026-03-02,6\n", { _ in }),
            // New customers below those that are there, and a value that goes.
            (UndoTests.header + "10,0,2026-03-01,\n12,-5,2026-03-01,1\n",
             { $0.createCustomers = true; $0.clearEmpty = true }),
            ("customer_id,ordered_at,amount\n1,2026-04-01,1\n1,2026-04-01,1\n", { _ in }),
            ("customer_id,ordered_at,amount\n1,2026-04-01,1\n2,2026-04-01,3\n", { _ in }),
            // Keys become texts, those of customers first.
            (UndoTests.header + "30,A-1,2026-03-01,7\n15,1,2026-03-01,9\n", { $0.createCustomers = true }),
            (UndoTests.header + "007,A-1,2026-03-01,7\n15,1,2026-03-01,10\n", { _ in }),
            ("customer_id,ordered_at,amount\nA-1,2026-05-01,1\n", { _ in }),
            (UndoTests.header + "9,1,2026-03-01,1\n9,1,,\n", { $0.onRepeat = .last }),
        ]
        for (text, change) in imports {
            try shop.load(text, into: "orders", change)
            states.append(try shop.rows())
        }
        #expect(states[1] != states[0] && states[6].contains("customers 3|text:A-1,null:") && states[7] != states[6])
        // One by one, and then as a whole.
        for number in stride(from: imports.count, to: 4, by: -1) {
            #expect(try shop.undo().map(\.number) == [Int64(number)])
            #expect(try shop.rows() == states[number - 1])
        }
        #expect(try shop.undo(from: 2).map(\.number) == [4, 3, 2])
        #expect(try shop.rows() == states[1])
        try shop.load(imports[1].text, into: "orders", imports[1].change)
        #expect(try shop.rows() == states[2])
        try shop.undo(from: 1)
        #expect(try shop.rows() == states[0])
    }

    @Test func whatOthersHaveWrittenIsNotLostInSilence() throws {
        let shop = try Shop()
        try shop.load("id,name\n1,Ann\n2,Bob\n", into: "customers")
        try shop.load("id,name\n1,Anna\n3,Cleo\n", into: "customers")
        try shop.withStore { try $0.database.execute("INSERT INTO customers VALUES (7, 'By hand')") }
        #expect(throws: StoreError.self) { try shop.undo() }
        try shop.undo(force: true)
        #expect(try shop.rows() == [
            "customers 1|integer:1,text:Ann", "customers 2|integer:2,text:Bob", "customers 7|integer:7,text:By hand",
        ])
        #expect(throws: StoreError.self) { try shop.undo(from: 2) }
        #expect(throws: StoreError.self) { try shop.undo(from: 9) }
    }

    @Test func importsAreListed() throws {
        let shop = try Shop()
        #expect(throws: StoreError.self) { try shop.undo() }
        try shop.load("id,name\n1,Ann\nx,\n", into: "customers") { $0.now = Instant(microseconds: 5) }
        try shop.load("id,name\n1,Ann\n", into: "customers")
        try shop.load("id,name\n1,Anna\n", into: "customers")
        try shop.undo()
        let entries = try shop.withStore { try ImportLog.entries(in: $0.database) }
        // One that changes nothing is none.
        #expect(entries.map(\.number) == [1, 2])
        #expect(entries.map { [$0.added, $0.updated, $0.unchanged] } == [[2, 0, 0], [0, 1, 0]])
        #expect(entries.map(\.isUndone) == [false, true] && entries.map(\.canBeUndone) == [true, false])
        #expect(entries[0].time == Instant(microseconds: 5))
    }

    @Test func twentyImportsAreKept() throws {
        let shop = try Shop()
        for number in 1...25 {
            try shop.load("id,name\n\(number),x\n1,\(number)\n", into: "customers") { $0.onRepeat = .last }
        }
        #expect(throws: StoreError.self) { try shop.undo(from: 5) }
        try shop.undo(from: 6)
        #expect(try shop.rows().count == 5)
        #expect(try shop.rows()[0] == "customers 1|integer:1,text:5")
    }
}
