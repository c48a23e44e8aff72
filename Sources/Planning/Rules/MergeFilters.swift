extension OptimizerRule {
    static let mergeFilters = OptimizerRule(
        "merge filters",
        "Conditions that follow each other are one conjunction, and a condition moves below a sort: fewer rows are sorted."
    ) { plan in
        var plan = plan
        plan.root = plan.root.rewritten { relation in
            guard case .filter(let input, let condition) = relation else { return relation }
            return switch input {
            case .filter(let inner, let first): .filter(inner, .and([first, condition]))
            case .sort(.filter(let inner, let first), let keys): .sort(.filter(inner, .and([first, condition])), keys)
            case .sort(let inner, let keys): .sort(.filter(inner, condition), keys)
            default: relation
            }
        }
        return plan
    }
}
