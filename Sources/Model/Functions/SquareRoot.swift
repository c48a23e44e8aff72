extension ScalarFunction {
    package static let squareRoot = ScalarFunction(
        name: "sqrt", operation: .squareRoot, parameters: [.number], result: .type(.number),
        documentation: "The square root; missing below 0.",
        example: "sqrt(frequency) > 3",
        kernel: .real { $0.squareRoot() },
        sql: .stored("clientele_sqrt"))
}
