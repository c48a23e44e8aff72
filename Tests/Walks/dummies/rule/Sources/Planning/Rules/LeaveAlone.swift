extension OptimizerRule {
    static let leaveAlone = OptimizerRule("leave alone", "A plan stays as it is.") { $0 }
}
