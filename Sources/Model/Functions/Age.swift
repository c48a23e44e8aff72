extension ScalarFunction {
    package static let age = ScalarFunction(
        name: "age", operation: .age, parameters: [.temporal], result: .type(.int),
        documentation: "Whole years from the day to the as-of day.",
        example: "age(birthday) between 18 and 25",
        kernel: .planned)
}
