extension ScalarFunction {
    package static let rounded = ScalarFunction(
        name: "round", operation: .rounded, parameters: [.numeric], result: .type(.int),
        documentation:
            "The nearest whole number, halves away from zero; of money, the nearest amount without cents. With a number behind it, as in `round(x, 2)`, to so many decimals.",
        example: "round(avg(orders.items.quantity)) = 2",
        kernel: .whole { number in
            // Beyond 64 bits there is no whole number.
            number >= -0x1p63 && number < 0x1p63 ? Int64(number.rounded(.toNearestOrAwayFromZero)) : nil
        },
        // The bounds of 64 bits; above is the greatest number of its kind that is below them.
        sql: .bounded(
            """
            CASE WHEN {bare 0} BETWEEN -9223372036854775808.0 AND 9223372036854774784.0 \
            THEN CAST(round({bare 0}) AS INTEGER) END
            """, within: "CAST(round({bare 0}) AS INTEGER)"))
}
