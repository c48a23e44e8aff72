import Model
import Semantics

extension OptimizerRule {
    static let inlineDefinitions = OptimizerRule(
        "inline definitions",
        "A metric stands where it is named, and so does a segment that is named once; only what is shared is computed apart."
    ) { plan in
        var inliner = DefinitionInliner(plan)
        return inliner.run()
    }
}

private extension PlanDefinition {
    /// Whether it only names something that is computed already: sharing it would copy it.
    var isAnotherName: Bool {
        switch expression {
        case .definition, .field, .constant: kind == .metric
        default: false
        }
    }
}

/// Decides what stays shared: standings, segments that are used more than once, so that each is computed once, and
/// metrics that are used so often (by metrics that use them twice, level upon level) that repeating them would cost
/// more than a column for all.
private struct DefinitionInliner {
    /// How often a metric may stand in a plan before it is computed once for every customer instead.
    static let metricUseLimit = 4
    /// Largest expression that a definition may grow to by inlining.
    static let sizeLimit = 2_000
    /// Deepest one: databases limit how deep a statement nests (SQLite's parser to about forty brackets).
    static let depthLimit = 12

    var plan: Plan
    private var isShared: [Bool]
    /// Replacements for references to each definition; nil where it stays shared.
    private var replacements: [PlanExpression?]

    init(_ plan: Plan) {
        self.plan = plan
        isShared = Array(repeating: false, count: plan.definitions.count)
        replacements = Array(repeating: nil, count: plan.definitions.count)
    }

    mutating func run() -> Plan {
        decide()
        var nextRow = plan.nextRow
        for i in plan.definitions.indices {
            let definition = plan.definitions[i].mapExpressions { inlined($0, &nextRow) }
            plan.definitions[i] = definition
            let expression = definition.expression
            let isSmall =
                expression.size <= DefinitionInliner.sizeLimit && expression.depth <= DefinitionInliner.depthLimit
            replacements[i] = isShared[i] || !isSmall ? nil : expression
        }
        let root = plan.root.mapExpressions { inlined($0, &nextRow) }
        plan.root = root
        plan.nextRow = nextRow
        return removingUnused()
    }

    /// From the question down: a definition that is inlined counts what it uses as often as it stands in the plan, a
    /// shared one once.
    private mutating func decide() {
        let readsRecords = readingRecords()
        var uses = Array(repeating: 0, count: plan.definitions.count)
        func count(_ expression: PlanExpression, _ weight: Int, perRecord: Bool) {
            if case .definition(let id, let row, _) = expression {
                // Asked of each record, what reads records would read them once for each.
                let isOfOwner = if case .variable = row { perRecord } else { true }
                let added = isOfOwner && readsRecords[id.index] ? DefinitionInliner.metricUseLimit + 1 : weight
                // Uses double from level to level where a metric names another twice: beyond the limit nobody counts.
                uses[id.index] = min(uses[id.index] + added, DefinitionInliner.metricUseLimit + 1)
            }
            let readsNext = perRecord || !expression.recordSets.isEmpty
            for operand in expression.operands { count(operand, weight, perRecord: readsNext) }
        }
        for expression in plan.root.expressions { count(expression, 1, perRecord: false) }
        // A shared definition is computed for every customer: of no use to a question about one of them.
        let isOfOneCustomer =
            plan.root.keyOfOneRow(in: plan.model) != nil && plan.root.scan.entity == plan.model.customer
        for i in plan.definitions.indices.reversed() where uses[i] > 0 {
            let isRepeated = uses[i] > (plan.definitions[i].kind == .metric ? DefinitionInliner.metricUseLimit : 1)
            isShared[i] =
                plan.definitions[i].ranking != nil
                || isRepeated && !isOfOneCustomer && !plan.definitions[i].isAnotherName
            let weight = isShared[i] ? 1 : uses[i]
            for expression in plan.definitions[i].expressions { count(expression, weight, perRecord: false) }
        }
    }

    /// For each definition, whether it looks at records, itself or through those that it names.
    private func readingRecords() -> [Bool] {
        plan.definitions.reduce(into: []) { known, definition in
            var reads = false
            definition.visitExpressions { part in
                if case .definition(let id, _, _) = part {
                    reads = reads || known[id.index]
                } else {
                    reads = reads || !part.recordSets.isEmpty
                }
            }
            known.append(reads)
        }
    }

    private func inlined(_ expression: PlanExpression, _ nextRow: inout Int) -> PlanExpression {
        guard case .definition(let id, let row, _) = expression else {
            return expression.mapOperands { inlined($0, &nextRow) }
        }
        return replacements[id.index]?.rebased(on: row, nextRow: &nextRow) ?? expression
    }

    /// Leaves the shared definitions that are still referred to, renumbered.
    private func removingUnused() -> Plan {
        var needed = Array(repeating: false, count: plan.definitions.count)
        plan.root.visitExpressions { if case .definition(let id, _, _) = $0 { needed[id.index] = true } }
        for i in plan.definitions.indices.reversed() where needed[i] {
            plan.definitions[i].visitExpressions { if case .definition(let id, _, _) = $0 { needed[id.index] = true } }
        }
        var renumbered: [Int: Int] = [:]
        for i in plan.definitions.indices where needed[i] { renumbered[i] = renumbered.count }
        var result = plan
        result.definitions = plan.definitions.indices.filter { needed[$0] }.map { plan.definitions[$0] }
        return result.rewritingExpressions { expression in
            guard case .definition(let id, let row, let type) = expression, let index = renumbered[id.index] else {
                return expression
            }
            return .definition(DefinitionID(index), of: row, type)
        }
    }
}
