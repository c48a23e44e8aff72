package import Concurrency
import Model
package import Planning
import Semantics

/// A plan over columns → rows.
///
/// Enters: a plan, and where its columns are found. Leaves: the rows of its result, in the plan's order. Never: reads
/// SQLite or a file, changes what a column holds.
///
/// The shared parts of the plan (definitions, standings, aggregates over everybody) are computed first, each once; then
/// the relation, stage by stage. Rows are taken in batches on all threads, and records are looked at only for rows that
/// are still alive.
package struct Executor {
    /// Rows of an entity in a batch: what is worked out of them and their records stays in a core's cache.
    static let batchSize = 8_192

    let plan: Plan
    let source: any ColumnSource
    let workers: Workers
    let memory: MemoryBudget
    var evaluator: Evaluator
    var sharedScores: [String: (count: Int, total: Int)] = [:]

    /// - Throws: `ExecutionError`.
    package static func run(
        _ plan: Plan, on source: any ColumnSource, threads: Int, memory: MemoryBudget = MemoryBudget(bytes: .max),
        cancellation: CancellationToken = .never
    ) throws(ExecutionError) -> ColumnResult {
        _ = AllocatorTuning.isSet
        let plan = plan.sharingRecords
        let catalogue: LoadedColumns
        do { catalogue = try LoadedColumns(plan, source: source) } catch { throw ExecutionError.source(error) }
        var evaluator = Evaluator(
            catalogue: catalogue, time: plan.time, overflowIsMissing: plan.overflowIsMissing,
            cancellation: cancellation, definitions: Array(repeating: nil, count: plan.definitions.count),
            everybody: [:])
        evaluator.repeatedCalls = plan.repeatedCalls
        // More threads than batches would only wait.
        let batches = (catalogue.rows.values.map(\.count).max() ?? 0) / batchSize + 1
        let workers = Workers(count: max(1, min(threads, batches)), cancellation: cancellation)
        var executor = Executor(plan: plan, source: source, workers: workers, memory: memory, evaluator: evaluator)
        try executor.computeDefinitions()
        return try executor.result()
    }

    /// The customers, in row variable 0.
    var customers: RowBatch {
        RowBatch(
            variable: 0, entity: plan.model.customer,
            rows: .range(0..<(evaluator.catalogue.rows[plan.model.customer]?.count ?? 0)))
    }
}

extension Plan {
    /// The functions of calls that come up more than once.
    fileprivate var repeatedCalls: Set<ScalarFunction.Operation> {
        var seen: Set<PlanExpression> = [], repeated: Set<ScalarFunction.Operation> = []
        func add(_ expression: PlanExpression) {
            guard case .call(let operation, _, _) = expression, !seen.insert(expression).inserted else { return }
            repeated.insert(operation)
        }
        root.visitExpressions(add)
        for definition in definitions { definition.visitExpressions(add) }
        return repeated
    }
}
