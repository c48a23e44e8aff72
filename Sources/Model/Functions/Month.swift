extension ScalarFunction {
    package static let month = ScalarFunction(
        name: "month", operation: .month, parameters: [.temporal], result: .type(ValueType(.date, .month)),
        documentation: "The calendar month of a date or time, year included: 2026-03. For 1 to 12 see month_of_year.",
        example: "from orders | group by month(ordered_at) { n = count() }",
        kernel: .day { Int64($0.firstOfMonth.daysSinceEpoch) },
        sql: .template("CAST(strftime('%s', ({0}) * 86400, 'unixepoch', 'start of month') AS INTEGER) / 86400"))
}
