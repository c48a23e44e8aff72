import Engine
import Fixtures
import Glibc
import Importing
import Model
import Semantics
import Store
import Syntax
import Testing

/// Codes that no text earns: the store's, the import's and the command line's, with what provokes each.
enum ProvokedCodes {
    enum How: Sendable {
        /// Opening, asking or filling a store throws it here.
        case here(@Sendable () throws -> Void)
        /// Elsewhere, for the reason given.
        case elsewhere(String)
    }

    static let all: [String: How] = [
        "E0520": .here { _ = try Session.open("/nowhere/shop.db", asOf: nil) },
        "E0521": .here {
            try withFile("orders.csv", String(repeating: "id,customer_id\n1,2\n", count: 100)) {
                _ = try Session.open($0, asOf: nil)
            }
        },
        "E0522": .here { try plainDatabase { _ = try Session.open($0, asOf: nil) } },
        "E0523": .here {
            try emptyStore { store, path in
                try store.database.execute("BEGIN IMMEDIATE")
                let second = try ManagedStore.open(path: path, mode: .readWrite, busyTimeoutMilliseconds: 1)
                try second.database.execute("BEGIN IMMEDIATE")
            }
        },
        "E0524": .here {
            try emptyStore { _, path in try ManagedStore.open(path: path).database.execute("DELETE FROM orders") }
        },
        "E0525": .here {
            try emptyStore { store, _ in
                try store.database.execute("PRAGMA max_page_count = 1")
                try store.database.execute(
                    "CREATE TABLE filler (x); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100) INSERT INTO filler SELECT randomblob(4000) FROM n"
                )
            }
        },
        "E0526": .here {
            try emptyStore { store, path in
                try store.database.execute("PRAGMA user_version = 999")
                store.database.close()
                _ = try Session.open(path, asOf: nil)
            }
        },
        "E0527": .here { try emptyStore { _, path in _ = try makeStore(path) } },
        "E0528": .here { _ = try makeStore("/nowhere/missing/shop.db") },
        "E0529": .here {
            try emptyStore { store, path in
                store.database.close()
                var bytes = try Files.read(path)
                for i in 4096..<bytes.count { bytes[i] = 0xA5 }
                try Files.write(bytes, to: path)
                let session = try Session.open(path, asOf: nil)
                _ = try session.answer("from customers | select id")
            }
        },
        "E0530": .here {
            try emptyStore { store, path in
                try store.database.execute("DROP TABLE orders")
                store.database.close()
                _ = try Session.open(path, asOf: nil).answer("from orders | select id")
            }
        },
        "E0531": .here { try importing("id\n1\n", into: "customers", goesOn: false) },
        "E0532": .elsewhere("needs a process that is killed while it writes: StoreTests.DatabaseTests"),
        "E0533": .here {
            _ = try Session.open(try FixtureStore.path("big"), asOf: "2026-06-30").answer("segment where monetary > 5")
        },
        "E0534": .here {
            try emptyStore { store, path in
                let session = try Session.open(path, asOf: "2026-06-30")
                let other = try makeStore(path + ".other")
                try other.database.execute("UPDATE clientele_meta SET value = 'JPY' WHERE key = 'currency'")
                other.database.close()
                guard rename(path + ".other", path) == 0 else { return }
                _ = try session.answer("from customers")
            }
        },
        "E0601": .here { try importing(nil, into: "customers") },
        "E0602": .here { try importing("id\n1\n", into: "custmers") },
        "E0603": .here { try importing("", into: "customers") },
        "E0604": .here { try importing("id,amount\n1,2\n", into: "orders") },
        "E0605": .here { try importing("id,customer_id,Customer ID,ordered_at\n1,1,1,2026-01-01\n", into: "orders") },
        "E0606": .here { try importing("id\n1\n", into: "customers", map: ["Total": "id"]) },
        "E0607": .here { try importing("id\n1\n", into: "customers", map: ["name": "nmae"]) },
        "E0608": .here { try importing("id\n1\n", into: "customers") { $0.dateFormat = "DD/MM/YY" } },
        "E0609": .here { try importing("id,birthday\n1,x\n", into: "customers") { $0.onError = .abort } },
        "E0610": .here {
            try importing("id,birthday\n1,x\n", into: "customers") { $0.rejectsPath = "/nowhere/rejects" }
        },
        "E0611": .here { try importing(Array("BZh91AY".utf8), into: "customers") },
        "E0612": .here { try importing("1;7;2026-03-01\n", into: "customers") },
        "E0613": .here { try importing("id,order_id\n1,1\n", into: "items") { $0.createCustomers = true } },
        "E0614": .elsewhere("a file whose rows are all rejected: the command's own"),
        "E0615": .here { try importing("id,customer_id,ordered_at\n1,1,3/5/2026\n", into: "orders") },
        "E0616": .here { try importing("name\nAnn\n", into: "customers") },
        "E0617": .here { try importing("id,birthday\n1,x\n", into: "customers") { $0.maximumRejects = .rows(0) } },
        "E0618": .here {
            try emptyStore { store, _ in
                _ = try ImportUndo(store, model: try Session.open(nil, asOf: "2026-06-30").environment.model).run(
                    from: nil)
            }
        },
        "E0619": .here {
            let field = SourceMapping.Field(name: "id", columns: [["id"]])
            let condition = RowCondition([("Kind", .isIn(["person"]))])
            let part = SourceMapping.Part(entity: "customers", fields: [field], condition: condition)
            try importing("id,name\n1,x\n", into: "customers", mappings: [SourceMapping(source: "Shop", parts: [part])])
            {
                $0.isMappingStated = true
            }
        },
        "E0620": .here { try importing("a,b\n1,2\n", into: nil) },
        "E0701": .here {
            let wrong = DiagnosticCatalogue.code("E0701")?.wrong ?? ""
            _ = try Session.open(try FixtureStore.path("tiny"), asOf: "2026-06-30").answer(wrong)
        },
        "E0702": .elsewhere("a mistake of ours, which no question is known to make"),
        "E0703": .here {
            var settings = Session.Settings(asOf: "2026-06-30", now: Instant(microseconds: 0))
            settings.memoryBudget = 100
            _ = try Session(path: try FixtureStore.path("tiny"), settings: settings).answer(
                "from orders | sort amount * 2")
        },
        "E0710": .here {
            _ = try Session.open(try FixtureStore.path("tiny"), asOf: "2026-06-30").answer(
                "explain customer 4711 in buyers")
        },
        "E0711": .elsewhere("a note: reasons/segments.test"),
        "E0712": .elsewhere("a note: reasons/notes.test"),
        "E0713": .elsewhere("a note: reasons/notes.test"),
        "E0714": .elsewhere("a note: reasons/notes.test"),
        "E0715": .elsewhere("a note: results/scores.test"),
        "E0716": .elsewhere("a note: results/look-alikes.test"),
        "E0717": .elsewhere("a note: reasons/age.test"),
        "E0718": .here {
            _ = try Session.open(try FixtureStore.path("tiny"), asOf: "2026-06-30").answer(
                "from orders | group by day = every day(ordered_at), channel { a = min(id), b = max(id), c = count() } "
                    + "| pivot day { a, b, c }")
        },
        "E0801": .here { _ = try Session.open(nil, asOf: "yesterday") },
        "E0802": .here { _ = try Session.open(nil, asOf: "2026-06-30", timeZone: "Bejing") },
        "E0803": .here {
            let session = try Session.open(nil, asOf: "2026-06-30")
            _ = try session.answer("from customers")
        },
        "E0804": .elsewhere("a script file that can't be read: the commands' own"),
        "E0805": .elsewhere("an argument of the command line: the commands' own"),
        "E0806": .elsewhere("`clientele explain E9999`: the commands' own"),
        "E0807": .elsewhere("`clientele init --model` with a broken model: the commands' own"),
        "E0808": .elsewhere("a result that can't be written: the commands' own"),
        "E0809": .elsewhere("`-o vip.xlsx`: the commands' own"),
        "E0810": .elsewhere("`-o vip.csv` with two questions: the commands' own"),
        "E0820": .elsewhere(
            "what is laid out is compared on each of the texts of FormattingLawTests; none is known that earns it")
    ]

