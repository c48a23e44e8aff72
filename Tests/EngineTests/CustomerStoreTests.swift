import Engine
import Fixtures
import Store
import Testing

/// The library as a program uses it.
struct CustomerStoreTests {
    @Test func answersWithValues() throws {
        let store = try CustomerStore(path: try FixtureStore.path("tiny"), asOf: "2026-06-30")
        let results = try store.answer(
            "param min: money = 1 segment vip where monetary > $min from vip | take 1 | select id, name, monetary, first_order, e = email is missing",
            parameters: ["min": "1000"])
        #expect(results.count == 1)
        #expect(results.first?.columns.map(\.name) == ["id", "name", "monetary", "first_order", "e"])
        #expect(results.first?.columns.map(\.type) == ["int", "text", "money", "time", "bool"])
        #expect(
            results.first?.rows == [
                [.int(5), .text("Ärzte GmbH"), .money(201_000), .time("2026-01-31T08:00:00"), .bool(false)]
            ])
        // What a script defines is there for the next.
        #expect(try store.answer("from vip | aggregate { n = count() }").first?.rows == [[.int(1)]])
    }

    @Test func tellsTheTwoHoursApartThatAClockShowsTwice() throws {
        let store = try CustomerStore(
            path: try FixtureStore.path("edges"), asOf: "2026-06-30", timeZone: "Europe/Berlin")
        let results = try store.answer("from orders where id = 3 or id = 4 | select ordered_at")
        #expect(results.first?.rows == [[.time("2025-10-26T02:30:00+02:00")], [.time("2025-10-26T02:30:00+01:00")]])
    }

    @Test func saysWhereAScriptIsWrong() throws {
        let store = try CustomerStore(path: try FixtureStore.path("tiny"), asOf: "2026-06-30")
        let error = try #require(throws: QueryError.self) {
            try store.answer("segment a where true\nsegment where recencey < 30")
        }
        #expect(error.problems.map(\.code) == ["E0301"])
        #expect(error.problems.first?.line == 2)
        #expect(error.problems.first?.column == 15)
        #expect(throws: QueryError.self) { try CustomerStore(path: "/nowhere/shop.db", asOf: "2026-06-30") }
        #expect(throws: QueryError.self) { try CustomerStore(path: try FixtureStore.path("tiny"), asOf: "yesterday") }
    }

    @Test func importsWhatTheProgramGives() throws {
        struct NoSuchFile: Error, CustomStringConvertible { var description: String { "not in the library" } }
        let library = [
            "metrics.cq": "import \"base.cq\" as b metric aov = b.spend / frequency",
            "base.cq": "metric spend = sum(orders.amount)",
            "broken.cq": "metric a = 1\nmetric b = recencey"
        ]
        let store = try CustomerStore(path: try FixtureStore.path("tiny"), asOf: "2026-06-30") { path in
            guard let text = library[path] else { throw NoSuchFile() }
            return text
        }
        let results = try store.answer("import \"metrics.cq\" as m from customers | where id = 9 | select m.aov")
        #expect(results.first?.rows == [[.money(15_010)]] || results.first?.rows == [[.number(15_010)]])
        // An import holds for the scripts that follow, as a definition does.
        #expect(
            try store.answer("from customers | where m.aov > 150 | aggregate { n = count() }").first?.rows == [
                [.int(3)]
            ])
        let error = try #require(throws: QueryError.self) {
            try store.answer("import \"broken.cq\" as x import \"gone.cq\" as y segment where recencey < 3")
        }
        #expect(error.problems.map(\.file) == ["broken.cq", nil, nil])
        #expect(error.problems.map(\.code) == ["E0301", "E0320", "E0301"])
        #expect(error.description.hasPrefix("broken.cq:2:12: E0301"))
        let alone = try CustomerStore(path: try FixtureStore.path("tiny"), asOf: "2026-06-30")
        #expect(throws: QueryError.self) { try alone.answer("import \"metrics.cq\" as m segment where m.aov > 3") }
    }

    @Test func asksADatabaseByAModel() throws {
        let scratch = try Scratch()
        let path = scratch.file("crm.db")
        let database = try Database(path: path, mode: .create)
        try database.execute(
            "CREATE TABLE kunden (nr INTEGER PRIMARY KEY, ort TEXT); INSERT INTO kunden VALUES (1, 'Kiel'), (2, NULL)")
        database.close()
        let model = "entity customers from \"kunden\" { key id: int = \"nr\", city: text display = \"ort\" }"
        let store = try CustomerStore(database: path, model: model, asOf: "2026-06-30")
        #expect(try store.answer("segment where city is missing").first?.rows == [[.int(2), .missing]])
        let error = try #require(throws: QueryError.self) {
            try CustomerStore(
                database: path, model: "entity customers from \"kunde\" { key id: int = \"nr\" }", asOf: "2026-06-30")
        }
        #expect(error.problems.first?.line == 1)
    }
}
