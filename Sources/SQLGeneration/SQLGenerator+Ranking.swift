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
        let keys = ranking.partition.enumerated().map { index, part -> SQLFragment in
            ", \(operand(part)) AS \(name: "part \(index)")"
        }
        let members: SQLFragment = """
            SELECT \(key) AS key, \(value) AS value\(keys.joined(separator: "")) \
            FROM \(from(customer, plan.model.customer))\(filter)
            """
        let place = place(
            ranking.function, "value", ranking.parts ?? 1, ranking.partition.indices.map { "\(name: "part \($0)")" },
            ["key"])
        return "\(header) (\n    SELECT key, \(place)\n    FROM (\(members)) AS members WHERE value IS NOT NULL)"
    }
}
