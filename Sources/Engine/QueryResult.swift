import Concurrency
package import Model
package import Planning
package import Semantics
package import Columns
import SQLGeneration
import Store
import Syntax

/// The rows of a question, one at a time, in the plan's order: all of the state that the store was in when it was
/// asked.
package final class QueryResult {
    package let columns: [PlanColumn]
    /// A segment: its rows are customers, to be summed up as so many of so many.
    package let isSegment: Bool
    private var rows: Rows
    /// Rows handed out so far.
    package private(set) var rowCount = 0
    /// What is counted while rows go by, and how often it was met so far.
    package let watch: ResultCounters?
    package private(set) var tallies: [Int] = []

    /// Whether SQLite has a next row, where that is known: from the start of the first one, and of none from the end
    /// on.
    private var hasNextRow: Bool?
    private var unlockedFile: UnlockedFile?

    /// Rows of columns that were read together, and their values, row after row.
    private var block: (rows: Range<Int>, values: [Value]) = (0..<0, [])
    private static let blockSize = 256

    /// How to go on where a value beyond 64 bits has stopped the rows: with the same ones from the first on.
    var recovery: ((Failure) throws(Failure) -> QueryResult)?

    /// Looked at now and then while rows of columns go by; SQLite stops by itself.
    var interrupter: Database.Interrupter? { didSet { cancellation = interrupter?.token } }
    private var cancellation: CancellationToken?

    private var isReplay = false
    private var isDiscarded = false
    /// Values of the rows that SQLite has given, row after row; nil where nobody wants them, and once they were too
    /// many.
    private var past: [Value]?
    /// Values that a result may have to be gone through again: some hundred megabytes of them.
    package static let keptValues = 4 << 20

    /// Of how many customers the rows of a segment are; nil where nobody wanted to know.
    package internal(set) var customerCount: Int?
    /// What there is to say that took further questions.
    var questionNotes: [Diagnostic] = []

    private enum Rows {
        case statement(Statement)
        case columns(ColumnResult)
        /// What a statement gave, kept.
        case values([Value])
    }

    /// - Parameter watch: what to count; its hidden columns stand behind the result's own.
    convenience init(plan: Plan, sql: SQLFragment, database: Database, watch: ResultCounters? = nil) throws(Failure) {
        let statement: Statement
        do {
            statement = try database.prepare(sql.text)
            try statement.bindAll(sql.bindings)
        } catch { throw Failure(preparing: error) }
        self.init(plan, .statement(statement), watch)
        // From its first row on the statement holds the state that it reads.
        do { hasNextRow = try statement.step() } catch { throw Failure(error) }
        unlockedFile = database.unlockedFile
    }

    convenience init(plan: Plan, _ result: ColumnResult, watch: ResultCounters? = nil) {
        self.init(plan, .columns(result), watch)
    }

    private init(_ plan: Plan, _ rows: Rows, _ watch: ResultCounters?) {
        columns = Array(plan.columns.dropLast(watch?.hiddenColumns ?? 0))
        self.watch = watch
        tallies = watch?.items.map { _ in 0 } ?? []
        isSegment = plan.isSegment
        self.rows = rows
    }

    /// Bytes of the columns that the answer was worked out from; nil where SQLite did.
    package var bytesTouched: Int? { if case .columns(let result) = rows { result.bytesTouched } else { nil } }

    /// Whether there is no row; to be asked before the first.
    var isEmpty: Bool { hasNextRow.map { !$0 } ?? (knownRowCount == 0) }

    /// Of a score, by its name in the plan: how many customers have one, and how many of them the one that most have;
    /// nil where SQLite has worked it out, which does not tell.
    func sharedScore(_ name: String) -> (count: Int, total: Int)? {
        if case .columns(let result) = rows { result.sharedScores[name] } else { nil }
    }

    /// How many rows there are in all; nil while SQLite has not come to the last.
    package var knownRowCount: Int? {
        switch rows {
        case .statement: nil
        case .columns(let result): result.rowCount
        case .values(let values): columns.isEmpty ? 0 : values.count / columns.count
        }
    }

    /// All rows at once, a column after another; nil where SQLite gives them row by row.
    package var columnsOfValues: [ResultVector]? {
        guard case .columns(let result) = rows else { return nil }
        rowCount = result.rowCount
        return columns.indices.map { result.column($0) }
    }

    /// Moves to the next row; false behind the last.
    package func advance() throws(Failure) -> Bool {
        switch rows {
        case .statement(let statement):
            let isRow: Bool
            do throws(Failure) { isRow = try step(statement) } catch {
                guard try goesOn(behind: error) else { throw error }
                return try advance()
            }
            guard isRow else {
                if let values = past { rows = .values(values) }
                return false
            }
            keep(statement)
        case .columns(let result):
            guard rowCount < result.rowCount else { return false }
            if rowCount % QueryResult.blockSize == 0, cancellation?.isCancelled == true { throw .interruption }
        case .values(let values):
            guard (rowCount + 1) * columns.count <= values.count else { return false }
            rowCount += 1
            return true
        }
        rowCount += 1
        if let watch, !isReplay {
            for (place, item) in watch.items.enumerated() where isMet(item) { tallies[place] += 1 }
        }
        return true
    }

    private func step(_ statement: Statement) throws(Failure) -> Bool {
        do throws(StoreError) {
            let isRow = if let hasNextRow { hasNextRow } else { try statement.step() }
            hasNextRow = isRow ? nil : false
            if !isRow { try unlockedFile?.check() }
            return isRow
        } catch { throw Failure(error) }
    }

    /// Puts rows in place of those that have stopped, of which as many are skipped as have been handed out; false where
    /// there are none.
    private func goesOn(behind failure: Failure) throws(Failure) -> Bool {
        guard failure.code == .integerOverflow, let recovery else { return false }
        self.recovery = nil
        let fresh = try recovery(failure)
        for _ in 0..<rowCount { _ = try fresh.advance() }
        (rows, hasNextRow, unlockedFile) = (fresh.rows, fresh.hasNextRow, fresh.unlockedFile)
        return true
    }

    /// Before the first row: what goes by may be wanted again.
    package func keepRows() {
        if case .statement = rows { past = [] }
    }

    /// Behind the last row: gives back the memory of rows that are too many to be gone through again.
    package func discardRowsIfMany() {
        guard case .columns(let result) = rows, result.rowCount * columns.count > QueryResult.keptValues else { return }
        (rows, isDiscarded, block) = (.values([]), true, (0..<0, []))
    }

    /// Goes back before the first row, to go through them again; false where they have not been kept. What is counted
    /// stays as it was counted first.
    package func rewind() -> Bool {
        if isDiscarded { return false }
        cancellation = interrupter?.token
        switch rows {
        case .statement: return false
        case .columns(let result):
            guard result.rowCount * columns.count <= QueryResult.keptValues else { return false }
            (rowCount, isReplay) = (0, true)
        case .values: rowCount = 0
        }
        return true
    }

    private func keep(_ statement: Statement) {
        guard let count = past?.count else { return }
        guard count + columns.count <= QueryResult.keptValues else {
            past = nil
            return
        }
        for (index, column) in columns.enumerated() { past?.append(statement.value(index, as: column.type.kind)) }
    }

    /// The values of the row at hand, one a column.
    package func read(into row: inout [Value]) {
        row.removeAll(keepingCapacity: true)
        switch rows {
        case .statement(let statement):
            for (index, column) in columns.enumerated() { row.append(statement.value(index, as: column.type.kind)) }
        case .columns(let result):
            let place = rowCount - 1
            if !block.rows.contains(place) {
                let rows = place..<min(result.rowCount, place + QueryResult.blockSize)
                block = (rows, result.values(rows, columns: columns.count))
            }
            let start = (place - block.rows.lowerBound) * columns.count
            row.append(contentsOf: block.values[start..<start + columns.count])
        case .values(let values):
            let start = (rowCount - 1) * columns.count
            row.append(contentsOf: values[start..<start + columns.count])
        }
    }

    private func isMet(_ item: ResultCounters.Item) -> Bool {
        switch (rows, item.cause) {
        case (.statement(let statement), .missingValue): statement.isNull(item.column)
        case (.statement(let statement), .noRecords): statement.int64(item.column) != 0
        case (.columns(let result), .missingValue): result.value(rowCount - 1, item.column).isMissing
        case (.columns(let result), .noRecords): result.value(rowCount - 1, item.column) == .bool(true)
        case (.values, _): false
        }
    }
}

extension Statement {
    func bindAll(_ values: [Value]) throws(StoreError) {
        for (index, value) in values.enumerated() { try bind(value, at: index + 1) }
    }
}
