import Fixtures
@testable import Importing
import Model
import Store
import Syntax
import Testing

struct MappingTests {
    private func read(_ text: String) -> (mappings: [SourceMapping], errors: [String]) {
        let (mappings, diagnostics) = MappingReader.read(SourceText(id: SourceID(0), name: "mapping", text: text))
        return (mappings, diagnostics.map(\.message))
    }

    @Test func aMappingSaysWhereFieldsComeFrom() throws {
        let (mappings, errors) = read("""
            param decimal: text = ","
            entity orders from "Kiel" where "Art" in ("A", "B") and "Stand" != "x" {
              id: key = "Beleg",
              ordered_at: time = pattern("Tag" + "Uhrzeit", "dmy"),
              amount: money alias `Der Betrag` = "Summe",
              status: text values ("paid" also "bezahlt") = "Stand",
              customer_id: key = key_of("Mail", "email"),
              channel: text,
            }
            entity items from "Kiel" { order_id: key = "Beleg" }
            entity customers from "Bonn" { vip: bool = yes_no("Treue", "ja") }
            """)
        #expect(errors.isEmpty)
        try #require(mappings.count == 2)
        #expect(mappings[0].source == "Kiel" && mappings[0].parts.map(\.entity) == ["orders", "items"])
        #expect(mappings[0].settings == ["decimal": ","])
        let fields = mappings[0].parts[0].fields
        #expect(fields.map(\.name) == ["id", "ordered_at", "amount", "status", "customer_id", "channel"])
        #expect(fields.map(\.columns)
            == [[["Beleg"]], [["Tag"], ["Uhrzeit"]], [["Summe", "Der Betrag"]], [["Stand"]], [["Mail"]], [["channel"]]])
        #expect(fields.map(\.conversion) == [nil, .dates("dmy"), nil, nil, .keyOf(field: "email"), nil])
        #expect(fields[3].values.map(\.spellings) == [["paid", "bezahlt"]])
        let tests = mappings[0].parts[0].condition?.tests ?? []
        #expect(tests.map(\.column) == ["Art", "Stand"] && tests.map(\.test) == [.isIn(["A", "B"]), .isNotIn(["x"])])
        #expect(mappings[1].parts[0].fields[0].conversion == .yes("ja"))
    }

    @Test(arguments: [
        "from orders", "entity orders { id: key }", "entity orders from \"x\" { id: key = 5 }",
        "entity orders from \"x\" { id: key = Id }", "entity orders from \"x\" { id: key = cents(\"Id\", \"y\") }",
        "entity orders from \"x\" { id: key = \"a\" - \"b\" }", "param colour: text = \"red\"", "param decimal: text",
        "entity orders from \"x\" where \"a\" > \"b\" { id: key }", "entity orders from \"x\" { id: key, id: key }",
        "entity orders from \"x\" { id: key = pattern(\"a\") }",
        "entity orders from \"x\" where Type = \"b\" { id: key }",
    ])
    func whatIsNoneIsSaid(_ text: String) {
        let (mappings, errors) = read(text)
        #expect(mappings.isEmpty && !errors.isEmpty)
    }

    @Test func theTextOfAMappingReadsBack() throws {
        let (mappings, unread) = read("""
            param decimal: text = ","
            entity orders from "A \\"b\\"" where "Art" in ("A", "B") and not "Stand" in ("x") {
              id: key = "Beleg", ordered_at: time = pattern("Tag" + "Uhrzeit", "dmy"), amount: money alias `Der Betrag` = "Summe",
              status: text values ("paid" also "bezahlt" also "beglichen", "cancelled") = "Stand", customer_id: key = key_of("Mail", "email"),
            }
            """)
        try #require(mappings.count == 1, "\(unread)")
        let text = MappingText.text(of: mappings[0], in: ImportFixture.model, comment: "x")
        let (again, errors) = read(text)
        try #require(errors.isEmpty && again.count == 1, "\(errors) in \(text)")
        #expect(MappingText.text(of: again[0], in: ImportFixture.model, comment: "x") == text)
        #expect(again[0].parts[0].fields.map(\.columns) == mappings[0].parts[0].fields.map(\.columns))
        #expect(again[0].parts[0].condition == mappings[0].parts[0].condition)
    }

    @Test func theMappingsThatComeWithTheProgramCanBeRead() {
        for (name, bytes) in ShippedMappings.texts {
            let (mappings, diagnostics) = MappingReader.read(SourceText(id: SourceID(0), name: name, bytes: bytes))
            #expect(!mappings.isEmpty && diagnostics.isEmpty, "\(name): \(diagnostics.map(\.message))")
        }
    }

    @Test func columnsArePutTogetherAndRowsLeftOut() throws {
        let fixture = try ImportFixture()
        let (mappings, _) = read("""
            entity customers from "Crowd" where "kind" != "bot" {
              id: int = "no", name: text = "first" + "last", birthday: date = pattern("d" + "m" + "y", "dmy"), vip: bool = yes_no("level", "Gold"),
            }
            """)
        let text = "no,first,last,d,m,y,level,kind\n50,Ann,Lee,3,4,1990,gold,person\n"
            + "51,,Bot,1,1,2000,,BOT\n52,Bo,,9,12,1980,silver,\n"
        var options = ImportOptions(entity: nil, timeZone: .utc)
        options.rejectsPath = fixture.scratch.file("rejects")
        let source = ImportSource(.file(try fixture.scratch.write("in.csv", Array(text.utf8))))
        let report = try Importer(
            fixture.store, model: fixture.model, source: source, options: options, mappings: mappings
        ).run()[0]
        #expect((report.entity, report.inserted, report.rejected, report.leftOut) == ("customers", 2, 0, 1))
        #expect(report.ignoredColumns == [])
        #expect(
            try fixture.rows(
                "SELECT id, name, date(birthday * 86400, 'unixepoch'), vip FROM customers WHERE id BETWEEN 50 AND 59")
                == ["50|Ann Lee|1990-04-03|1", "52|Bo|1980-12-09|0"])
    }

    @Test func customersAreFoundByWhatTheyAreKnownBy() throws {
        let fixture = try ImportFixture()
        let (mappings, _) = read("""
            entity orders from "Shop" { id: int = "no", customer_id: int = key_of("who", "name"), \
            ordered_at: time = "at" }
            """)
        let text = "no,who,at\n70,Bob,2026-03-01\n71,Cleo,2026-03-02\n72,Cleo,2026-03-03\n73,Dan,x\n"
        let source = ImportSource(.file(try fixture.scratch.write("in.csv", Array(text.utf8))))
        func load(_ create: Bool) throws -> ImportReport {
            var options = ImportOptions(entity: nil, timeZone: .utc)
            options.rejectsPath = fixture.scratch.file("rejects")
            options.createCustomers = create
            return try Importer(
                fixture.store, model: fixture.model, source: source, options: options, mappings: mappings
            ).run()[0]
        }
        let first = try load(false)
        #expect((first.inserted, first.rejected) == (1, 3))
        #expect(try fixture.scratch.read("rejects").contains("is name of none of customers in the store"))
        let second = try load(true)
        #expect((second.inserted, second.unchanged, second.rejected, second.customersCreated) == (2, 1, 1, 1))
        #expect(
            try fixture.rows(
                "SELECT o.id, c.name FROM \"tbl orders\" AS o JOIN customers AS c ON c.id = o.customer_id")
                == ["70|Bob", "71|Cleo", "72|Cleo"])
        #expect(try load(true).unchanged == 3)
        #expect(try fixture.rows("SELECT count(*) FROM customers") == ["4"])
    }
}
