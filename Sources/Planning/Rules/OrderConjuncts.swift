import Model

extension OptimizerRule {
    static let orderConjuncts = OptimizerRule(
        "order conjuncts",
        "Cheap conditions come first, so that records are read only for customers who are still in question.") { plan in
        plan.rewritingExpressions { expression in
            switch expression {
            case .and(let operands): .and(sorted(operands))
            case .or(let operands): .or(sorted(operands))
            default: expression
            }
        }
    }

    private static func sorted(_ operands: [PlanExpression]) -> [PlanExpression] {
        let costs = operands.map(cost)
        return operands.indices.sorted { (costs[$0], $0) < (costs[$1], $1) }.map { operands[$0] }
    }

    /// In units of about one column read of one customer.
    private static func cost(_ expression: PlanExpression) -> Int {
        var total = 0
        expression.visit { part in
            switch part {
            case .field, .column: total += 1
            case .definition: total += 3
            case .textMatch, .caseFolded: total += 4
            case .localDay, .call: total += 2
            case .exists(let records): total += 10 * records.path.count
            case .aggregate(let aggregate):
                let isBounded = aggregate.records.timeRanges.contains { $0.from != nil }
                total += (isBounded ? 20 : 40) * aggregate.records.path.count
            case .sequence(let sequence):
                for step in sequence.steps {
                    total += 40 * step.events.records.path.count * (1 + step.exclusions.count)
                }
            default: break
            }
        }
        return total
    }
}
