extension ScalarFunction {
    package static let uppercase = ScalarFunction(
        name: "upper", operation: .uppercase, parameters: [.text], result: .type(.text),
        documentation: "The text in capitals.",
        example: "upper(country) in (\"DE\", \"AT\")",
        kernel: .texts(.raised), sql: .stored("clientele_upper"))
}
