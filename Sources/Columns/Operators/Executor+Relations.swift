import Model
import Planning
import Semantics

extension Executor {
    /// Rows of the plan's relation.
    func result() throws(ExecutionError) -> ColumnResult {
        let frame = try rows(of: plan.root)
        return ColumnResult(
            columns: frame.columns, kinds: plan.columns.map(\.type.kind), rowCount: frame.count,
            sharedScores: sharedScores, bytesTouched: evaluator.catalogue.byteCount)
    }

    func rows(of relation: RelationNode) throws(ExecutionError) -> RowBatch {
        switch relation {
        case .scan(let scan): return try rows(of: scan)
        case .filter(let input, let condition):
            let frame = try rows(of: input)
            return frame.selecting(try positions(condition, frame))
        case .sort(let input, let keys):
            let frame = try rows(of: input)
            return frame.selecting(try order(frame, keys))
        case .take(.sort(let input, let keys), let count):
            let frame = try rows(of: input)
            return frame.selecting(try order(frame, keys, first: count))
        case .take(let input, let count):
            let frame = try rows(of: input)
            return frame.count <= count ? frame : frame.selecting((0..<Int32(clamping: count)).map(\.self))
        case .window(let input, let functions):
            let frame = try rows(of: input)
            return frame.extended(by: try window(functions, frame))
        case .project(let input, let columns):
            if evaluator.catalogue.late != nil {
                let frame = try rows(of: input)
                return RowBatch(columns: try shown(columns, frame), count: frame.count)
            }
            let (results, count) = try results(columns.map { .values($0.expression) }, of: input)
            return RowBatch(columns: results.map(\.vector), count: count)
        case .group(let input, let keys, let aggregates): return try group(input, keys, aggregates)
        case .fill(let input, let fill): return try filled(try rows(of: input), fill)
        }
    }

    func vectors(_ columns: [PlanColumn], _ frame: RowBatch) throws(ExecutionError) -> [Vector] {
        try values(columns.map(\.expression), frame)
    }

    /// Rows come by customer, then by time, then by key: as they are stored.
    private func rows(of scan: ScanNode) throws(ExecutionError) -> RowBatch {
        let all = allRows(of: scan)
        let conditions = scan.timeRanges.filter { !isWithin($0) }.map(\.condition)
        guard !conditions.isEmpty else { return all }
        let existing = try positions(conditions.count == 1 ? conditions[0] : .and(conditions), all)
        return existing.count < all.count ? all.selecting(existing) : all
    }

    /// Those that do not exist as of the question's instant among them.
    func allRows(of scan: ScanNode) -> RowBatch {
        RowBatch(
            variable: scan.row, entity: scan.entity, rows: .range(0..<evaluator.catalogue.ownedCount(of: scan.entity)))
    }

    /// Whether all rows there are lie within a range of time: most questions are asked as of a day behind everything.
    func isWithin(_ range: TimeRange) -> Bool {
        var row = range.row
        // A row that something refers to may not be there.
        while case .owner(let inner) = row { row = inner }
        guard case .variable = row, let entity = evaluator.catalogue.entity(of: range.row),
            evaluator.catalogue.rows[entity]?.orphans == 0
        else { return false }
        return evaluator.catalogue.columns[LoadedColumns.Place(entity: entity, field: range.field)]?.column.isWithin(
            range) ?? false
    }

    // MARK: Order

    /// Positions by the keys; what they leave open stays as it is, and missing values come last either way.
    private func order(_ frame: RowBatch, _ keys: [SortKey]) throws(ExecutionError) -> [Int32] {
        let vectors = try values(keys.map(\.expression), frame)
        return try order(zip(keys, vectors).map { ($1, $0.isDescending) }, count: frame.count)
    }

    func order(_ keys: [(values: Vector, isDescending: Bool)], count: Int) throws(ExecutionError) -> [Int32] {
        var positions: [Int32]?
        // A stable sort by each key, the last one first.
        for (values, isDescending) in keys.reversed() {
            try workers.check()
            guard let known = positions else {
                positions = values.order(isDescending: isDescending, workers)
                continue
            }
            let sorted = values.valid == nil ? known : known.filter { values.isValid(Int($0)) }
            try workers.check()
            positions =
                values.sorted(sorted, isDescending: isDescending, workers)
                + (values.valid == nil ? [] : known.filter { !values.isValid(Int($0)) })
        }
        return positions ?? (0..<Int32(clamping: count)).map(\.self)
    }

    /// The first so many positions by the keys. Those that the first key rules out are not sorted.
    private func order(_ frame: RowBatch, _ keys: [SortKey], first count: Int) throws(ExecutionError) -> [Int32] {
        guard let first = keys.first, count > 0, count < frame.count / 4 else {
            return Array(try order(frame, keys).prefix(max(0, count)))
        }
        let values = try self.values(first.expression, frame)
        try workers.check()
        let candidates = values.candidates(forFirst: count, isDescending: first.isDescending, workers)
        return try order(frame.selecting(candidates), keys).prefix(count).map { candidates[Int($0)] }
    }
}

extension Vector {
    /// Positions of which the first so many in the order of the values are some: those whose values are not behind the
    /// last of them.
    func candidates(forFirst count: Int, isDescending: Bool, _ workers: Workers) -> [Int32] {
        let known = valid.flatMap { $0.contains(0) ? $0.positions : nil }
        let total = known?.count ?? self.count
        // Where not enough are known, missing values come too.
        guard count < total else { return (0..<Int32(clamping: self.count)).map(\.self) }
        let keys = sortKeys(known, isDescending: isDescending, workers)
        var copy = keys
        let last = RadixSelection.key(at: count - 1, of: &copy)
        var candidates: [Int32] = []
        for place in keys.indices where keys[place] <= last {
            candidates.append(known?[place] ?? Int32(truncatingIfNeeded: place))
        }
        return candidates
    }
}
