import Running
import Engine
import Model
import Output
import Semantics
import Testing

/// Results that are gone through again, and sessions that take over what others know.
struct RepeatedResultTests {
    private func session(_ engine: ExecutionEngine, asOf: String? = LawTests.day) throws -> Session {
        try Session.open(try GeneratedShop.path(), asOf: asOf, engine: engine)
    }

    private func rows(_ result: QueryResult) throws -> [[Value]] {
        var rows: [[Value]] = [], row: [Value] = []
        while try result.advance() {
            result.read(into: &row)
            rows.append(row)
        }
        return rows
    }

    @Test(arguments: ExecutionEngine.allCases)
    func rowsAreTheSameEachTime(engine: ExecutionEngine) throws {
        let session = try session(engine)
        // Watched: customers without a city are counted once, however often the rows go by.
        let compilation = session.compile(name: "test", bytes: Array("segment where not city = \"Berlin\"".utf8))
        let result = try session.runWatched(try #require(compilation.queries.first), of: compilation)
        result.keepRows()
        let first = try rows(result), tallies = result.tallies
        #expect(first.count > 100 && result.knownRowCount == first.count && tallies.contains { $0 > 0 })
        for _ in 0..<2 {
            #expect(result.rewind())
            #expect(try rows(result) == first && result.rowCount == first.count && result.tallies == tallies)
        }
        // A part of them, and then again from the first.
        #expect(result.rewind())
        _ = try result.advance()
        #expect(result.rewind())
        #expect(try rows(result) == first)
    }

    @Test func whatNobodyWantedAgainIsNotKept() throws {
        let session = try session(.sqlite)
        let compilation = session.compile(name: "test", bytes: Array("from customers | take 3".utf8))
        let query = try #require(compilation.queries.first)
        let result = try session.run(query, of: compilation)
        let first = try rows(result)
        #expect(!result.rewind())
        let answer = Answer(content: .rows(result, of: query), compilation: compilation, session: session)
        #expect(try rows(answer.rows(result, of: query)) == first, "it is asked for again")
    }

    @Test func anotherInstantWithTheSameDefinitions() throws {
        let now = try session(.columns), before = try session(.columns, asOf: "2025-01-01"),
            fresh = try session(.columns, asOf: "2025-01-01")
        let text = Array("segment many where count(orders) > 3".utf8)
        for session in [now, fresh] { session.adopt(session.compile(name: "test", bytes: text)) }
        before.reuse(now.context)
        let size = try #require(try before.size(ofSegment: "many"))
        #expect(try size == fresh.size(ofSegment: "many"))
        #expect(try size != now.size(ofSegment: "many"))
        #expect(now.context.withoutDefinitions.compile(name: "test", bytes: Array("from many".utf8)).hasErrors)
    }

    @Test func parametersKnowWhereTheirValuesAreFrom() throws {
        let session = try session(.columns)
        func parameter(_ name: String) -> Environment.Parameter? { session.environment.parameters[name] }
        #expect(parameter("churn_days")?.origin == .prelude && parameter("churn_days")?.written == "30")
        session.adopt(
            session.compile(
                name: "test", bytes: Array("param low: money = 5_00\nparam high: money = 9".utf8),
                arguments: ["high": "7", "churn_gaps": "4"]))
        #expect(parameter("low")?.origin == .declaration && parameter("low")?.written == "5_00")
        #expect(parameter("high")?.origin == .argument && parameter("high")?.written == "7")
        #expect(parameter("churn_gaps")?.origin == .argument && parameter("churn_gaps")?.written == "4")
    }
}
