extension ScalarFunction {
    package static let twice = ScalarFunction(
        name: "twice", operation: .twice, parameters: [.numeric], result: .sameAsArgument,
        documentation: "Two times the value.", example: "twice(frequency) > 10",
        kernel: .number(
            whole: { value in
                let (sum, isTooLarge) = value.addingReportingOverflow(value)
                return isTooLarge ? nil : sum
            }, fraction: { $0 * 2 }),
        sql: .template("({0} + {0})"))
}
