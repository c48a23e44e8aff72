import Model
import Planning

/// Periods that no row is in, counted on from the first to the last.
extension SQLGenerator {
    // No table is called like this.
    private var grouped: SQLFragment { "\(name: "rows of groups")" }
    private var periods: SQLFragment { "\(name: "all periods")" }

    /// The block of a group, with a row more for each period without any.
    mutating func filled(_ block: SelectBlock, _ fill: PlanFill) -> SelectBlock {
        let (groups, _) = renderForSubquery(block)
        let columns = outputs(block), grouped = grouped, periods = periods, period: SQLFragment = "\(name: "c\(fill.period)")"
        let others = (0..<fill.keyCount).filter { $0 != fill.period }
        func list(_ places: some Sequence<Int>, _ text: (Int) -> SQLFragment) -> SQLFragment {
            places.map(text).joined(separator: ", ")
        }
        func bound(_ fixed: Int64?, _ function: SQLFragment) -> SQLFragment {
            let ofRows: SQLFragment = "(SELECT \(function)(\(period)) FROM \(grouped))"
            guard let fixed else { return ofRows }
            return "\(function)(\(number: fixed), coalesce(\(ofRows), \(number: fixed)))"
        }
        let combinations: SQLFragment =
            others.isEmpty
            ? "(SELECT 1) AS others"
            : "(SELECT DISTINCT \(list(others) { "\(name: "c\($0)")" }) FROM \(grouped)) AS others"
        let matches = ["\(grouped).\(period) = \(periods).value" as SQLFragment]
            + others.map { "\(grouped).\(name: "c\($0)") IS others.\(name: "c\($0)")" }
        let filled = list(columns.indices) { index in
            let name: SQLFragment = "\(name: "c\(index)")"
            if index == fill.period { return "\(periods).value AS \(name)" }
            if index < fill.keyCount { return "others.\(name) AS \(name)" }
            let value = output(fill.values[index - fill.keyCount])
            return "CASE WHEN \(grouped).\(period) IS NULL THEN \(value) ELSE \(grouped).\(name) END AS \(name)"
        }
        let select: SQLFragment = """
            WITH RECURSIVE \(grouped) \(SQLFragment(stringLiteral: dialect.materialized)) (\(groups)),
            \(periods)(value) AS (
                SELECT \(bound(fill.first, "min")) WHERE \(bound(fill.first, "min")) IS NOT NULL
                UNION ALL
                SELECT \(next(fill)) FROM \(periods) WHERE \(next(fill)) <= \(bound(fill.last, "max")))
            SELECT \(filled)
            FROM \(combinations) CROSS JOIN \(periods) LEFT JOIN \(grouped) ON \(matches.joined(separator: " AND "))
            UNION ALL SELECT \(list(columns.indices) { "\(name: "c\($0)")" }) FROM \(grouped) WHERE \(period) IS NULL
            """
        let order = (0..<fill.keyCount).map { SelectBlock.InheritedTerm(name: "c\($0)", isDescending: false) }
        return outer(select, order, columns, doubtful: columns)
    }

    /// The period behind one.
    private func next(_ fill: PlanFill) -> SQLFragment {
        func start(_ function: ScalarFunction, behind days: Int64) -> SQLFragment {
            let day = SQLArgument("\(periods).value + \(number: days)", needsBrackets: true)
            return dialect.call(function, [day], isSmall: true)
        }
        return switch fill.step {
        case .one: "\(periods).value + 1"
        case .week: "\(periods).value + 7"
        // So many days behind the first of a month lies a day of the next one.
        case .month: start(.month, behind: 31)
        case .quarter: start(.quarter, behind: 92)
        }
    }
}
