extension ScalarFunction {
    package static let day = ScalarFunction(
        name: "day", operation: .day, parameters: [.temporal], result: .type(.date),
        documentation: "The day of a time, in the time zone of the question.",
        example: "from orders | group by day(ordered_at) { n = count() }",
        kernel: .planned)
}
