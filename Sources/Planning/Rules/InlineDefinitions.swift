import Semantics

extension OptimizerRule {
    static let inlineDefinitions = OptimizerRule(
        "inline definitions",
        "A metric stands where it is named, and so does a segment that is named once; only what is shared is computed apart.") { plan in
        var inliner = DefinitionInliner(plan)
        return inliner.run()
    }
}

/// Decides what stays shared. Metrics are inlined unless that would make the plan explode (metrics that use metrics
/// twice, many levels deep); segments are inlined where they are used once, so that each is computed once.
private struct DefinitionInliner {
    /// Largest expression that a definition may grow to by inlining.
    static let sizeLimit = 2_000
    /// Deepest one: databases limit how deep a statement nests (SQLite's parser to about forty brackets).
    static let depthLimit = 12

    var plan: Plan
    private var uses: [Int]
    /// What replaces a reference; nil where the definition stays shared.
    private var replacements: [PlanExpression?]

    init(_ plan: Plan) {
        self.plan = plan
        uses = Array(repeating: 0, count: plan.definitions.count)
        replacements = Array(repeating: nil, count: plan.definitions.count)
    }

    mutating func run() -> Plan {
        countUses()
        for i in plan.definitions.indices {
            let expression = inlined(plan.definitions[i].expression)
            plan.definitions[i].expression = expression
            let isSmall = expression.size <= DefinitionInliner.sizeLimit && expression.depth <= DefinitionInliner.depthLimit
            let isInlined = plan.definitions[i].kind == .metric ? isSmall : uses[i] <= 1 && isSmall
            replacements[i] = isInlined ? expression : nil
        }
        var inliner = self
        plan.root = plan.root.mapExpressions { inliner.inlined($0) }
        plan.nextRow = max(plan.nextRow, inliner.plan.nextRow)
        return removingUnused()
    }

    /// Uses as the question reaches them: a segment named by a metric that is itself inlined twice counts twice.
    private mutating func countUses() {
        var counts = uses
        func count(_ expression: PlanExpression, _ weight: Int) {
            expression.visit { if case .definition(let id, _, _) = $0 { counts[id.index] = min(1_000, counts[id.index] + weight) } }
        }
        plan.root.visitExpressions { if case .definition(let id, _, _) = $0 { counts[id.index] += 1 } }
        for i in plan.definitions.indices.reversed() where counts[i] > 0 {
            count(plan.definitions[i].expression, plan.definitions[i].kind == .metric ? counts[i] : 1)
        }
        uses = counts
    }

    private mutating func inlined(_ expression: PlanExpression) -> PlanExpression {
        if case .definition(let id, let row, _) = expression {
            guard let replacement = replacements[id.index] else { return expression }
            return replacement.rebased(on: row, nextRow: &plan.nextRow)
        }
        var inliner = self
        let result = expression.mapOperands { inliner.inlined($0) }
        plan.nextRow = inliner.plan.nextRow
        return result
    }

    /// Leaves the shared definitions that are still referred to, renumbered.
    private func removingUnused() -> Plan {
        var needed = Array(repeating: false, count: plan.definitions.count)
        func mark(_ expression: PlanExpression) {
            expression.visit { if case .definition(let id, _, _) = $0 { needed[id.index] = true } }
        }
        plan.root.visitExpressions { if case .definition(let id, _, _) = $0 { needed[id.index] = true } }
        for i in plan.definitions.indices.reversed() where needed[i] { mark(plan.definitions[i].expression) }
        var renumbered: [Int: Int] = [:]
        for i in plan.definitions.indices where needed[i] { renumbered[i] = renumbered.count }
        var result = plan
        result.definitions = plan.definitions.indices.filter { needed[$0] }.map { plan.definitions[$0] }
        return result.rewritingExpressions { expression in
            guard case .definition(let id, let row, let type) = expression, let index = renumbered[id.index] else { return expression }
            return .definition(DefinitionID(index), of: row, type)
        }
    }
}
