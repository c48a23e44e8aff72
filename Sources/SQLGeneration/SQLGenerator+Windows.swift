import Model
import Planning

/// Functions of a row among the rows at hand, as SQL's window functions.
extension SQLGenerator {
    /// - Parameter order: the terms of ORDER BY that the rows come in.
    mutating func window(_ function: PlanRowFunction, order: [SQLFragment]) -> SQLFragment {
        let value = function.value.map { operand($0) } ?? "NULL", count: SQLFragment = "\(number: Int64(function.count))"
        let keys = function.partition.map { operand($0) }
        let rows = SQLFragment.window(keys, order)
        switch function.function {
        case .previous: return "lag(\(value), \(count)) OVER (\(rows))"
        case .next: return "lead(\(value), \(count)) OVER (\(rows))"
        case .rowNumber: return "row_number() OVER (\(rows))"
        case .runningSum:
            let frame: SQLFragment = "\(rows) ROWS UNBOUNDED PRECEDING"
            return function.type.kind == .number
                ? dialect.finite("coalesce(sum(\(value)) OVER (\(frame)), 0.0)") : dialect.wholeSum(value, over: frame)
        case .movingAverage:
            // Without ties nothing is left out; with the words SQLite adds every frame up anew, and takes nothing away
            // again, which would leave roundings behind.
            let frame: SQLFragment =
                "\(rows) ROWS BETWEEN \(number: Int64(function.count - 1)) PRECEDING AND CURRENT ROW EXCLUDE TIES"
            return
                "CASE WHEN row_number() OVER (\(rows)) >= \(count) THEN \(dialect.finite("avg(\(value)) OVER (\(frame))")) END"
        case .ranking(let ranking): return place(ranking, value, count, keys, order)
        }
    }

    /// Rows without a value are by themselves, and have no place.
    private func place(
        _ ranking: RankingFunction, _ value: SQLFragment, _ count: SQLFragment, _ keys: [SQLFragment],
        _ order: [SQLFragment]
    ) -> SQLFragment {
        let known = keys + ["\(value) IS NULL"]
        let ascending = SQLFragment.window(known, [value]), descending = SQLFragment.window(known, ["\(value) DESC"])
        let all = SQLFragment.window(known, [])
        let sum: SQLFragment = "\(dialect.windowSum(value)) OVER (\(all))"
        let place: SQLFragment
        switch ranking {
        case .rank: place = "rank() OVER (\(descending))"
        case .ntile: place = "ntile(\(count)) OVER (\(SQLFragment.window(known, [value] + order)))"
        case .percentileRank: place = "percent_rank() OVER (\(ascending))"
        case .quantileScore:
            let rank: SQLFragment = "rank() OVER (\(ascending))", size: SQLFragment = "count(*) OVER (\(all))"
            place = """
                CASE WHEN min(\(value)) OVER (\(all)) = max(\(value)) OVER (\(all)) THEN (\(count) + 1) / 2 \
                WHEN \(rank) = 1 THEN 1 ELSE ((\(rank) - 1) * \(count) + \(size) - 2) / (\(size) - 1) END
                """
        case .share: place = "CASE WHEN \(sum) > 0 THEN CAST(\(value) AS REAL) / \(sum) END"
        case .cumulativeShare:
            let before: SQLFragment = """
                \(SQLFragment.window(known, ["\(value) DESC"] + order)) \
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                """
            place = """
                CASE WHEN \(sum) > 0 THEN \
                CAST(coalesce(\(dialect.windowSum(value)) OVER (\(before)), 0) AS REAL) / \(sum) END
                """
        }
        return "CASE WHEN \(value) IS NOT NULL THEN \(place) END"
    }
}

extension SQLFragment {
    /// `PARTITION BY … ORDER BY …`
    fileprivate static func window(_ keys: [SQLFragment], _ order: [SQLFragment]) -> SQLFragment {
        let partition: SQLFragment = keys.isEmpty ? "" : "PARTITION BY \(keys.joined(separator: ", "))"
        if order.isEmpty { return partition }
        return "\(partition)\(keys.isEmpty ? "" : " ")ORDER BY \(order.joined(separator: ", "))"
    }
}
