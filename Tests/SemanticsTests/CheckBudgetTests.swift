import Model
import Syntax
import Testing
@testable import Semantics

/// Texts that would take for ever to check: where the check stops is said, and so is what nobody could answer.
@Suite struct CheckBudgetTests {
    private static let model = """
        entity customers { key id: int, joined_at: time, age: int }
        entity orders of customers by customer_id at ordered_at { key id: int, amount: money }

        """

    private static func bind(_ text: String) throws -> Binder.Result {
        var sources = SourceMap()
        let model = try #require(
            ModelBinder.bind(
                Parser.parse(sources.add(name: "model", bytes: Array(CheckBudgetTests.model.utf8)), analyses: [])
            ).model)
        return Binder.bind(
            Parser.parse(sources.add(name: "script", bytes: Array(text.utf8)), analyses: []),
            in: Environment(model: model, currency: .usd))
    }

    private static func classes(_ count: Int, _ arm: (Int) -> String) -> String {
        "classify t { " + (0..<count).map { "\"c\($0)\" when \(arm($0))" }.joined(separator: ", ") + ", else \"x\" }"
    }

    @Test(arguments: [3_000, 20_000])
    func aTableOfThousandsIsCheckedAsFarAsStepsGo(_ count: Int) throws {
        let result = try CheckBudgetTests.bind(
            CheckBudgetTests.classes(count) { "age between \(10 * $0) and \(10 * $0 + 9)" })
        #expect(result.diagnostics.map(\.severity) == [.note])
        let note = try #require(result.diagnostics.first)
        #expect(note.message == "whether all of the \(count) classes can be reached was not checked")
        // Where that is does not depend on the machine, nor on how many there are behind it.
        #expect(note.primary.text == "the first 516 arms were; this one and those behind it were not")
    }

    @Test func aTableOfHundredsIsCheckedToItsEnd() throws {
        let text = CheckBudgetTests.classes(300) {
            $0 == 299 ? "age = 15" : "age between \(10 * $0) and \(10 * $0 + 9)"
        }
        #expect(try CheckBudgetTests.bind(text).diagnostics.map(\.message) == ["nobody can fall into this class"])
    }

    @Test func conditionsThatFallIntoManyPieces() throws {
        let parts = (0..<500).map { "(age between \($0 * 10) and \($0 * 10 + 5) or id = \($0))" }
        let result = try CheckBudgetTests.bind(
            CheckBudgetTests.classes(40) { index in parts[(index * 10)..<(index * 10 + 9)].joined(separator: " and ") })
        #expect(result.diagnostics.allSatisfy { $0.severity != .error })
    }

    @Test func aLongListIsOneSet() throws {
        let list = (0..<30_000).map { String($0 * 2) }.joined(separator: ", ")
        let text = "classify t { \"a\" when id in (\(list)), \"b\" when id in (2, 4), else \"x\" }"
        #expect(try CheckBudgetTests.bind(text).diagnostics.map(\.message) == ["nobody can fall into this class"])
    }

    // MARK: Contexts

    private static func chain(_ count: Int, _ step: (Int) -> String) -> String {
        "metric m1 = sum(orders.amount)\n" + (2...count).map { "metric m\($0) = \(step($0))\n" }.joined()
            + "from customers | select m\(count)"
    }

    @Test(arguments: [12, 15, 200])
    func windowsInWindowsShareTheirIntersection(_ count: Int) throws {
        let result = try CheckBudgetTests.bind(
            CheckBudgetTests.chain(count) { "(m\($0 - 1) over last \($0) months) + m\($0 - 1)" })
        #expect(result.diagnostics == [])
        #expect(result.script.definitions.last?.contexts.count == count)
    }

    @Test func daysBeforeDaysShareTheirSum() throws {
        let result = try CheckBudgetTests.bind(
            CheckBudgetTests.chain(15) { "(m\($0 - 1) as of \($0) days ago) + m\($0 - 1)" })
        #expect(result.diagnostics == [])
    }

    @Test func theLimitIsTold() throws {
        let result = try CheckBudgetTests.bind(
            CheckBudgetTests.chain(40) { "(m\($0 - 1) as of \(1 << min($0, 18)) days ago) + m\($0 - 1)" })
        let error = try #require(result.diagnostics.first)
        #expect(result.diagnostics.count == 1 && error.code.id == "E0307")
        #expect(error.message == "`m10` leads to definitions in more than 256 windows, days and companies")
    }
}
