import Model
import Planning
import Semantics

extension Executor {
    /// One row for each combination of keys, in their order, missing values last; without keys exactly one row.
    func group(_ input: RelationNode, _ keys: [PlanColumn], _ aggregates: [PlanColumn]) throws(ExecutionError) -> Frame {
        var parts: [PlanExpression] = []
        for aggregate in aggregates {
            aggregate.expression.visit { if case .groupAggregate = $0, !parts.contains($0) { parts.append($0) } }
        }
        // Keys, and what is aggregated and asked of the rows, read each batch of them together.
        let operands = GroupOperands(parts)
        let (results, count) = try results(keys.map { .values($0.expression) } + operands.requests, of: input)
        let keyVectors = results.prefix(keys.count).map(\.vector)
        let grouping = Grouping(keyVectors, rowCount: count, workers)
        var columns = keyVectors.map { $0.gathered(grouping.representatives) }
        for part in parts { columns.append(try value(of: part, grouping, operands, results.dropFirst(keys.count))) }
        // What stands around aggregates, a quotient for instance, is worked out over the groups.
        let inner = Frame(columns: columns, count: grouping.count)
        let places = Dictionary(uniqueKeysWithValues: parts.enumerated().map { ($0.element, keys.count + $0.offset) })
        var reduced = Array(columns.prefix(keys.count))
        for aggregate in aggregates {
            reduced.append(try values(aggregate.expression.rewritten { places[$0].map { place in .column(place, aggregate.type) } ?? $0 }, inner))
        }
        return Frame(columns: reduced, count: grouping.count)
    }

    private func value(of part: PlanExpression, _ grouping: Grouping, _ operands: GroupOperands, _ results: ArraySlice<BatchResult>) throws(ExecutionError) -> Vector {
        guard case .groupAggregate(let function, let operand, let parameter, let filter, let isDistinct, _) = part else {
            throw ExecutionError.unsupported("what is no aggregate")
        }
        var kept: Mask?, values: Vector?
        if let place = filter.flatMap({ operands.filters[$0] }), case .mask(let mask) = results[results.startIndex + place] { kept = mask }
        if let place = operand.flatMap({ operands.values[$0] }), case .values(let vector) = results[results.startIndex + place] { values = vector }
        return try GroupReduction(grouping, kept, workers).reduce(function, values, isDistinct: isDistinct, parameter)
    }
}

/// What aggregates ask of the rows of a group, each once, and its place among the requests.
private struct GroupOperands {
    private(set) var requests: [BatchRequest] = []
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
