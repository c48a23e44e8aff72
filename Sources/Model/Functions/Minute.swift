extension ScalarFunction {
    package static let minute = ScalarFunction(
        name: "minute", operation: .minute, parameters: [.timeOnly], result: .type(.int), least: 0, greatest: 59,
        documentation: "The minute of the hour, 0 to 59, in the time zone of the question.",
        example: "any(visits where minute(visited_at) = 0)",
        kernel: .clock { $0 / (60 * Instant.microsecondsPerSecond) % 60 },
        // As for the hour, with what is left of it.
        sql: .template(
            "(({0}) - (({0} + 69120000000000000) / 86400000000 - 800000) * 86400000000) / 60000000 % 60"))
}
