private import Glibc

extension ScalarFunction {
    package static let exponential = ScalarFunction(
        name: "exp", operation: .exponential, parameters: [.number], result: .type(.number),
        documentation: "The number e to the power of a number; missing where that is too large.",
        example: "exp(-recency / 90)",
        kernel: .real { exp($0) },
        sql: .stored("clientele_exp"))
}
