import Engine
import Fixtures
import Importing
import Model
import Semantics
import Store
import Testing

/// Values that the standard model knows, however they are spelt: by what is ready-made, and by imports.
struct KnownSpellingsTests {
    private static func model() throws -> DataModel { try Session.open(nil, asOf: "2026-06-30").environment.model }

    private static func statuses() throws -> [KnownValues.Value] {
        let orders = try model().entities.first { $0.name == "orders" }
        return try #require(orders?.fields.first { $0.name == "status" }?.knownValues).values
    }

    private static func variants(_ text: String) -> [String] {
        [text, text.uppercased(), text.prefix(1).uppercased() + text.dropFirst(), " \(text) "]
    }

    /// Stores that were filled by other means hold any of the spellings.
    @Test func ordersThatAreNoPurchasesAreToldByEverySpelling() throws {
        let scratch = try Scratch()
        let store = try ProvokedCodes.makeStore(scratch.file("shop.db"))
        let insert = try store.database.prepare(
            "INSERT INTO orders (customer_id, ordered_at, amount, status) VALUES (1, 0, 100, ?)")
        try store.database.execute("INSERT INTO customers (id) VALUES (1)")
        var expected: [Bool] = []
        for value in try KnownSpellingsTests.statuses() {
            for text in value.spellings.flatMap(KnownSpellingsTests.variants) {
                try insert.bind(text, at: 1)
                try insert.run()
                expected.append(value.name != "cancelled" && value.name != "refunded")
            }
        }
        for other in ["", "cancelling", "not refunded", "partially refunded", "uncancelled", "refund requested", "取消"] {
            try insert.bind(other, at: 1)
            try insert.run()
            expected.append(true)
        }
        try insert.bindNull(at: 1)
        try insert.run()
        expected.append(true)
        store.database.close()
        #expect(expected.filter { !$0 }.count > 30)
        for engine in ExecutionEngine.allCases {
            let session = try Session.open(scratch.file("shop.db"), asOf: "2026-06-30", engine: engine)
            #expect(
                try session.rows("from orders | sort id | select is_purchase, status").map { $0.hasPrefix("true") }
                    == expected, "\(engine)")
            #expect(
                try session.rows("from customers | select frequency") == ["\(expected.filter(\.self).count)"],
                "\(engine)")
        }
    }

    /// Every field that has known values in the standard model keeps them in the model's own spelling.
    @Test func importsPutSpellingsRight() throws {
        let model = try KnownSpellingsTests.model()
        var fieldCount = 0
        for (index, entity) in model.entities.enumerated() {
            for field in entity.fields {
                guard let known = field.knownValues else { continue }
                fieldCount += 1
                let scratch = try Scratch()
                let store = try ProvokedCodes.makeStore(scratch.file("shop.db"))
                defer { store.database.close() }
                try store.database.execute("INSERT INTO customers (id) VALUES (1)")
                let owner = entity.owner.map { entity.fields[$0.field].name },
                    time = entity.eventTime.map { entity.fields[$0].name }
                let spellings = known.values.flatMap { value in
                    value.spellings.flatMap(KnownSpellingsTests.variants).map { (value.name, $0) }
                }
                var text =
                    (["id", field.name] + [index == model.customer ? nil : owner, time].compactMap(\.self)).joined(
                        separator: ",") + "\n"
                for (number, spelling) in spellings.enumerated() {
                    text +=
                        (["\(number + 2)", spelling.1] + (index == model.customer || owner == nil ? [] : ["1"])
                        + (time == nil ? [] : ["2026-01-01"])).joined(separator: ",") + "\n"
                }
                let source = ImportSource(.file(try scratch.write("in.csv", text)))
                let report = try Importer(
                    store, model: model, source: source, options: ImportOptions(entity: entity.name, timeZone: .utc)
                ).run()[0]
                #expect(report.rejected == 0 && report.unknownValues == [], "\(entity.name).\(field.name): \(report)")
                let stored = try store.database.prepare(
                    "SELECT \(field.column) FROM \(entity.table) WHERE id > 1 ORDER BY id")
                var found: [String] = []
                while try stored.step() { found.append(stored.text(0)) }
                #expect(found == spellings.map(\.0), "\(entity.name).\(field.name)")
            }
        }
        #expect(fieldCount > 25)
    }
}
