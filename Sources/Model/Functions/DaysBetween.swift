extension ScalarFunction {
    package static let daysBetween = ScalarFunction(
        name: "days_between", operation: .daysBetween, parameters: [.temporal, .temporal], result: .type(.days),
        documentation: "Days from the day of the first to the day of the second.",
        example: "days_between(joined_at, first(orders.ordered_at)) <= 7",
        kernel: .planned)
}
