extension ScalarFunction {
    package static let monthOfYear = ScalarFunction(
        name: "month_of_year", operation: .monthOfYear, parameters: [.temporal], result: .type(.int),
        documentation: "The month without its year, 1 to 12.",
        example: "month_of_year(birthday) = 5")
}
