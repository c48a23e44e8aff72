import Concurrency
import Analyses
import Engine
import Glibc
import LanguageService
import Model
import Planning
import Semantics
import Store
import Syntax
import Testing

@Suite struct StoreKnowledgeTests {
    /// Ten customers: five in Berlin, three in Bern, one in Paris, one nowhere; they have placed ten orders, of 1 to
    /// 10.
    private final class Fixture {
        let path: String
        let knowledge: StoreKnowledge

        init() throws {
            path = "/tmp/clientele-knowledge-\(getpid())-\(UInt32.random(in: 0 ... .max)).db"
            let text = SourceText(id: SourceID(0), name: "model", bytes: StandardLibrary.model)
            let model = try #require(ModelBinder.bind(Parser.parse(text, analyses: Analyses.forms)).model)
            let store = try ManagedStore.create(
                path: path, modelText: String(decoding: StandardLibrary.model, as: UTF8.self), model: model,
                currency: .usd, timeZoneName: "UTC")
            let cities =
                ["Berlin", "Berlin", "Berlin", "Berlin", "Berlin", "Bern", "Bern", "Bern", "Paris"].map { "'\($0)'" }
                + ["NULL"]
            let customers = cities.enumerated().map {
                "(\($0.offset + 1), \($0.element), 'a\($0.offset)@example.com', 0)"
            }.joined(separator: ", ")
            let orders = (1...10).map { "(\($0), \($0), \($0 * 100), 1700000000000000, 'paid')" }.joined(
                separator: ", ")
            try store.database.execute(
                "INSERT INTO customers (id, city, email, joined_at) VALUES \(customers); INSERT INTO orders (id, customer_id, amount, ordered_at, status) VALUES \(orders)"
            )
            store.database.close()
            knowledge = StoreKnowledge(
                try Session(path: path, settings: Session.Settings(asOf: "2026-06-30", now: Instant(microseconds: 0))))
        }

        deinit { unlink(path) }
    }

    private let budget = StoreKnowledge.Budget(seconds: 30)
    private let city = DataSubject.field(entity: "customers", field: "city", .text)

    @Test func valuesComeWithTheirCountsTheMostFrequentFirst() throws {
        let fixture = try Fixture()
        let list = try #require(fixture.knowledge.values(of: city, within: budget))
        #expect(list.isComplete)
        #expect(list.values.map(\.value) == [.text("Berlin"), .text("Bern"), .text("Paris")])
        #expect(list.values.map(\.count) == [5, 3, 1])
        let items = fixture.knowledge.items(for: ValueRequest(subject: city, prefix: "be"), within: budget)
        #expect(items.map(\.text) == ["\"Berlin\"", "\"Bern\""])
        #expect(items.map(\.count) == [5, 3])
        // In the middle of a word only where nothing begins so.
        #expect(
            fixture.knowledge.items(for: ValueRequest(subject: city, prefix: "ar"), within: budget).map(\.text) == [
                "\"Paris\""
            ])
    }

    @Test func distributionsSayWhatIsMissingAndWhatIsThere() throws {
        let fixture = try Fixture(), knowledge = fixture.knowledge
        defer { withExtendedLifetime(fixture) {} }
        #expect(
            knowledge.facts(about: city, within: budget) == [
                "9 of 10 known, 10 % missing", "3 different: Berlin 55.6 %, Bern 33.3 %, Paris 11.1 %"
            ])
        #expect(knowledge.facts(about: .field(entity: "orders", field: "amount", .money), within: budget)
                    == ["10 of 10 known", "from 1.00 to 10.00; quartiles 3.25, 5.50, 7.75"])
        #expect(knowledge.facts(about: .metric("frequency", .int), within: budget)?.first == "10 of 10 known")
        #expect(
            knowledge.facts(about: .segment("buyers"), within: budget)?.first?.hasPrefix("10 of 10 customers (100 %)")
                == true)
    }

    /// A text that no record has is warned of, with the nearest that one has; free texts and personal data are left
    /// alone.
    @Test(
        arguments: [
            ("segment where city = \"Berlni\"", "Berlin"), ("segment where city = \"berlin\"", "Berlin"),
            ("from customers | where city in (\"Bern\", \"Pariss\")", "Paris"),
            ("segment where any(orders where status = \"payd\")", "paid"),
            ("segment where last(orders.status) = \"Paid\"", "paid"),
            ("segment where \"Berne\" != city", "Bern"),
            ("segment where city = \"Berlin\"", nil), ("segment where city = \"berlin\" ignoring case", nil),
            ("segment where city = \"Tokyo\"", nil),
            ("segment where email = \"a1@example.con\"", nil),
            ("segment where any(orders where status = \"cancelled\")", nil),
            ("segment where city contains \"Berlni\"", nil),
        ] as [(String, String?)])
    func aValueThatNoRecordHasIsWarnedOf(_ text: String, _ nearest: String?) throws {
        let fixture = try Fixture()
        defer { withExtendedLifetime(fixture) {} }
        let compilation = fixture.knowledge.session.context.compile(
            name: "question", bytes: Array(text.utf8), recordsNames: true)
        let found = fixture.knowledge.unknownValues(in: compilation, within: budget)
        #expect(found.map(\.code.id) == (nearest == nil ? [] : ["E0416"]))
        #expect(found.first?.fixIts.first?.edits.map(\.replacement) == nearest.map { ["\"\($0)\""] })
        #expect(found.allSatisfy { $0.severity == .warning })
    }

    /// What is remembered is of the store as it is.
    @Test func whatSomebodyWritesIsSeen() throws {
        let fixture = try Fixture(), knowledge = fixture.knowledge
        #expect(knowledge.facts(about: city, within: budget)?.first == "9 of 10 known, 10 % missing")
        let writer = try Database(path: fixture.path, mode: .readWrite)
        try writer.execute("UPDATE customers SET city = 'Bern'")
        writer.close()
        #expect(knowledge.values(of: city, within: budget)?.values.map(\.count) == [10])
        #expect(knowledge.facts(about: city, within: budget) == ["10 of 10 known", "1 different: Bern 100 %"])
    }

    @Test func segmentsOfTheTextHaveSizes() throws {
        let script = try Script("segment berliners where city = \"Berlin\"\nfrom berliners | select id, city")
        let fixture = try Fixture(), knowledge = fixture.knowledge
        defer { withExtendedLifetime(fixture) {} }
        #expect(knowledge.size(ofSegment: "berliners", in: script.analysis, within: budget) == 5)
        let answer = try #require(knowledge.rows(ofQuestion: 0, in: script.analysis, limit: 2, within: budget))
        #expect(answer.table.columns.map(\.name) == ["id", "city"])
        #expect(answer.table.rows == [[.int(1), .text("Berlin")], [.int(2), .text("Berlin")]])
        #expect(!answer.isWhole)
    }

    @Test func personalDataIsNeverShown() throws {
        let model = try Script.context().compilation.environment.model
        let email = try #require(model.customerEntity.fieldIndex(named: "email"))
        #expect(DataSubject(field: email, of: model.customer, in: model) == nil)
        #expect(try Script("segment where em‸ail is known").hover?.subject == nil)
    }

    @Test func whatNobodyWaitsForIsNotAnswered() throws {
        let fixture = try Fixture(), knowledge = fixture.knowledge
        defer { withExtendedLifetime(fixture) {} }
        #expect(
            knowledge.values(of: city, within: StoreKnowledge.Budget(seconds: 30, CancellationToken { true })) == nil)
        // And the next one is.
        #expect(knowledge.values(of: city, within: budget) != nil)
    }
}
