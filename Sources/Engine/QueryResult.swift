package import Model
package import Planning
package import SQLGeneration
package import Semantics
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
    /// What is counted while rows go by, and how often it was met so far.
    package let watch: ResultWatch?
    package private(set) var tallies: [Int] = []

    /// - Parameter watch: what to count; its hidden columns stand behind the result's own.
    init(plan: Plan, sql: SQLFragment, database: Database, watch: ResultWatch? = nil) throws(Failure) {
        columns = Array(plan.columns.dropLast(watch?.hiddenColumns ?? 0))
        self.watch = watch
        tallies = watch?.items.map { _ in 0 } ?? []
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
            if let watch {
                for (place, item) in watch.items.enumerated() where item.isMet(statement) { tallies[place] += 1 }
            }
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

private extension ResultWatch.Item {
    func isMet(_ row: Statement) -> Bool {
        switch cause {
        case .missingValue: row.isNull(column)
        case .noRecords: row.int64(column) != 0
        }
    }
}
