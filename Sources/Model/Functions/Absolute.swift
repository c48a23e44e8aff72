extension ScalarFunction {
    package static let absolute = ScalarFunction(
        name: "abs", operation: .absolute, parameters: [.numeric], result: .sameAsArgument, least: 0,
        documentation: "The value without its sign.",
        example: "abs(days_since(joined_at)) < 30",
        kernel: .number(whole: { $0 == .min ? nil : Swift.abs($0) }, fraction: { Swift.abs($0) }),
        sql: .template("abs({bare 0})", orMissing: "abs(nullif({bare 0}, -9223372036854775807 - 1))"))
}
