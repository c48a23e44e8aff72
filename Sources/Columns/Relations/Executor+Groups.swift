import Model
import Planning
import Semantics

extension Executor {
    /// One row for each combination of keys, in their order, missing values last; without keys exactly one row.
    func group(_ frame: Frame, _ keys: [PlanColumn], _ aggregates: [PlanColumn]) throws(ExecutionError) -> Frame {
        let keyVectors = try vectors(keys, frame)
        let grouping = Grouping(keyVectors, rowCount: frame.count, workers)
        var columns = keyVectors.map { $0.gathered(grouping.representatives) }
        var shared = GroupOperands(frame: frame)
        var computed: [PlanExpression: Int] = [:]
        for aggregate in aggregates {
            var parts: [PlanExpression] = []
            aggregate.expression.visit { if case .groupAggregate = $0 { parts.append($0) } }
            for part in parts where computed[part] == nil {
                computed[part] = columns.count
                columns.append(try value(of: part, grouping, &shared))
            }
        }
        // What stands around aggregates, a quotient for instance, is worked out over the groups.
        let inner = Frame(columns: columns, count: grouping.count)
        var results = Array(columns.prefix(keys.count))
        for aggregate in aggregates {
            let places = computed
            let expression = aggregate.expression.rewritten { places[$0].map { place in .column(place, aggregate.type) } ?? $0 }
            results.append(try values(expression, inner))
        }
        return Frame(columns: results, count: grouping.count)
    }

    /// What the aggregates of a group have worked out about its rows.
    private struct GroupOperands {
        let frame: Frame
        var values: [PlanExpression: Vector] = [:]
        var masks: [PlanExpression: Mask] = [:]
    }

    private func value(of part: PlanExpression, _ grouping: Grouping, _ shared: inout GroupOperands) throws(ExecutionError) -> Vector {
        guard case .groupAggregate(let function, let operand, let parameter, let filter, let isDistinct, _) = part else {
            throw ExecutionError.unsupported("what is no aggregate")
        }
        var kept: Mask?
        if let filter {
            kept = shared.masks[filter]
            if kept == nil { kept = try mask(filter, shared.frame) }
            shared.masks[filter] = kept
        }
        var values: Vector?
        if let operand {
            values = shared.values[operand]
            if values == nil { values = try self.values(operand, shared.frame) }
            shared.values[operand] = values
        }
        return try GroupReduction(grouping, kept, workers).reduce(function, values, isDistinct: isDistinct, parameter)
    }
}
