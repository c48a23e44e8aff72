extension ScalarFunction {
    package static let hoursBetween = ScalarFunction(
        name: "hours_between", operation: .hoursBetween, parameters: [.timeOnly, .timeOnly],
        result: .type(ValueType(.number, .hours)),
        documentation: "Hours from the first time to the second, with fractions.",
        example: "any(tickets where hours_between(opened_at, first_response_at) > 24)",
        kernel: .elapsed(unit: 3_600_000_000),
        sql: .template("({1} - {0}) / 3600000000.0"))
}
