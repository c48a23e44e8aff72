import Model
@testable import Planning
import Semantics
import Syntax
import Testing

/// What the rules promise of themselves. That no rule changes an answer is a law: see `LawTests`.
struct OptimizerTests {
    private static let model = """
        entity customers at joined_at { key id: int, city: text, joined_at: time }
        entity orders of customers by customer_id at ordered_at { key id: int, customer_id: int, ordered_at: time, amount: money }
        """

    static func plan(_ text: String) throws -> Plan {
        let parsedModel = Parser.parse(SourceText(id: SourceID(0), name: "model", text: model), analyses: [])
        let model = try #require(ModelBinder.bind(parsedModel).model)
        let parsed = Parser.parse(SourceText(id: SourceID(1), name: "text", text: text), analyses: [])
        let bound = Binder.bind(parsed, in: Environment(model: model, currency: .usd))
        try #require(parsed.diagnostics.isEmpty && bound.diagnostics.allSatisfy { $0.severity != .error }, "\(text)")
        let query = try #require(
            bound.script.statements.lazy.compactMap { if case .query(let query) = $0 { query } else { nil } }.first)
        let day = try #require(CivilDate(year: 2026, month: 6, day: 30))
        return Lowering.lower(query, of: bound.script, model: model, time: TimeContext(endOf: day, zone: .utc))
    }

    @Test func rulesSayWhatTheyDo() {
        for rule in Optimizer.rules {
            #expect(!rule.name.isEmpty && rule.name == rule.name.lowercased())
            #expect(rule.summary.hasSuffix("."))
        }
    }

    /// Once every rule has run, none finds more to do: the order of the list leaves nothing behind.
    @Test(arguments: [
        "segment where count(orders) > 0 and not count(orders in last 30 days) >= 1",
        "segment where days_since(last(orders.ordered_at)) < 30 or city = \"x\" and not not city = \"y\"",
        "segment a where city = \"x\" segment where a and not a or a",
        "from customers | sort city | where city != \"x\" | where id > 5 | take 3 | where id < 9",
        "metric m = sum(orders.amount) metric n = m / 2 from customers | where n > 5 | select id, n, m",
    ])
    func optimisingTwiceChangesNothing(text: String) throws {
        let once = Optimizer.optimise(try OptimizerTests.plan(text))
        #expect(Optimizer.optimise(once).outline == once.outline)
        #expect(Optimizer.steps(from: once).isEmpty)
    }

    @Test func stepsEndInTheOptimisedPlan() throws {
        let plan = try OptimizerTests.plan(
            "segment where count(orders) >= 1 and days_since(last(orders.ordered_at)) < 30")
        let steps = Optimizer.steps(from: plan)
        #expect(steps.map(\.rule.name).contains("counts to existence"))
        #expect(steps.map(\.rule.name).contains("last record to existence"))
        #expect(steps.last?.plan.outline == Optimizer.optimise(plan).outline)
        for (before, after) in zip(steps, steps.dropFirst()) { #expect(before.plan.outline != after.plan.outline) }
    }

    /// A definition that has grown deep stays shared, so that statements stay within what databases nest.
    @Test func longChainsStayShared() throws {
        var text = "segment s0 where city = \"x\"\n"
        for i in 1...60 { text += "segment s\(i) where not (s\(i - 1) and id != \(i))\n" }
        let plan = Optimizer.optimise(try OptimizerTests.plan(text + "from s60"))
        #expect(!plan.definitions.isEmpty && plan.definitions.count < 60)
        for definition in plan.definitions { #expect(definition.expression.depth < 40, "\(definition.name)") }
    }
}
