import Engine
import Model
import Semantics
import Testing

/// How many customers a text is about, against the rows that it gives.
struct AudienceTests {
    private static func sizes(_ text: String, _ session: Session) throws -> (audience: Int?, rows: Int) {
        let compilation = session.context.compile(name: "text", bytes: Array(text.utf8))
        try #require(!compilation.hasErrors, "\(text): \(compilation.diagnostics)")
        #expect(try session.hasAudience(compilation) == (session.audienceSize(of: compilation) != nil))
        var rows = 0
        if let query = compilation.queries.first {
            let result = try session.run(query, of: compilation)
            while try result.advance() { rows += 1 }
        }
        return (try session.audienceSize(of: compilation), rows)
    }

    @Test(arguments: [ExecutionEngine.columns, .sqlite])
    func itIsTheNumberOfRows(engine: ExecutionEngine) throws {
        let session = try Session.open(GeneratedShop.path(), asOf: LawTests.day, engine: engine)
        var generator = try PredicateGenerator(session, seed: 0)
        for index in 0..<LawTests.count {
            let seed = LawTests.seed &+ UInt64(index) &+ 21_000_027
            generator.random = SeededGenerator(seed: seed)
            let condition = generator.condition()
            let form = [
                "segment where \(condition)", "from customers where \(condition)",
                "from customers | where \(condition) | sort monetary desc | select id, name",
                "from customers | where \(condition) | take 5",
                "from customers | sort monetary desc | take 20 | where \(condition)"
            ][index % 5]
            let (audience, rows) = try AudienceTests.sizes(form, session)
            #expect(audience == rows, "seed \(seed): \(form)")
        }
    }

    @Test func aDefinitionHasTheSizeOfItsSegment() throws {
        let session = try Session.open(GeneratedShop.path(), asOf: LawTests.day)
        for condition in ["recency < 60", "ntile(5, monetary) = 5", "repeat_buyers or recency < 60"] {
            let named = try AudienceTests.sizes("segment mine where \(condition)", session)
            let anonymous = try AudienceTests.sizes("segment where \(condition)", session)
            #expect(named.audience == anonymous.rows)
        }
    }

    @Test(arguments: [
        "from orders where amount > 5", "from customers | group by city { n = count() }", "metric half = monetary / 2",
        "explain repeat_buyers", "segment a where recency < 3\nsegment b where recency < 4", ""
    ])
    func whatIsNotAboutCustomersHasNone(text: String) throws {
        #expect(try AudienceTests.sizes(text, Session.open(GeneratedShop.path(), asOf: LawTests.day)).audience == nil)
    }
}
