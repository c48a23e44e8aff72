import Concurrency
import Model
import Planning
import Semantics

/// Expressions over frames, a vector at a time. One for each thread: it remembers what it has found out about texts.
struct Evaluator {
    var catalogue: LoadedColumns
    let time: TimeContext
    /// Whether what is beyond 64 bits is missing, instead of an error.
    let overflowIsMissing: Bool
    /// Asked within a batch, too, where an operator takes long over a few thousand customers.
    let cancellation: CancellationToken
    /// The values of the plan's definitions, as far as they are computed.
    var definitions: [MaterializedDefinition?]
    /// The functions of calls that the plan has more than once.
    var repeatedCalls: Set<ScalarFunction.Operation> = []
    /// Aggregates over everybody, which are the same for every customer.
    var everybody: [PlanExpression: Value]
    var textTests = TextTests()
    var known = RecordCache()
    var lookups = LookupTables()
    var calendar = CalendarTables()
    /// Record sets, by their row variable, for which the latest record has seldom told whether there is one.
    var undecided: Set<Int> = []

    /// A copy for another thread.
    var forThread: Evaluator {
        var copy = self
        copy.known = RecordCache()
        return copy
    }

    // MARK: Rows

    /// Row numbers, one a position; -1 where there is no such row.
    func rowNumbers(of row: RowReference, in frame: RowBatch) throws(ExecutionError) -> [Int32] {
        switch row {
        case .variable(let id):
            if frame.variable == id { return frame.rowNumbers }
            guard let outer = frame.outer else { throw ExecutionError.unsupported("a row out of reach") }
            let rows = try rowNumbers(of: row, in: outer)
            return rows.at(frame.parents)
        case .owner(let inner):
            guard let entity = catalogue.entity(of: inner), let owners = catalogue.owners(of: entity) else {
                throw ExecutionError.unsupported("an owner that is not loaded")
            }
            return try rowNumbers(of: inner, in: frame).map { $0 < 0 ? -1 : owners[Int($0)] }
        case .reference(let inner, let field):
            guard let entity = catalogue.entity(of: inner),
                let column = catalogue.references[LoadedColumns.Place(entity: entity, field: field)]
            else {
                throw ExecutionError.unsupported("a reference that is not loaded")
            }
            let rows = try rowNumbers(of: inner, in: frame)
            let targets = Evaluator.vector(column, nil, rows)
            guard case .integers(let values) = targets.values else { return rows }
            return values.indices.map { targets.isValid($0) ? Int32(truncatingIfNeeded: values[$0]) : -1 }
        }
    }

    func field(_ row: RowReference, _ field: Int, _ frame: RowBatch) throws(ExecutionError) -> Vector {
        let (row, field) = catalogue.foreignKeyColumn(row, field)
        guard let entity = catalogue.entity(of: row),
            let loaded = catalogue.columns[LoadedColumns.Place(entity: entity, field: field)]
        else {
            throw ExecutionError.unsupported("a field that is not loaded")
        }
        if case .variable(let id) = row, id == frame.variable {
            return loaded.column.vector(frame.rows, texts: loaded.texts)
        }
        return Evaluator.vector(loaded.column, loaded.texts, try rowNumbers(of: row, in: frame))
    }

    /// Values at row numbers, missing at -1.
    private static func vector(_ column: Column, _ texts: StringDictionary?, _ rows: [Int32]) -> Vector {
        if rows.areAllThere { return column.vector(.list(rows), texts: texts) }
        let found: Mask = rows.converted { $0 < 0 ? 0 : 1 }
        guard column.count > 0 else {
            if let texts {
                return Vector(
                    .texts(Array(repeating: 0, count: rows.count), texts.count == 0 ? StringDictionary([""]) : texts),
                    valid: found
                )
            }
            return Vector(.integers(Array(repeating: 0, count: rows.count)), valid: found)
        }
        var vector = column.vector(.list(rows.converted { max(0, $0) }), texts: texts)
        vector.valid = found.and(vector.valid)
        return vector
    }
}
