import Model
@testable import Semantics
import Syntax
import Testing

/// Tables of rules against trying out every customer that they can tell apart.
struct RuleTableTests {
    private static let model =
        "entity customers { key id: int, r: int, f: int, kind: text, ok: bool } entity orders of customers by c { key id: int, c: int }"

    /// What is said of a table, as codes with the text that is marked.
    private static func warnings(_ table: String) throws -> [String] {
        let parsedModel = Parser.parse(SourceText(id: SourceID(0), name: "model", text: model), analyses: [])
        let environment = Environment(model: try #require(ModelBinder.bind(parsedModel).model), currency: .usd)
        let parsed = Parser.parse(SourceText(id: SourceID(1), name: "table", text: table), analyses: [])
        #expect(parsed.diagnostics.isEmpty, "\(table)")
        return Binder.bind(parsed, in: environment).diagnostics.map {
            "\($0.code.id) \(parsed.tree.source.text($0.primary.span))"
        }
    }

    /// Which arm wins for each customer of a grid is found by trying; an arm that never wins is one that is warned of,
    /// and the other way round. Every value that a generated condition can tell apart is in the grid.
    @Test func armsThatNeverWinAreFound() throws {
        var random = SeededRandom(seed: 4711)
        let numbers: [Int?] = [nil] + (-1...6).map { $0 }
        let grid = numbers.flatMap { r in numbers.flatMap { f in [true, false, nil].map { (r, f, $0) } } }
        for _ in 0..<400 {
            let arms = (0..<Int.random(in: 1...5, using: &random)).map { _ in Condition.random(depth: 2, &random) }
            let text =
                "classify c { " + arms.enumerated().map { "\"a\($0.offset)\" when \($0.element.text), " }.joined()
                + "else \"e\" }"
            var wins = Set<Int>()
            for customer in grid { wins.insert(arms.firstIndex { $0.holds(customer) } ?? arms.count) }
            let losers = try RuleTableTests.warnings(text).filter { $0.hasPrefix("E0413") }.count
            let expected = (0..<arms.count).filter { !wins.contains($0) }.count
            // `else` is looked at only where every arm can win.
            #expect(losers == (expected > 0 ? expected : wins.contains(arms.count) ? 0 : 1), "\(text)")
        }
    }

    private indirect enum Condition {
        case compare(String, String, Int), between(String, Int, Int), member(String, [Int]), missing(String), flag
        case and(Condition, Condition), or(Condition, Condition), not(Condition)

        static func random(depth: Int, _ random: inout SeededRandom) -> Condition {
            let field = Bool.random(using: &random) ? "r" : "f"
            func number() -> Int { Int.random(in: 0...5, using: &random) }
            switch Int.random(in: 0..<(depth > 0 ? 10 : 6), using: &random) {
            case 0, 1, 2:
                return .compare(field, ["<", "<=", ">", ">=", "=", "!="].randomElement(using: &random) ?? "=", number())
            case 3: return .between(field, number(), number())
            case 4: return .member(field, [number(), number()])
            case 5: return Bool.random(using: &random) ? .missing(field) : .flag
            case 6, 7:
                return .and(Condition.random(depth: depth - 1, &random), Condition.random(depth: depth - 1, &random))
            case 8: return .or(Condition.random(depth: depth - 1, &random), Condition.random(depth: depth - 1, &random))
            default: return .not(Condition.random(depth: depth - 1, &random))
            }
        }

        var text: String {
            switch self {
            case .compare(let field, let sign, let value): "\(field) \(sign) \(value)"
            case .between(let field, let low, let high): "\(field) between \(low) and \(high)"
            case .member(let field, let values): "\(field) in (\(values.map { "\($0)" }.joined(separator: ", ")))"
            case .missing(let field): "\(field) is missing"
            case .flag: "ok"
            case .and(let a, let b): "(\(a.text) and \(b.text))"
            case .or(let a, let b): "(\(a.text) or \(b.text))"
            case .not(let a): "not (\(a.text))"
            }
        }

        /// Law 1: a comparison with a missing value is false, and `not` is the complement.
        func holds(_ customer: (r: Int?, f: Int?, ok: Bool?)) -> Bool {
            func value(_ field: String) -> Int? { field == "r" ? customer.r : customer.f }
            switch self {
            case .compare(let field, "!=", let other): return value(field) != other
            case .compare(let field, let sign, let other):
                guard let own = value(field) else { return false }
                return sign == "<"
                    ? own < other
                    : sign == "<="
                        ? own <= other : sign == ">" ? own > other : sign == ">=" ? own >= other : own == other
            case .between(let field, let low, let high): return value(field).map { $0 >= low && $0 <= high } ?? false
            case .member(let field, let values): return value(field).map { values.contains($0) } ?? false
            case .missing(let field): return value(field) == nil
            case .flag: return customer.ok ?? false
            case .and(let a, let b): return a.holds(customer) && b.holds(customer)
            case .or(let a, let b): return a.holds(customer) || b.holds(customer)
            case .not(let a): return !a.holds(customer)
            }
        }
    }

    @Test(arguments: [
        // Steps of a scale, rules around others, rules on different values, one result: nothing to say.
        "\"a\" when r >= 10, \"b\" when r >= 2, else \"c\"",
        "\"a\" when r < 30, \"b\" when r < 90, else \"c\"",
        "\"a\" when r >= 4 and f >= 4, \"b\" when r >= 3 and f >= 5, \"c\" when r >= 5 and f >= 1, else \"d\"",
        "\"a\" when r >= 4, \"b\" when f >= 4, else \"c\"",
        "\"a\" when r between 0 and 10, \"a\" when r between 5 and 20, else \"c\"",
        "\"a\" when ok, \"b\" when r > 5, else \"c\"",
        "\"a\" when kind = \"x\", \"b\" when kind in (\"x\", \"y\"), else \"c\"",
        "\"a\" when any(orders), \"b\" when count(orders) > 3, else \"c\"",
    ])
    func ordinaryTablesEarnNothing(_ arms: String) throws {
        #expect(try RuleTableTests.warnings("classify c { \(arms) }") == [])
    }

    @Test(arguments: [
        ("\"a\" when r between 0 and 30, \"b\" when r between 30 and 90, else \"c\"", ["E0430 r between 30 and 90"]),
        ("\"a\" when r < 30, \"b\" when r > 10, else \"c\"", ["E0430 r > 10"]),
        (
            "\"a\" when r >= 4 and f between 1 and 3, \"b\" when r >= 3 and f >= 3, else \"c\"",
            ["E0430 r >= 3 and f >= 3"]
        ),
        // Between them they take it; by the same records, wherever they are named.
        (
            "\"a\" when count(orders) < 5, \"b\" when count(orders) >= 5 and ok, \"c\" when count(orders) > 7 and ok, else \"d\"",
            ["E0413 \"c\" when count(orders) > 7 and ok"]
        ),
        ("\"a\" when r < 5, \"b\" when r >= 5, \"c\" when r is known, else \"d\"", ["E0413 \"c\" when r is known"]),
        ("\"a\" when any(orders), \"b\" when not any(orders), else \"c\"", ["E0413 else \"c\""]),
        ("\"a\" when count(orders) >= 2, \"b\" when count(orders) < 2, else \"c\"", ["E0413 else \"c\""]),
        ("\"a\" when count(orders) < 0, else \"c\"", ["E0413 \"a\" when count(orders) < 0"]),
        (
            "\"a\" when kind = \"x\" or kind = \"y\", \"b\" when kind in (\"y\", \"x\"), else \"c\"",
            ["E0413 \"b\" when kind in (\"y\", \"x\")"]
        ),
        ("\"a\" when r > 3 and r < 2, else \"c\"", ["E0413 \"a\" when r > 3 and r < 2"])
    ])
    func otherTablesDo(_ arms: String, _ expected: [String]) throws {
        #expect(try RuleTableTests.warnings("classify c { \(arms) }") == expected)
    }
}
