import Analyses
import Engine
import Model
import Testing

/// Numbers of an analysis against those of ordinary questions, for generated conditions over a generated store. A
/// failure names its seed.
struct AnalysisLawTests {
    private static let count = environmentCount("CLIENTELE_LAW_COUNT", default: 500) / 10
    private static let days = (first: "2025-01-31", last: "2025-06-30")

    private static func shop(asOf day: String) throws -> Session {
        try Session.open(try GeneratedShop.path(), asOf: day)
    }

    private static func forEachSeed(
        _ session: Session, salt: UInt64, _ body: (inout PredicateGenerator, UInt64) throws -> Void
    ) throws {
        var generator = try PredicateGenerator(session, seed: 0)
        for index in 0..<count {
            let seed = LawTests.seed &+ UInt64(index) &+ salt &* 1_000_003
            generator.random = SeededGenerator(seed: seed)
            try body(&generator, seed)
        }
    }

    /// Class and number, one row each, as CSV.
    private static func sizes(of kind: String, on day: String) throws -> [String] {
        try shop(asOf: day).rows("from customers | group by x = \(kind) { n = count() }").sorted()
    }

    /// What a migration says of each day is what that day itself says, and its shares are of whole classes.
    @Test func marginsOfAMigrationAreTheGroupsOfItsDays() throws {
        let session = try AnalysisLawTests.shop(asOf: LawTests.day), (first, last) = AnalysisLawTests.days
        var moved = 0
        try AnalysisLawTests.forEachSeed(session, salt: 21) { generator, seed in
            let condition = generator.condition(depth: 2)
            let kind = generator.oneOf([
                "country", "(if \(condition) then \"in\" else \"out\")", "loyalty", "frequency",
                "(if frequency > 0 then monetary else first(orders.amount))",
            ])
            let rows = try session.rows("from customers | migrate \(kind) from \(first) to \(last)").map {
                $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            }
            var before: [String: Int] = [:], after: [String: Int] = [:], shares: [String: Double] = [:]
            for row in rows {
                let count = try #require(Int(row[3]))
                after[row[1], default: 0] += count
                if row[2] == "true" {
                    #expect(row[0].isEmpty && row[4].isEmpty, "seed \(seed): \(kind)")
                } else {
                    before[row[0], default: 0] += count
                    shares[row[0], default: 0] += try #require(Double(row[4]))
                    if row[0] != row[1] { moved += count }
                }
            }
            func lines(_ sizes: [String: Int]) -> [String] { sizes.map { "\($0.key),\($0.value)" }.sorted() }
            #expect(try lines(before) == AnalysisLawTests.sizes(of: kind, on: first), "seed \(seed): \(kind)")
            #expect(try lines(after) == AnalysisLawTests.sizes(of: kind, on: last), "seed \(seed): \(kind)")
            #expect(shares.values.allSatisfy { abs($0 - 1) < 1e-9 }, "seed \(seed): \(kind)")
        }
        #expect(moved > 0)
    }

    /// The combinations are all customers, each once, and every segment is as large as it is.
    @Test func combinationsOfAnOverlapAreAllCustomers() throws {
        let session = try AnalysisLawTests.shop(asOf: LawTests.day)
        let everybody = try session.customerCount()
        try AnalysisLawTests.forEachSeed(session, salt: 22) { generator, seed in
            let conditions = (0..<Int.random(in: 1...5, using: &generator.random)).map { _ in
                generator.condition(depth: 2)
            }
            let list = conditions.enumerated().map { "c\($0) = (\($1))" }.joined(separator: ", ")
            let rows = try session.rows("from customers | overlap \(list)").map { $0.split(separator: ",") }
            var sizes = [Int](repeating: 0, count: conditions.count), all = 0
            for row in rows {
                let count = try #require(Int(row[conditions.count]))
                all += count
                for place in conditions.indices where row[place] == "true" { sizes[place] += count }
            }
            #expect(all == everybody && Set(rows.map { $0.prefix(conditions.count) }).count == rows.count, "seed \(seed)")
            for (condition, size) in zip(conditions, sizes) {
                #expect(try session.customers(where: condition).count == size, "seed \(seed): \(condition)")
            }
        }
    }

    /// Whoever is active is new, returning or resurrected; whoever was active before is returning or dormant.
    @Test func lifecyclesAddUp() throws {
        let session = try AnalysisLawTests.shop(asOf: LawTests.day)
        try AnalysisLawTests.forEachSeed(session, salt: 23) { generator, seed in
            let condition = generator.condition(depth: 2), unit = generator.oneOf(["week", "month", "quarter", "year"])
            let question = "from customers where \(condition) | lifecycle of orders by \(unit) for 9 \(unit)s"
            let rows = try session.rows(question).map { row in
                row.split(separator: ",").dropFirst().prefix(5).map { Int($0) ?? -1 }
            }
            #expect(rows.count == 9, "seed \(seed): \(question)")
            for (before, row) in zip([nil] + rows.map { Optional($0) }, rows) {
                #expect(row[4] == row[0] + row[1] + row[2], "seed \(seed): \(question)")
                if let before { #expect(before[4] == row[1] + row[3], "seed \(seed): \(question)") }
            }
        }
    }

    /// Everybody is there at the start that is the first record, cohorts are all who have one, and a cell is never more
    /// than its cohort.
    @Test func retentionsBeginWithTheWholeCohort() throws {
        let session = try AnalysisLawTests.shop(asOf: LawTests.day)
        try AnalysisLawTests.forEachSeed(session, salt: 24) { generator, seed in
            let condition = generator.condition(depth: 2)
            let period = generator.oneOf(["month for 6 months", "quarter for 1 year", "30 days for 90 days"])
            let question = "from customers where \(condition) | retention of orders by \(period)"
            var all = 0
            for row in try session.rows(question).map({ $0.split(separator: ",", omittingEmptySubsequences: false) }) {
                let size = try #require(Int(row[1]))
                #expect(Int(row[3]).map { $0 <= size } ?? (row[5] == "false"), "seed \(seed): \(question)")
                guard row[2] == "0" else { continue }
                #expect(Int(row[3]) == size, "seed \(seed): \(question)")
                all += size
            }
            #expect(try session.customers(where: "(\(condition)) and any(orders)").count == all, "seed \(seed): \(question)")
        }
    }

    /// The last row of a trend is the question itself, and an earlier one the question as of that day.
    @Test func trendsAreTheQuestionsOfTheirDays() throws {
        let session = try AnalysisLawTests.shop(asOf: LawTests.day)
        let earlier = try AnalysisLawTests.shop(asOf: "2025-08-31")
        try AnalysisLawTests.forEachSeed(session, salt: 25) { generator, seed in
            let condition = generator.condition(depth: 2)
            let figures = "{ n = count(), spend = sum(monetary), mean = avg(frequency) }"
            let rows = try session.rows("from customers where \(condition) | trend by month for 2 months \(figures)")
            let question = "from customers where \(condition) | aggregate \(figures)"
            let expected = try [earlier, session].map { try $0.rows(question)[0] }
            let found = rows.map { $0.split(separator: ",", omittingEmptySubsequences: false).dropFirst().dropLast() }
            #expect(found.map { $0.joined(separator: ",") } == expected, "seed \(seed): \(condition)")
        }
    }
}
