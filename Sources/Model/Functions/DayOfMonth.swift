extension ScalarFunction {
    package static let dayOfMonth = ScalarFunction(
        name: "day_of_month", operation: .dayOfMonth, parameters: [.temporal], result: .type(.int), least: 1,
        greatest: 31,
        documentation: "The day of the month, 1 to 31.",
        example: "day_of_month(birthday) = 29",
        kernel: .day { Int64($0.components.day) },
        sql: .template("CAST(strftime('%d', ({0}) * 86400, 'unixepoch') AS INTEGER)"))
}
