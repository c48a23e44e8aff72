extension ScalarFunction {
    package static let quarter = ScalarFunction(
        name: "quarter", operation: .quarter, parameters: [.temporal], result: .type(ValueType(.date, .quarter)),
        documentation: "The calendar quarter of a date or time: 2026-Q1.",
        example: "from orders | group by quarter(ordered_at) { n = count() }",
        kernel: .day { Int64($0.firstOfMonth.adding(months: -(($0.components.month - 1) % 3)).daysSinceEpoch) },
        sql: .template(
            """
            CAST(strftime('%s', ({0}) * 86400, 'unixepoch', 'start of month', \
            (-((CAST(strftime('%m', ({0}) * 86400, 'unixepoch') AS INTEGER) - 1) % 3)) || ' months') AS INTEGER) / 86400
            """))
}
