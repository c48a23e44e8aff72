extension ScalarFunction {
    package static let daysSince = ScalarFunction(
        name: "days_since", operation: .daysSince, parameters: [.temporal], result: .type(.days),
        documentation: "Days from the day of a date or time to the as-of day; negative for days to come.",
        example: "days_since(joined_at) > 365",
        kernel: .planned)
}
