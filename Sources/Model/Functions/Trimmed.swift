extension ScalarFunction {
    package static let trimmed = ScalarFunction(
        name: "trim", operation: .trimmed, parameters: [.text], result: .type(.text),
        documentation: "The text without white space at its ends.",
        example: "trim(name) != name",
        kernel: .texts(.trimmed), sql: .stored("clientele_trim"))
}
