extension ScalarFunction {
    package static let year = ScalarFunction(
        name: "year", operation: .year, parameters: [.temporal], result: .type(.int),
        documentation: "The calendar year, as a whole number.",
        example: "year(birthday) >= 1990",
        kernel: .day { Int64($0.components.year) },
        sql: .template("CAST(strftime('%Y', ({0}) * 86400, 'unixepoch') AS INTEGER)"))
}
