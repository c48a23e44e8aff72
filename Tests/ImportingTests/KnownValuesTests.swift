import Fixtures
@testable import Importing
import Model
@testable import Store
import Testing

/// Values that the model knows are stored in its own spelling, others are counted.
struct KnownValuesTests {
    private static let model: DataModel = {
        var entities = ImportFixture.model.entities
        entities[1].fields[4].knownValues = KnownValues([
            .init(name: "paid", otherSpellings: ["已付款"]),
            .init(name: "cancelled", otherSpellings: ["canceled", "void"]), .init(name: "no_decision")
        ])
        return DataModel(entities: entities, customer: 0)
    }()

    private func load(_ fixture: ImportFixture, _ text: String, _ name: String = "in.csv") throws -> ImportReport {
        let source = ImportSource(.file(try fixture.scratch.write(name, text)))
        return try Importer(
            fixture.store, model: KnownValuesTests.model, source: source,
            options: ImportOptions(entity: "orders", timeZone: .utc)
        ).run()[0]
    }

    private static let spellings = [
        ("paid", "paid"), ("PAID", "paid"), (" Paid\t", "paid"), ("已付款", "paid"), ("Canceled", "cancelled"),
        ("can-celled", "cancelled"), ("VOID", "cancelled"),
        ("No decision", "no_decision"), ("NO-DECISION", "no_decision"), ("", "-"), ("paid!", "paid!"),
        ("paidd", "paidd"), ("pai", "pai"), ("  ", "  ")
    ]

    @Test func spellingAndCaseMakeNoDifference() throws {
        let fixture = try ImportFixture()
        let rows = KnownValuesTests.spellings.enumerated().map { "\($0.offset + 1),1,2026-03-01,1,\($0.element.0)\n" }
        let report = try load(fixture, "id,customer_id,ordered_at,amount,status\n" + rows.joined())
        #expect(report.rejected == 0)
        #expect(
            try fixture.rows("SELECT status FROM \"tbl orders\" ORDER BY id") == KnownValuesTests.spellings.map(\.1))
        #expect(
            report.unknownValues == [
                .init(
                    field: "status", rows: 4, values: ["  ", "pai", "paid!", "paidd"].map { .init(text: $0, rows: 1) },
                    hasMore: false)
            ])
        // What is the same to the model is no change.
        #expect(try load(fixture, "id,customer_id,ordered_at,status\n2,1,2026-03-01,Paid\n").unchanged == 1)
    }

    @Test func unknownValuesOfRowsThatCameInAreCounted() throws {
        let fixture = try ImportFixture()
        let rows = (1...30).map { "\($0),1,2026-03-01,1,\($0 % 3 == 0 ? "odd" : $0 % 3 == 1 ? "strange" : "Paid")\n" }
            .joined()
        let report = try load(
            fixture,
            "id,customer_id,ordered_at,amount,status\n" + rows
                + "31,1,2026-03-01,x,odd\n32,77,2026-03-01,1,odd\n33,1,2026-03-01,1,strange\n")
        #expect(
            report.unknownValues == [
                .init(
                    field: "status", rows: 21, values: [.init(text: "strange", rows: 11), .init(text: "odd", rows: 10)],
                    hasMore: false)
            ])
        let json = try load(
            fixture,
            "{\"id\":1,\"customer_id\":1,\"ordered_at\":\"2026-03-01\",\"status\":\"\"}\n{\"id\":2,\"customer_id\":1,\"ordered_at\":\"2026-03-01\",\"status\":\"Vo\\u0069d\"}\n",
            "in.jsonl")
        #expect(json.unknownValues == [])
        #expect(
            try fixture.rows("SELECT status FROM \"tbl orders\" WHERE id < 3 ORDER BY id") == ["strange", "cancelled"])
        let many = (1...1_200).map { "\($0),1,2026-03-01,1,s\($0)\n" }.joined()
        let last = try load(fixture, "id,customer_id,ordered_at,amount,status\n" + many).unknownValues.first
        #expect(last?.rows == 1_200 && last?.values.count == 1_000 && last?.hasMore == true)
    }

    /// Texts that the spelling changes lie between others in the batch.
    @Test func otherTextsStayAsTheyAre() throws {
        let fixture = try ImportFixture()
        var entities = ImportFixture.model.entities
        entities[0].fields[1].knownValues = KnownValues([
            .init(name: "a much longer name", otherSpellings: ["x"]), .init(name: "b")
        ])
        let model = DataModel(entities: entities, customer: 0)
        let rows = (10..<400).map { "\($0),\($0 % 2 == 0 ? "X" : $0 % 3 == 0 ? "B" : "name \($0)")\n" }.joined()
        let source = ImportSource(.file(try fixture.scratch.write("in.csv", "id,name\n" + rows)))
        _ = try Importer(
            fixture.store, model: model, source: source, options: ImportOptions(entity: "customers", timeZone: .utc)
        ).run()
        let expected = (10..<400).map { $0 % 2 == 0 ? "a much longer name" : $0 % 3 == 0 ? "b" : "name \($0)" }
        #expect(try fixture.rows("SELECT name FROM customers WHERE id BETWEEN 10 AND 399 ORDER BY id") == expected)
    }
}
