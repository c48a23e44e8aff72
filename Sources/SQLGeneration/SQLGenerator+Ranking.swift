import Model
import Planning
import Semantics

extension SQLGenerator {
    /// Keys and standings of the customers whose value is known, as a common table expression.
    mutating func ranking(_ ranking: PlanRanking, of definition: PlanDefinition) -> SQLFragment {
        let customer = RowReference.variable(0)
        var conditions = [definition.existence].compactMap(\.self).map { condition($0) }
        // The sign keeps SQLite from starting at the population, which it takes for small, and from scanning what it
        // takes for small.
        if let population = ranking.population { conditions.append("+(\(condition(population)))") }
        let value = value(definition.expression), key = column(customer, plan.model.customerEntity.key)
        let filter: SQLFragment = conditions.isEmpty ? "" : " WHERE \(conditions.joined(separator: " AND "))"
        let header: SQLFragment =
            "\(name: SQLGenerator.name(definition))(key, value) \(SQLFragment(stringLiteral: dialect.materialized))"
        let members: SQLFragment =
            "SELECT \(key) AS key, \(value) AS value FROM \(from(customer, plan.model.customer))\(filter)"
        return
            "\(header) (\n    SELECT key, \(place(ranking))\n    FROM (\(members)) AS members WHERE value IS NOT NULL)"
    }

    /// A score is 1 plus the number of cut points k/n that lie below the value, and the middle one where all values are
    /// equal. A value of the population is above the interpolated cut point exactly where it is above the lower of the
    /// two values between which that lies, so that the rank decides: with b values below this one among N, k counts
    /// where k (N - 1) < b n.
    private func place(_ ranking: PlanRanking) -> SQLFragment {
        let parts = SQLFragment(stringLiteral: String(ranking.parts ?? 1)), sum = dialect.windowSum("value")
        return switch ranking.function {
        case .rank: "rank() OVER (ORDER BY value DESC)"
        case .ntile: "ntile(\(parts)) OVER (ORDER BY value, key)"
        case .percentileRank: "percent_rank() OVER (ORDER BY value)"
        case .quantileScore:
            """
            CASE WHEN min(value) OVER () = max(value) OVER () THEN \(number: Int64(RankingFunction.middleScore(of: ranking.parts ?? 1))) \
            WHEN rank() OVER (ORDER BY value) = 1 THEN 1 ELSE ((rank() OVER (ORDER BY value) - 1) * \(parts) + count(*) OVER () - 2) / (count(*) OVER () - 1) END
            """
        case .share: "CASE WHEN \(sum) OVER () > 0 THEN CAST(value AS REAL) / \(sum) OVER () END"
        case .cumulativeShare:
            "CASE WHEN \(sum) OVER () > 0 THEN CAST(coalesce(\(sum) OVER (ORDER BY value DESC, key ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS REAL) / \(sum) OVER () END"
        }
    }
}
