import Model
import Planning
import Semantics

extension Executor {
    /// One row for each combination of keys, in their order, missing values last; without keys exactly one row.
    func group(_ input: RelationNode, _ keys: [PlanColumn], _ aggregates: [PlanColumn]) throws(ExecutionError)
        -> RowBatch
    {
        var parts: [PlanExpression] = []
        for aggregate in aggregates {
            aggregate.expression.visit { if case .groupAggregate = $0, !parts.contains($0) { parts.append($0) } }
        }
        // Constants make one row, whatever they are said of.
        if keys.isEmpty, parts.isEmpty {
            return RowBatch(columns: try values(of: aggregates, [], [], keyCount: 0, groupCount: 1), count: 1)
        }
        if keys.isEmpty, let totals = try totals(parts, of: input) {
            return RowBatch(columns: try values(of: aggregates, parts, totals, keyCount: 0, groupCount: 1), count: 1)
        }
        if !keys.isEmpty, let (columns, count) = try groups(keys.map(\.expression), parts, of: input) {
            return RowBatch(
                columns: columns.prefix(keys.count)
                    + (try values(of: aggregates, parts, columns, keyCount: keys.count, groupCount: count)),
                count: count)
        }
        // Keys, and what is aggregated and asked of the rows, read each batch of them together.
        let operands = GroupOperands(parts)
        let (results, count) = try results(keys.map { .values($0.expression) } + operands.requests, of: input)
        let keyVectors = results.prefix(keys.count).map(\.vector)
        try workers.check()
        let grouping = Grouping(keyVectors, rowCount: count, workers)
        var columns = keyVectors.map { $0.gathered(grouping.representatives) }
        for part in parts { columns.append(try value(of: part, grouping, operands, results.dropFirst(keys.count))) }
        let keyColumns = Array(columns.prefix(keys.count))
        return RowBatch(
            columns: keyColumns
                + (try values(of: aggregates, parts, columns, keyCount: keys.count, groupCount: grouping.count)),
            count: grouping.count)
    }

    /// Expressions around aggregates, such as a quotient, evaluated over the groups.
    ///
    /// - Parameter columns: keys, then one column for each of the parts.
    private func values(
        of aggregates: [PlanColumn], _ parts: [PlanExpression], _ columns: [Vector], keyCount: Int, groupCount: Int
    ) throws(ExecutionError) -> [Vector] {
        let groups = RowBatch(columns: columns, count: groupCount)
        let places = Dictionary(uniqueKeysWithValues: parts.enumerated().map { ($0.element, keyCount + $0.offset) })
        var values: [Vector] = []
        for aggregate in aggregates {
            values.append(
                try self.values(
                    aggregate.expression.rewritten { places[$0].map { place in .column(place, aggregate.type) } ?? $0 },
                    groups))
        }
        return values
    }

    private func value(
        of part: PlanExpression, _ grouping: Grouping, _ operands: GroupOperands, _ results: ArraySlice<BatchResult>
    ) throws(ExecutionError) -> Vector {
        guard case .groupAggregate(let function, let operand, let parameter, let filter, let isDistinct, _) = part
        else {
            throw ExecutionError.unsupported("what is no aggregate")
        }
        var kept: Mask?, values: Vector?
        if let place = filter.flatMap({ operands.filters[$0] }),
            case .mask(let mask) = results[results.startIndex + place]
        {
            kept = mask
        }
        if let place = operand.flatMap({ operands.values[$0] }),
            case .values(let vector) = results[results.startIndex + place]
        {
            values = vector
        }
        return try GroupAggregation(grouping, kept, workers, overflowIsMissing: plan.overflowIsMissing).reduce(
            function, values, isDistinct: isDistinct, parameter)
    }
}

/// The operands and filters of aggregates, each requested once, with their indices among the requests.
private struct GroupOperands {
    private(set) var requests: [BatchOutput] = []
    private(set) var values: [PlanExpression: Int] = [:]
    private(set) var filters: [PlanExpression: Int] = [:]

    init(_ parts: [PlanExpression]) {
        for case .groupAggregate(_, let operand, _, let filter, _, _) in parts {
            if let operand, values[operand] == nil {
                values[operand] = requests.count
                requests.append(.values(operand))
            }
            if let filter, filters[filter] == nil {
                filters[filter] = requests.count
                requests.append(.mask(filter))
            }
        }
    }
}
