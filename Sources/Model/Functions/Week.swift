extension ScalarFunction {
    package static let week = ScalarFunction(
        name: "week", operation: .week, parameters: [.temporal], result: .type(.date),
        documentation: "The Monday of the week of a date or time.",
        example: "from orders | group by week(ordered_at) { n = count() }",
        kernel: .day { Int64($0.daysSinceEpoch) - Int64($0.weekday) + 1 },
        // 1970-01-01 was a Thursday; the shift keeps days before it positive.
        sql: .template("({0}) - (({0}) + 700000003) % 7"))
}
