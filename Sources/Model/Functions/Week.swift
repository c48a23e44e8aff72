extension ScalarFunction {
    package static let week = ScalarFunction(
        name: "week", operation: .week, parameters: [.temporal], result: .type(.date),
        documentation: "The Monday of the week of a date or time.",
        example: "from orders | group by week(ordered_at) { n = count() }")
}
