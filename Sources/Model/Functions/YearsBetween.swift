extension ScalarFunction {
    package static let yearsBetween = ScalarFunction(
        name: "years_between", operation: .yearsBetween, parameters: [.temporal, .temporal], result: .type(.int),
        documentation:
            "Whole years from the day of the first to the day of the second; a year is over on the same day of the next.",
        example: "years_between(birthday, first_order) >= 18",
        kernel: .daysApart { Int64($0.wholeMonths(until: $1) / 12) },
        sql: .stored("clientele_years_between"))
}
