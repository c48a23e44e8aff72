extension ScalarFunction {
    package static let weekday = ScalarFunction(
        name: "weekday", operation: .weekday, parameters: [.temporal], result: .type(.int), least: 1, greatest: 7,
        documentation: "The day of the week, 1 for Monday to 7 for Sunday.",
        example: "any(orders where weekday(ordered_at) >= 6)",
        kernel: .day { Int64($0.weekday) },
        sql: .template("(({0}) + 700000003) % 7 + 1"))
}
