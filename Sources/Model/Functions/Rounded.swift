extension ScalarFunction {
    package static let rounded = ScalarFunction(
        name: "round", operation: .rounded, parameters: [.numeric], result: .type(.int),
        documentation: "The nearest whole number, halves away from zero; of money, the nearest amount without cents.",
        example: "round(avg(orders.items.quantity)) = 2")
}
