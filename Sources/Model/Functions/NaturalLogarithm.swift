private import Glibc

extension ScalarFunction {
    package static let naturalLogarithm = ScalarFunction(
        name: "ln", operation: .naturalLogarithm, parameters: [.number], result: .type(.number),
        documentation: "The natural logarithm; missing at 0 and below.",
        example: "ln(monetary / 1 + 1)",
        kernel: .real { log($0) },
        sql: .stored("clientele_ln"))
}
