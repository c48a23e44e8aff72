extension ScalarFunction {
    package static let ceiling = ScalarFunction(
        name: "ceil", operation: .ceiling, parameters: [.numeric], result: .type(.int),
        documentation: "The least whole number that is not below it; of money, of whole amounts without cents.",
        example: "ceil(average_purchase_gap) = 30",
        kernel: .whole { Int64(exactly: $0.rounded(.up)) },
        sql: .bounded(
            """
            CASE WHEN {bare 0} BETWEEN -9223372036854775808.0 AND 9223372036854774784.0 \
            THEN CAST({bare 0} AS INTEGER) + ({0} > CAST({bare 0} AS INTEGER)) END
            """, within: "CAST({bare 0} AS INTEGER) + ({0} > CAST({bare 0} AS INTEGER))"))
}
