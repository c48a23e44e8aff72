extension ScalarFunction {
    package static let monthOfYear = ScalarFunction(
        name: "month_of_year", operation: .monthOfYear, parameters: [.temporal], result: .type(.int), least: 1, greatest: 12,
        documentation: "The month without its year, 1 to 12.",
        example: "month_of_year(birthday) = 5",
        kernel: .day { Int64($0.components.month) },
        sql: .template("CAST(strftime('%m', ({0}) * 86400, 'unixepoch') AS INTEGER)"))
}
