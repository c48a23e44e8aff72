extension OptimizerRule {
    static let turnRound = OptimizerRule("turn round", "The last condition comes first.") { plan in
        plan.rewritingExpressions { expression in
            if case .and(let operands) = expression { .and(operands.reversed()) } else { expression }
        }
    }
}
