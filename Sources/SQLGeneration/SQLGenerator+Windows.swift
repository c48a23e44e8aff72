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
        case .ranking(let ranking):
            // Rows without a value are by themselves, and have no place.
            let place = place(ranking, value, function.count, keys + ["\(value) IS NULL"], order)
            return "CASE WHEN \(value) IS NOT NULL THEN \(place) END"
        }
    }

    /// The place of a value among others.
    ///
    /// A score is 1 plus the number of cut points k/n that lie below the value, and the middle one where all values are
    /// equal. A value is above the interpolated cut point exactly where it is above the lower of the two values between
    /// which that lies, so that the rank decides: with b values below this one among N, k counts where k (N - 1) < b n.
    ///
    /// - Parameters:
    ///   - keys: what takes the values apart.
    ///   - order: that of equal values.
    func place(
        _ ranking: RankingFunction, _ value: SQLFragment, _ parts: Int, _ keys: [SQLFragment], _ order: [SQLFragment]
    ) -> SQLFragment {
        let count: SQLFragment = "\(number: Int64(parts))", all = SQLFragment.window(keys, [])
        let ascending = SQLFragment.window(keys, [value]), descending = SQLFragment.window(keys, ["\(value) DESC"])
        let sum: SQLFragment = "\(dialect.windowSum(value)) OVER (\(all))"
        switch ranking {
        case .rank: return "rank() OVER (\(descending))"
        case .ntile: return "ntile(\(count)) OVER (\(SQLFragment.window(keys, [value] + order)))"
        case .percentileRank: return "percent_rank() OVER (\(ascending))"
        case .quantileScore:
            let rank: SQLFragment = "rank() OVER (\(ascending))", size: SQLFragment = "count(*) OVER (\(all))"
            let middle: SQLFragment = "\(number: Int64(RankingFunction.middleScore(of: parts)))"
            return """
                CASE WHEN min(\(value)) OVER (\(all)) = max(\(value)) OVER (\(all)) THEN \(middle) \
                WHEN \(rank) = 1 THEN 1 ELSE ((\(rank) - 1) * \(count) + \(size) - 2) / (\(size) - 1) END
                """
        case .share: return "CASE WHEN \(sum) > 0 THEN CAST(\(value) AS REAL) / \(sum) END"
        case .cumulativeShare:
            let before: SQLFragment = """
                \(SQLFragment.window(keys, ["\(value) DESC"] + order)) \
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                """
            return """
                CASE WHEN \(sum) > 0 THEN \
                CAST(coalesce(\(dialect.windowSum(value)) OVER (\(before)), 0) AS REAL) / \(sum) END
                """
        }
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