    // MARK: Means

    private static func withFile(_ name: String, _ text: String, _ body: (String) throws -> Void) throws {
        let scratch = try Scratch()
        try body(try scratch.write(name, text))
    }

    private static func plainDatabase(_ body: (String) throws -> Void) throws {
        let scratch = try Scratch()
        let database = try Database(path: scratch.file("crm.db"), mode: .create)
        try database.execute("CREATE TABLE clients (id INTEGER PRIMARY KEY)")
        database.close()
        try body(scratch.file("crm.db"))
    }

    static func makeStore(_ path: String) throws -> ManagedStore {
        let model = try Session.open(nil, asOf: "2026-06-30").environment.model
        return try ManagedStore.create(
            path: path, modelText: String(decoding: StandardLibrary.model, as: UTF8.self), model: model,
            currency: .usd, timeZoneName: "UTC")
    }

    private static func emptyStore(_ body: (ManagedStore, String) throws -> Void) throws {
        let scratch = try Scratch()
        let path = scratch.file("shop.db")
        let store = try makeStore(path)
        defer { store.database.close() }
        try body(store, path)
    }

    private static func importing(
        _ text: String, into entity: String?, map: [String: String] = [:], mappings: [SourceMapping] = [],
        goesOn: Bool = true,
        _ change: (inout ImportOptions) -> Void = { _ in }
    ) throws {
        try importing(Array(text.utf8), into: entity, map: map, mappings: mappings, goesOn: goesOn, change)
    }

    /// nil bytes: a file that is not there.
    private static func importing(
        _ bytes: [UInt8]?, into entity: String?, map: [String: String] = [:], mappings: [SourceMapping] = [],
        goesOn: Bool = true,
        _ change: (inout ImportOptions) -> Void = { _ in }
    ) throws {
        let scratch = try Scratch()
        let store = try makeStore(scratch.file("shop.db"))
        defer { store.database.close() }
        let path = try bytes.map { try scratch.write("in.csv", $0) } ?? scratch.file("missing.csv")
        var options = ImportOptions(entity: entity, timeZone: .utc)
        options.fieldMap = map
        change(&options)
        let model = try Session.open(nil, asOf: "2026-06-30").environment.model
        var observer = Importer.Observer()
        observer.progress = { _ in goesOn }
        _ = try Importer(store, model: model, source: ImportSource(.file(path)), options: options, mappings: mappings)
            .run(observer)
    }
}

struct ProvokedCodesTests {
    @Test(arguments: ProvokedCodes.all.keys.sorted())
    func isProvoked(_ id: String) throws {
        guard case .here(let provoke)? = ProvokedCodes.all[id] else { return }
        do {
            try provoke()
            Issue.record("\(id) was not thrown")
        } catch let error as StoreError {
            #expect(error.code.id == id, "\(error.message)")
            #expect(!error.message.isEmpty)
        } catch let failure as Failure {
            #expect(failure.code.id == id, "\(failure.message)")
            #expect(!failure.message.isEmpty)
        }
    }
}
