extension ScalarFunction {
    package static let hour = ScalarFunction(
        name: "hour", operation: .hour, parameters: [.timeOnly], result: .type(.int), least: 0, greatest: 23,
        documentation: "The hour of the day, 0 to 23, in the time zone of the question.",
        example: "any(orders where hour(ordered_at) < 6)",
        kernel: .clock { $0 / (3600 * Instant.microsecondsPerSecond) },
        // SQLite divides towards zero: the shift by 800,000 days keeps years after −220 positive.
        sql: .template(
            "(({0}) - (({0} + 69120000000000000) / 86400000000 - 800000) * 86400000000) / 3600000000"))
}
