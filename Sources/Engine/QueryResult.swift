package import Model
package import Planning
package import SQLGeneration
import Store
import Syntax

/// The rows of a question, one at a time, in the plan's order.
package final class QueryResult {
    package let columns: [PlanColumn]
    package let sql: SQLFragment
    /// A segment: its rows are customers, to be summed up as so many of so many.
    package let isSegment: Bool
    private let statement: Statement
    /// Rows handed out so far.
    package private(set) var rowCount = 0

    init(plan: Plan, sql: SQLFragment, database: Database) throws(Failure) {
        columns = plan.columns
        isSegment = plan.isSegment
        self.sql = sql
        do {
            statement = try database.prepare(sql.text)
            try statement.bindAll(sql.bindings)
        } catch { throw Failure(preparing: error) }
    }

    /// Moves to the next row; false behind the last.
    package func advance() throws(Failure) -> Bool {
        do {
            guard try statement.step() else { return false }
            rowCount += 1
            return true
        } catch { throw Failure(error) }
    }

    /// The values of the row at hand, one a column.
    package func read(into row: inout [Value]) {
        row.removeAll(keepingCapacity: true)
        for (index, column) in columns.enumerated() { row.append(statement.value(index, as: column.type.kind)) }
    }
}

extension Statement {
    func bindAll(_ values: [Value]) throws(StoreError) {
        for (index, value) in values.enumerated() { try bind(value, at: index + 1) }
    }
}
