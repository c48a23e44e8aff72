/// A frame in parts.
struct Batches: Sendable {
    private enum Source: Sendable {
        case range(variable: Int, entity: Int, Range<Int>)
        case list(variable: Int, entity: Int, [Int32])
        case columns
    }

    private let source: Source
    private let columns: [Vector]
    /// At least one, so that there is always one to see how values are held.
    let count: Int
    /// Rows in all of them.
    let total: Int

    init(_ frame: RowBatch) {
        total = frame.count
        columns = frame.columns
        count = max(1, (total + Executor.batchSize - 1) / Executor.batchSize)
        if let variable = frame.variable {
            source = switch frame.rows {
            case .range(let range): .range(variable: variable, entity: frame.entity, range)
            case .runs, .list: .list(variable: variable, entity: frame.entity, frame.rowNumbers)
            }
        } else {
            source = .columns
        }
    }

    /// Positions of the frame that a batch consists of.
    func range(_ index: Int) -> Range<Int> { index * Executor.batchSize..<min(total, (index + 1) * Executor.batchSize) }

    subscript(_ index: Int) -> RowBatch {
        let range = range(index), part = columns.map { $0.part(range) }
        switch source {
        case .range(let variable, let entity, let rows):
            let lower = rows.lowerBound + range.lowerBound
            return RowBatch(
                variable: variable, entity: entity, rows: .range(lower..<lower + range.count), columns: part)
        case .list(let variable, let entity, let list):
            return RowBatch(variable: variable, entity: entity, rows: .list(Array(list[range])), columns: part)
        case .columns: return RowBatch(columns: part, count: range.count)
        }
    }
}
