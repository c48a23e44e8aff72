extension ScalarFunction {
    package static let quarter = ScalarFunction(
        name: "quarter", operation: .quarter, parameters: [.temporal], result: .type(ValueType(.date, .quarter)),
        documentation: "The calendar quarter of a date or time: 2026-Q1.",
        example: "from orders | group by quarter(ordered_at) { n = count() }")
}
