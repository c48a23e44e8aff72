import Model
import Planning
import Semantics

extension Executor {
    /// One row for each combination of keys, in their order, missing values last; without keys exactly one row.
    func group(_ frame: Frame, _ keys: [PlanColumn], _ aggregates: [PlanColumn]) throws(ExecutionError) -> Frame {
        let keyVectors = try vectors(keys, frame)
        let groups = Groups(keyVectors, count: frame.count)
        var columns = keyVectors.map { $0.gathered(groups.representatives) }
        var computed: [PlanExpression: Int] = [:]
        for aggregate in aggregates {
            var parts: [PlanExpression] = []
            aggregate.expression.visit { if case .groupAggregate = $0 { parts.append($0) } }
            for part in parts where computed[part] == nil {
                computed[part] = columns.count
                columns.append(try value(of: part, frame, groups))
            }
        }
        // What stands around aggregates, a quotient for instance, is worked out over the groups.
        let inner = Frame(columns: columns, count: groups.count)
        var results = Array(columns.prefix(keys.count))
        for aggregate in aggregates {
            let places = computed
            let expression = aggregate.expression.rewritten { places[$0].map { place in .column(place, aggregate.type) } ?? $0 }
            results.append(try values(expression, inner))
        }
        return Frame(columns: results, count: groups.count)
    }

    private func value(of part: PlanExpression, _ frame: Frame, _ groups: Groups) throws(ExecutionError) -> Vector {
        guard case .groupAggregate(let function, let operand, let parameter, let filter, let isDistinct, _) = part else {
            throw ExecutionError.unsupported("what is no aggregate")
        }
        var positions = groups.positions, bounds = groups.bounds
        if let filter {
            let holds = try mask(filter, frame)
            let kept: Mask = positions.map { holds[Int($0)] }
            bounds = kept.kept(bounds)
            positions = positions.filter { holds[Int($0)] != 0 }
        }
        var values: Vector?
        if let operand { values = try self.values(operand, frame).gathered(positions) }
        return try evaluator.reduce(function, values, bounds, isDistinct: isDistinct, parameter)
    }
}

/// Positions by group, groups in the order of their keys.
struct Groups {
    /// Those of group i are `positions[bounds[i] ..< bounds[i + 1]]`, ascending.
    let positions: [Int32]
    let bounds: [Int32]
    /// A position of each group.
    let representatives: [Int32]

    var count: Int { bounds.count - 1 }

    init(_ keys: [Vector], count: Int) {
        guard !keys.isEmpty else {
            positions = (0..<Int32(clamping: count)).map(\.self)
            bounds = [0, Int32(clamping: count)]
            representatives = []
            return
        }
        var order = (0..<Int32(clamping: count)).map(\.self)
        for key in keys.reversed() {
            guard let valid = key.valid else {
                order = key.sorted(order)
                continue
            }
            order = key.sorted(order.filter { valid[Int($0)] != 0 }) + order.filter { valid[Int($0)] == 0 }
        }
        var isFirst = Mask(repeating: 0, count: count)
        if count > 0 { isFirst[0] = 1 }
        for key in keys {
            let ranks = key.ranks, valid = key.valid
            for place in order.indices.dropFirst() {
                let (a, b) = (Int(order[place - 1]), Int(order[place]))
                let isKnown = valid.map { $0[b] != 0 } ?? true
                let isSame = (valid.map { $0[a] != 0 } ?? true) == isKnown && (!isKnown || ranks[a] == ranks[b])
                if !isSame { isFirst[place] = 1 }
            }
        }
        let bounds = isFirst.positions
        representatives = bounds.map { order[Int($0)] }
        positions = order
        self.bounds = bounds + [Int32(clamping: count)]
    }
}
