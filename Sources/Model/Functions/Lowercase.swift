extension ScalarFunction {
    package static let lowercase = ScalarFunction(
        name: "lower", operation: .lowercase, parameters: [.text], result: .type(.text),
        documentation: "The text in small letters.",
        example: "lower(email) ends with \"@example.com\"",
        kernel: .texts(.lowered), sql: .stored("clientele_lower"))
}
