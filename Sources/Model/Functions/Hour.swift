extension ScalarFunction {
    package static let hour = ScalarFunction(
        name: "hour", operation: .hour, parameters: [.timeOnly], result: .type(.int),
        documentation: "The hour of the day, 0 to 23, in the time zone of the question.",
        example: "any(orders where hour(ordered_at) < 6)")
}
