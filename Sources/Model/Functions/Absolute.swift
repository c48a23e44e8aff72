extension ScalarFunction {
    package static let absolute = ScalarFunction(
        name: "abs", operation: .absolute, parameters: [.numeric], result: .sameAsArgument,
        documentation: "The value without its sign.",
        example: "abs(days_since(joined_at)) < 30")
}
