extension ScalarFunction {
    package static let weekday = ScalarFunction(
        name: "weekday", operation: .weekday, parameters: [.temporal], result: .type(.int),
        documentation: "The day of the week, 1 for Monday to 7 for Sunday.",
        example: "any(orders where weekday(ordered_at) >= 6)")
}
