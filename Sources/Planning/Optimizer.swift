package import Concurrency

/// A rewriting of plans that changes how an answer is found and never what it is.
package struct OptimizerRule: Sendable {
    package let name: String
    /// One sentence for `explain`: what it does and why that is cheaper.
    package let summary: String
    let apply: @Sendable (Plan) -> Plan

    init(_ name: String, _ summary: String, _ apply: @escaping @Sendable (Plan) -> Plan) {
        self.name = name
        self.summary = summary
        self.apply = apply
    }
}

/// Logical plan → better logical plan: the rules below, each a file in `Rules/`, once, in this order.
package enum Optimizer {
    package static let rules: [OptimizerRule] = [
        .inlineDefinitions,
        .mergeFilters,
        .simplifyConditions,
        .countsToExistence,
        .daysToTimeRange,
        .lastRecordToExistence,
        .simplifyConditions,
        .orderConjuncts,
    ]

    package struct Step: Sendable {
        package let rule: OptimizerRule
        package let plan: Plan
    }

    package static func optimise(_ plan: Plan) -> Plan {
        rules.reduce(plan) { applied($1, to: $0) }
    }

    /// - Parameter cancellation: asked before every rule.
    package static func optimise(_ plan: Plan, cancellation: CancellationToken) throws(Cancelled) -> Plan {
        var plan = plan
        for rule in rules {
            try cancellation.check()
            plan = applied(rule, to: plan)
        }
        return plan
    }

    private static func applied(_ rule: OptimizerRule, to plan: Plan) -> Plan {
        let next = rule.apply(plan)
        next.assertSound(after: rule.name)
        return next
    }

    /// The plan after each rule that changed it.
    package static func steps(from plan: Plan) -> [Step] {
        var steps: [Step] = []
        var current = plan
        for rule in rules {
            let next = rule.apply(current)
            if next.outline != current.outline { steps.append(Step(rule: rule, plan: next)) }
            current = next
        }
        return steps
    }
}

extension Plan {
    /// The plan with `change` applied to every expression from its leaves up, definitions included.
    func rewritingExpressions(_ change: (PlanExpression) -> PlanExpression) -> Plan {
        var plan = self
        for i in plan.definitions.indices {
            plan.definitions[i] = plan.definitions[i].mapExpressions { $0.rewritten(change) }
        }
        plan.root = plan.root.mapExpressions { $0.rewritten(change) }
        return plan
    }
}

extension RelationNode {
    /// The relation with `change` applied to every whole expression in it.
    package func mapExpressions(_ change: (PlanExpression) -> PlanExpression) -> RelationNode {
        func columns(_ columns: [PlanColumn]) -> [PlanColumn] {
            columns.map {
                var column = $0
                column.expression = change(column.expression)
                return column
            }
        }
        return switch self {
        case .scan: self
        case .filter(let input, let condition): .filter(input.mapExpressions(change), change(condition))
        case .sort(let input, let keys):
            .sort(
                input.mapExpressions(change),
                keys.map { SortKey(expression: change($0.expression), isDescending: $0.isDescending) })
        case .take(let input, let count): .take(input.mapExpressions(change), count)
        case .window(let input, let functions):
            .window(input.mapExpressions(change), functions.map { $0.mapExpressions(change) })
        case .project(let input, let list): .project(input.mapExpressions(change), columns(list))
        case .group(let input, let keys, let aggregates):
            .group(input.mapExpressions(change), keys: columns(keys), aggregates: columns(aggregates))
        case .fill(let input, let fill): .fill(input.mapExpressions(change), fill.mapExpressions(change))
        }
    }

    /// Every whole expression, those of the scan's side first.
    var expressions: [PlanExpression] {
        let own: [PlanExpression] = switch self {
        case .scan, .take: []
        case .filter(_, let condition): [condition]
        case .sort(_, let keys): keys.map(\.expression)
        case .window(_, let functions): functions.flatMap(\.expressions)
        case .project(_, let columns): columns.map(\.expression)
        case .group(_, let keys, let aggregates): (keys + aggregates).map(\.expression)
        case .fill(_, let fill): fill.values
        }
        return (input?.expressions ?? []) + own
    }

    package func visitExpressions(_ body: (PlanExpression) -> Void) {
        for expression in expressions { expression.visit(body) }
    }

    /// Rebuilds from the scan up.
    func rewritten(_ change: (RelationNode) -> RelationNode) -> RelationNode {
        switch self {
        case .scan: change(self)
        case .filter(let input, let condition): change(.filter(input.rewritten(change), condition))
        case .sort(let input, let keys): change(.sort(input.rewritten(change), keys))
        case .take(let input, let count): change(.take(input.rewritten(change), count))
        case .window(let input, let functions): change(.window(input.rewritten(change), functions))
        case .project(let input, let columns): change(.project(input.rewritten(change), columns))
        case .group(let input, let keys, let aggregates):
            change(.group(input.rewritten(change), keys: keys, aggregates: aggregates))
        case .fill(let input, let fill): change(.fill(input.rewritten(change), fill))
        }
    }
}
