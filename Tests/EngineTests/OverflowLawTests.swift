import Engine
import Syntax
import Testing

/// Values beyond 64 bits are errors where they count, and only there: conditions by three-valued logic, customer by
/// customer.
struct OverflowLawTests {
    private static let customers = [5, 6, 7, 8, 9]

    private static let clauses = [
        "monetary > 5", "monetary < 5", "id != 7", "id >= 7", "frequency >= 2", "city = \"Rome\"", "city = \"Sardis\"",
        "monetary * 2 between 1 and 30",
        "count(orders where amount * 2 > 5) >= 1", "any(orders where amount * 2 > 5 and id != 71 and id != 72)",
        "any(orders where amount * 2 > 2)",
        "last(orders.discount) > monetary", "rank(monetary) among (id != 7) <= 2",
        "monetary > avg(customers.monetary where id != 7)", "monetary is known",
        "sequence(orders then orders where amount * 2 > 5)", "(if monetary > 5 then id else 3) > 4",
        "abs(monetary) > 20", "max(orders.amount) * 2 > 30",
    ]

    private enum Truth { case yes, no, unknown }

    private indirect enum Condition {
        case clause(Int)
        case and(Condition, Condition)
        case or(Condition, Condition)
        case not(Condition)

        var text: String {
            switch self {
            case .clause(let index): OverflowLawTests.clauses[index]
            case .and(let a, let b): "(\(a.text) and \(b.text))"
            case .or(let a, let b): "(\(a.text) or \(b.text))"
            case .not(let a): "not (\(a.text))"
            }
        }

        func truth(_ clauses: [Truth]) -> Truth {
            switch self {
            case .clause(let index): clauses[index]
            case .and(let a, let b):
                switch (a.truth(clauses), b.truth(clauses)) {
                case (.no, _), (_, .no): .no
                case (.yes, .yes): .yes
                default: .unknown
                }
            case .or(let a, let b): Condition.not(.and(.not(a), .not(b))).truth(clauses)
            case .not(let a): a.truth(clauses) == .yes ? .no : a.truth(clauses) == .no ? .yes : .unknown
            }
        }
    }

    private static func condition(_ depth: Int, _ random: inout SeededGenerator) -> Condition {
        guard depth > 0 else { return .clause(Int.random(in: 0..<clauses.count, using: &random)) }
        return switch Int.random(in: 0..<5, using: &random) {
        case 0, 1: .and(condition(depth - 1, &random), condition(depth - 1, &random))
        case 2, 3: .or(condition(depth - 1, &random), condition(depth - 1, &random))
        default: .not(condition(depth - 1, &random))
        }
    }

    /// The keys of those picked; nil where the answer is the error.
    private static func picked(_ question: String, _ session: Session) throws -> [Int]? {
        do {
            return try session.rows(question).compactMap { Int($0) }
        } catch let failure as Failure where failure.code.id == "E0533" {
            return nil
        }
    }

    @Test(arguments: ["columns", "sqlite"], [true, false])
    func whatDoesNotCountIsNoError(engine: String, isOptimising: Bool) throws {
        let session = try Session.open(
            try FixtureStore.path("vast"), asOf: "2026-06-30", engine: engine == "columns" ? .columns : .sqlite)
        session.isOptimising = isOptimising
        let truths = try OverflowLawTests.customers.map { key in
            try OverflowLawTests.clauses.map { clause -> Truth in
                guard
                    let found = try OverflowLawTests.picked(
                        "from customers | where id = \(key) and \(clause) | select id", session)
                else { return .unknown }
                return found.isEmpty ? .no : .yes
            }
        }
        let unknown = truths[2].count { $0 == .unknown }
        #expect(
            unknown == 12 && truths.enumerated().allSatisfy { $0.offset == 2 || !$0.element.contains(.unknown) },
            "of 7 alone: \(truths)")
        var random = SeededGenerator(seed: LawTests.seed), errors = 0
        for _ in 0..<150 {
            let condition = OverflowLawTests.condition(3, &random)
            let found = truths.map { condition.truth($0) }
            let expected =
                found.contains(.unknown) ? nil : zip(OverflowLawTests.customers, found).filter { $0.1 == .yes }.map(\.0)
            errors += expected == nil ? 1 : 0
            #expect(
                try OverflowLawTests.picked("from customers | where \(condition.text) | select id", session)
                    == expected, "\(condition.text)")
        }
        #expect((15...135).contains(errors), "\(errors) of 150")
    }
}
