extension ScalarFunction {
    package static let weeksBetween = ScalarFunction(
        name: "weeks_between", operation: .weeksBetween, parameters: [.temporal, .temporal], result: .type(.int),
        documentation:
            "Whole weeks from the day of the first to the day of the second.",
        example: "weeks_between(joined_at, first_order) = 0",
        kernel: .daysApart { (Int64($1.daysSinceEpoch) - Int64($0.daysSinceEpoch)) / 7 },
        sql: .stored("clientele_weeks_between"))
}
