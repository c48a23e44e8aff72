extension ScalarFunction {
    package static let year = ScalarFunction(
        name: "year", operation: .year, parameters: [.temporal], result: .type(.int),
        documentation: "The calendar year, as a whole number.",
        example: "year(birthday) >= 1990")
}
