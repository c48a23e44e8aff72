import Model
import Planning
import Semantics

extension Executor {
    /// Rows of the plan's relation.
    func result() throws(ExecutionError) -> ColumnResult {
        let frame = try rows(of: plan.root)
        return ColumnResult(columns: frame.columns, kinds: plan.columns.map(\.type.kind), rowCount: frame.count, bytesTouched: evaluator.catalogue.byteCount)
    }

    private func rows(of relation: RelationNode) throws(ExecutionError) -> Frame {
        switch relation {
        case .scan(let scan): return try rows(of: scan)
        case .filter(let input, let condition):
            let frame = try rows(of: input)
            return frame.selecting(try mask(condition, frame).positions)
        case .sort(let input, let keys):
            let frame = try rows(of: input)
            return frame.selecting(try order(frame, keys))
        case .take(let input, let count):
            let frame = try rows(of: input)
            return frame.count <= count ? frame : frame.selecting((0..<Int32(clamping: count)).map(\.self))
        case .project(let input, let columns):
            let frame = try rows(of: input)
            return Frame(columns: try shown(columns, frame), count: frame.count)
        case .group(let input, let keys, let aggregates): return try group(rows(of: input), keys, aggregates)
        }
    }

    func vectors(_ columns: [PlanColumn], _ frame: Frame) throws(ExecutionError) -> [Vector] {
        var vectors: [Vector] = []
        for column in columns { vectors.append(try values(column.expression, frame)) }
        return vectors
    }

    /// Rows come by customer, then by time, then by key: as they are stored.
    private func rows(of scan: ScanNode) throws(ExecutionError) -> Frame {
        let all = Frame(variable: scan.row, entity: scan.entity, rows: .range(0..<evaluator.catalogue.ownedCount(of: scan.entity)))
        let conditions = scan.timeRanges.map(\.condition)
        guard !conditions.isEmpty else { return all }
        let existing = try mask(conditions.count == 1 ? conditions[0] : .and(conditions), all)
        return existing.contains(0) ? all.selecting(existing.positions) : all
    }

    /// Positions by the keys; what they leave open stays as it is, and missing values come last either way.
    private func order(_ frame: Frame, _ keys: [SortKey]) throws(ExecutionError) -> [Int32] {
        var positions = (0..<Int32(clamping: frame.count)).map(\.self)
        // A stable sort by each key, the last one first.
        for key in keys.reversed() {
            let values = try self.values(key.expression, frame)
            let known = positions.filter { values.isValid(Int($0)) }
            positions = values.sorted(known, isDescending: key.isDescending) + positions.filter { !values.isValid(Int($0)) }
        }
        return positions
    }
}
