import Engine
import Testing

/// Standings against a calculation from their definitions, over a generated store.
struct RankingTests {
    private struct Customer {
        var id: Int
        /// nil where the value is missing.
        var value: Int?
    }

    /// What the engine says, by customer; nil is missing.
    private static func rankings(_ expression: String, _ session: Session) throws -> [Int: Double?] {
        let rows = try session.rows("from customers | select id, s = \(expression)").map {
            $0.split(separator: ",", omittingEmptySubsequences: false)
        }
        return Dictionary(uniqueKeysWithValues: try rows.map { (try #require(Int($0[0])), Double($0[1])) })
    }

    private static func customers(_ value: String, _ session: Session, among condition: String) throws -> [Customer] {
        try session.rows("from customers where \(condition) | select id, v = \(value)").map { row in
            let cells = row.split(separator: ",", omittingEmptySubsequences: false)
            return Customer(id: try #require(Int(cells[0])), value: Int(cells[1]))
        }
    }

    /// The cut point at a share, interpolated between neighbours (type 7).
    private static func quantile(_ sorted: [Int], _ part: Int, of parts: Int) -> Double {
        let position = Double(sorted.count - 1) * Double(part) / Double(parts)
        let below = Int(position)
        guard below + 1 < sorted.count else { return Double(sorted[below]) }
        return Double(sorted[below]) + (position - Double(below)) * Double(sorted[below + 1] - sorted[below])
    }

    @Test(
        arguments: [
            "frequency", "recency", "-recency", "tenure", "round(monetary / largest_order)",
            "count(interactions in last 90 days)"
        ], ["true", "repeat_buyers", "country = \"CN\"", "id = 5"])
    func rankingsAreAsDefined(value: String, population: String) throws {
        let session = try Session.open(try GeneratedShop.path(), asOf: LawTests.day)
        let known = try RankingTests.customers(value, session, among: population).compactMap { customer in
            customer.value.map { (id: customer.id, value: $0) }
        }
        let sorted = known.map(\.value).sorted(), total = sorted.reduce(0, +)
        let among = population == "true" ? "" : " among (\(population))"
        let rank = try RankingTests.rankings("rank(\(value))\(among)", session)
        let percentile = try RankingTests.rankings("percentile_rank(\(value))\(among)", session)
        let score = try RankingTests.rankings("quantile_score(7, \(value))\(among)", session)
        let tile = try RankingTests.rankings("ntile(4, \(value))\(among)", session)
        let share = try RankingTests.rankings("share(\(value))\(among)", session)
        let cumulative = try RankingTests.rankings("cumulative_share(\(value))\(among)", session)
        let cuts = sorted.isEmpty ? [] : (1..<7).map { RankingTests.quantile(sorted, $0, of: 7) }
        #expect(rank.values.count { $0 != nil } == known.count, "nobody else has a standing")
        var before = 0, line = known.sorted { ($0.value, $0.id) < ($1.value, $1.id) }
        for (position, customer) in line.enumerated() {
            let part = { (size: Int, larger: Int) in
                position < larger * (size + 1)
                    ? position / (size + 1) : larger + (position - larger * (size + 1)) / size
            }
            let size = line.count / 4, larger = line.count % 4
            #expect(
                tile[customer.id] == Double((size == 0 ? position : part(size, larger)) + 1), "ntile of \(customer)")
        }
        line.sort { ($1.value, $0.id) < ($0.value, $1.id) }
        for customer in line {
            let lower = sorted.count { $0 < customer.value }
            #expect(rank[customer.id] == Double(1 + sorted.count { $0 > customer.value }))
            #expect(percentile[customer.id] == (sorted.count == 1 ? 0 : Double(lower) / Double(sorted.count - 1)))
            // Cut points computed in floating point may miss a value they hit by a rounding error.
            let above = cuts.count { $0 < Double(customer.value) - 1e-9 }
            let isAlike = sorted.first == sorted.last
            #expect(score[customer.id] == (isAlike ? 4 : Double(1 + above)), "score of \(customer), cuts \(cuts)")
            #expect(share[customer.id] == (total > 0 ? Double(customer.value) / Double(total) : nil))
            #expect(cumulative[customer.id] == (total > 0 ? Double(before) / Double(total) : nil))
            before += customer.value
        }
    }
}
