extension ScalarFunction {
    package static let floor = ScalarFunction(
        name: "floor", operation: .floor, parameters: [.numeric], result: .type(.int),
        documentation: "The greatest whole number that is not above it; of money, of whole amounts without cents.",
        example: "floor(average_purchase_gap) = 30",
        kernel: .whole { Int64(exactly: $0.rounded(.down)) },
        sql: .bounded(
            """
            CASE WHEN {bare 0} BETWEEN -9223372036854775808.0 AND 9223372036854774784.0 \
            THEN CAST({bare 0} AS INTEGER) - ({0} < CAST({bare 0} AS INTEGER)) END
            """, within: "CAST({bare 0} AS INTEGER) - ({0} < CAST({bare 0} AS INTEGER))"))
}
