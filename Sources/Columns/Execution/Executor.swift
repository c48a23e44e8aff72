import Model
package import Planning
import Semantics

/// A plan over columns → rows.
///
/// Enters: a plan, and where its columns are found. Leaves: the rows of its result, in the plan's order. Never: reads SQLite or
/// a file, changes what a column holds.
///
/// What the plan shares (definitions, standings, aggregates over everybody) is computed first, each once; then the relation, stage by
/// stage. Rows are taken in batches on all threads, and records are looked at only for rows that are still alive.
package struct Executor {
    /// Rows of an entity in a batch: what is worked out of them and their records stays in a core's cache.
    static let batchSize = 2_048

    let plan: Plan
    let source: any ColumnSource
    let workers: Workers
    var evaluator: Evaluator

    /// - Throws: `ExecutionError`.
    package static func run(_ plan: Plan, on source: any ColumnSource, threads: Int, interruption: Interruption = Interruption()) throws(ExecutionError) -> ColumnResult {
        let catalogue: ColumnCatalogue
        do { catalogue = try ColumnCatalogue(plan, source: source) } catch { throw ExecutionError.source(error) }
        let evaluator = Evaluator(catalogue: catalogue, time: plan.time, definitions: [], everybody: [:])
        var executor = Executor(plan: plan, source: source, workers: Workers(count: max(1, threads), interruption: interruption), evaluator: evaluator)
        try executor.computeDefinitions()
        return try executor.result()
    }

    // MARK: Batches

    /// Values of an expression for every position of a frame without an outer one, computed in batches.
    func values(_ expression: PlanExpression, _ frame: Frame) throws(ExecutionError) -> Vector {
        let batches = Batches(frame)
        let pieces = try workers.map(batches.count, evaluator) { evaluator, index throws(ExecutionError) in
            try evaluator.value(expression, batches[index])
        }
        return Vector(concatenating: pieces, expression.type.kind)
    }

    func mask(_ condition: PlanExpression, _ frame: Frame) throws(ExecutionError) -> Mask {
        let batches = Batches(frame)
        let pieces = try workers.map(batches.count, evaluator) { evaluator, index throws(ExecutionError) in
            try evaluator.mask(condition, batches[index])
        }
        return Mask(pieces.joined())
    }

    /// The customers, in row variable 0.
    var customers: Frame { Frame(variable: 0, entity: plan.model.customer, rows: .range(0..<(evaluator.catalogue.rows[plan.model.customer]?.count ?? 0))) }
}

/// A frame in parts.
struct Batches: Sendable {
    private enum Source: Sendable {
        case range(variable: Int, entity: Int, Range<Int>)
        case list(variable: Int, entity: Int, [Int32])
        case columns([Vector], count: Int)
    }

    private let source: Source
    let count: Int

    init(_ frame: Frame) {
        let total = frame.count
        count = (total + Executor.batchSize - 1) / Executor.batchSize
        if let variable = frame.variable {
            source = switch frame.rows {
            case .range(let range): .range(variable: variable, entity: frame.entity, range)
            case .runs, .list: .list(variable: variable, entity: frame.entity, frame.rowNumbers)
            }
        } else {
            source = .columns(frame.columns, count: total)
        }
    }

    subscript(_ index: Int) -> Frame {
        let start = index * Executor.batchSize
        switch source {
        case .range(let variable, let entity, let range):
            let lower = range.lowerBound + start
            return Frame(variable: variable, entity: entity, rows: .range(lower..<min(lower + Executor.batchSize, range.upperBound)))
        case .list(let variable, let entity, let list):
            return Frame(variable: variable, entity: entity, rows: .list(Array(list[start..<min(start + Executor.batchSize, list.count)])))
        case .columns(let columns, let count):
            let positions = (Int32(clamping: start)..<Int32(clamping: min(start + Executor.batchSize, count))).map(\.self)
            return Frame(columns: columns.map { $0.gathered(positions) }, count: positions.count)
        }
    }
}
