import Model
package import Planning
import SQLGeneration
import Store

/// A plan as one statement of SQL, run by SQLite.
package final class SQLiteExecutor: PlanExecutor {
    private let database: Database?
    /// Only for a database that is someone else's.
    private let copies: LookupCopies?

    /// - Parameter database: nil where there is no store.
    init(_ database: Database?, copies: LookupCopies?) {
        self.database = database
        self.copies = copies
    }

    package func execute(_ plan: Plan) throws(Failure) -> any RowSource {
        guard let database else { throw Failure.noStore }
        let sql = SQLGenerator.generate(plan, dialect: SQLiteDialect(overflowIsNull: plan.overflowIsMissing))
        return try inOneState { () throws(Failure) in
            do throws(StoreError) { try copies?.prepare(for: sql.text) } catch { throw Failure(error) }
            return try StatementRows(sql, kinds: plan.columns.map(\.type.kind), in: database)
        }
    }

    package func inOneState<Result>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
        guard let database else { return try body() }
        do { try database.beginReading() } catch { throw Failure(error) }
        let result: Result
        do { result = try body() } catch {
            // The first error is the one reported.
            try? database.endReading()
            throw error
        }
        do { try database.endReading() } catch { throw Failure(error) }
        return result
    }

    package func describe(_ plan: Plan) -> String { "engine: sqlite; `--stage sql` shows the statement\n" }
}

/// Rows of a statement, as SQLite finds them.
final class StatementRows: RowSource {
    private let statement: Statement
    private let kinds: [ValueKind]
    private let unlockedFile: UnlockedFile?
    /// Whether there is a next row, where that is known: from the start of the first one, and of none from the end on.
    private var hasNextRow: Bool?

    /// - Parameter kinds: of the columns.
    init(_ sql: SQLFragment, kinds: [ValueKind], in database: Database) throws(Failure) {
        do {
            statement = try database.prepare(sql.text)
            for (index, value) in sql.bindings.enumerated() { try statement.bind(value, at: index + 1) }
        } catch { throw Failure(preparing: error) }
        self.kinds = kinds
        // From its first row on the statement holds the state that it reads.
        do { hasNextRow = try statement.step() } catch { throw Failure(error) }
        unlockedFile = database.unlockedFile
    }

    var count: Int? { nil }
    var isEmpty: Bool { hasNextRow == false }

    func advance() throws(Failure) -> Bool {
        do throws(StoreError) {
            let isRow = if let hasNextRow { hasNextRow } else { try statement.step() }
            hasNextRow = isRow ? nil : false
            if !isRow { try unlockedFile?.check() }
            return isRow
        } catch { throw Failure(error) }
    }

    func read(_ columns: Int, into row: inout [Value]) {
        for column in 0..<columns { row.append(statement.value(column, as: kinds[column])) }
    }

    func isMissing(_ column: Int) -> Bool { statement.isNull(column) }
    func isTrue(_ column: Int) -> Bool { statement.int64(column) != 0 }
    func rewind() -> Bool { false }
}
