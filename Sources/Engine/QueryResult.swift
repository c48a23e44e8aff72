package import Columns
package import Model
package import Planning
package import Semantics
import Store
import Syntax

/// The rows of a question, one at a time, in the plan's order: all of the state that the store was in when it was
/// asked.
package final class QueryResult {
    package let columns: [PlanColumn]
    /// Those with values as they are stored, which a table does not round.
    package let storedColumns: Set<Int>
    /// A segment: its rows are customers, to be summed up as so many of so many.
    package let isSegment: Bool
    private var rows: any RowSource
    /// Rows handed out so far.
    package private(set) var rowCount = 0
    /// The conditions counted while rows go by, and their counts so far; their hidden columns follow the result's.
    package let watch: ResultCounters?
    package private(set) var tallies: [Int] = []
    private var isReplay = false

    /// How to go on where a value beyond 64 bits has stopped the rows: with the same ones from the first on.
    var recovery: ((Failure) throws(Failure) -> QueryResult)?

    /// The total number of customers that a segment's rows are taken from; nil if not requested.
    package internal(set) var customerCount: Int?
    /// Notes that required further questions.
    var questionNotes: [Diagnostic] = []

    init(_ plan: Plan, _ rows: any RowSource, watch: ResultCounters? = nil) {
        columns = Array(plan.columns.dropLast(watch?.hiddenColumns ?? 0))
        let stored = StoredValues(plan)
        storedColumns = Set(columns.indices.filter { stored.contains(column: $0) })
        isSegment = plan.isSegment
        self.rows = rows
        self.watch = watch
        tallies = watch?.items.map { _ in 0 } ?? []
    }

    /// Whether there is no row; to be asked before the first.
    var isEmpty: Bool { rows.isEmpty }

    /// How many rows there are in all; nil while SQLite has not come to the last.
    package var knownRowCount: Int? { rows.count }

    /// Moves to the next row; false behind the last.
    package func advance() throws(Failure) -> Bool {
        let isRow: Bool
        do throws(Failure) { isRow = try rows.advance() } catch {
            guard try goesOn(behind: error) else { throw error }
            return try advance()
        }
        guard isRow else { return false }
        rowCount += 1
        if let watch, !isReplay {
            for (place, item) in watch.items.enumerated() where isMet(item) { tallies[place] += 1 }
        }
        return true
    }

    /// Puts rows in place of those that have stopped, of which as many are skipped as have been handed out; false where
    /// there are none.
    private func goesOn(behind failure: Failure) throws(Failure) -> Bool {
        guard failure.code == .integerOverflow, let recovery else { return false }
        self.recovery = nil
        let fresh = try recovery(failure)
        for _ in 0..<rowCount { _ = try fresh.advance() }
        if let kept = rows as? KeptRows { kept.source = fresh.rows } else { rows = fresh.rows }
        return true
    }

    private func isMet(_ item: ResultCounters.Item) -> Bool {
        switch item.cause {
        case .missingValue: rows.isMissing(item.column)
        case .noRecords: rows.isTrue(item.column)
        }
    }

    /// The values of the row at hand, one a column.
    package func read(into row: inout [Value]) {
        row.removeAll(keepingCapacity: true)
        rows.read(columns.count, into: &row)
    }

    // MARK: Again

    /// Before the first row: what goes by may be wanted again.
    package func keepRows() {
        if rows.count == nil { rows = KeptRows(rows, columns: columns.count) }
    }

    /// Behind the last row: gives back the memory of rows that are too many to be gone through again.
    package func discardRowsIfMany() {
        if let count = rows.count, count * columns.count > KeptRows.limit { rows = DiscardedRows() }
    }

    /// Goes back before the first row, to go through them again; false where they have not been kept. What is counted
    /// stays as it was counted first.
    package func rewind() -> Bool {
        guard rows.rewind() else { return false }
        (rowCount, isReplay) = (0, true)
        return true
    }

    // MARK: Columns

    private var columnResult: ColumnResult? { (rows as? ColumnRows)?.result }

    /// Bytes of the columns that the answer was worked out from; nil where SQLite did.
    package var bytesTouched: Int? { columnResult?.bytesTouched }

    /// For a score, by its name in the plan: the number of customers with its most common value, and with any value;
    /// nil if SQLite computed it, which does not tell.
    func sharedScore(_ name: String) -> (count: Int, total: Int)? { columnResult?.sharedScores[name] }

    /// All rows at once, a column after another; nil where SQLite gives them row by row.
    package var columnsOfValues: [ResultVector]? {
        guard let columnResult else { return nil }
        rowCount = columnResult.rowCount
        return columns.indices.map { columnResult.column($0) }
    }
}
