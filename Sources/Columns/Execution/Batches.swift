/// A frame in parts.
struct Batches: Sendable {
    private enum Source: Sendable {
        case range(variable: Int, entity: Int, Range<Int>)
        case list(variable: Int, entity: Int, [Int32])
        case columns([Vector], count: Int)
    }

    private let source: Source
    /// At least one, so that there is always one to see how values are held.
    let count: Int
    /// Rows in all of them.
    let total: Int

    init(_ frame: RowBatch) {
        total = frame.count
        count = max(1, (total + Executor.batchSize - 1) / Executor.batchSize)
        if let variable = frame.variable {
            source = switch frame.rows {
            case .range(let range): .range(variable: variable, entity: frame.entity, range)
            case .runs, .list: .list(variable: variable, entity: frame.entity, frame.rowNumbers)
            }
        } else {
            source = .columns(frame.columns, count: total)
        }
    }

    /// Positions of the frame that a batch consists of.
    func range(_ index: Int) -> Range<Int> { index * Executor.batchSize..<min(total, (index + 1) * Executor.batchSize) }

    subscript(_ index: Int) -> RowBatch {
        let start = index * Executor.batchSize
        switch source {
        case .range(let variable, let entity, let range):
            let lower = range.lowerBound + start
            return RowBatch(
                variable: variable, entity: entity,
                rows: .range(lower..<min(lower + Executor.batchSize, range.upperBound)))
        case .list(let variable, let entity, let list):
            return RowBatch(
                variable: variable, entity: entity,
                rows: .list(Array(list[start..<min(start + Executor.batchSize, list.count)])))
        case .columns(let columns, let count):
            let range = start..<min(start + Executor.batchSize, count)
            return RowBatch(columns: columns.map { $0.part(range) }, count: range.count)
        }
    }
}
