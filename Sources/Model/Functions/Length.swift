extension ScalarFunction {
    package static let length = ScalarFunction(
        name: "length", operation: .length, parameters: [.text], result: .type(.int),
        documentation: "How many characters (Unicode scalars) a text has.",
        example: "length(phone) = 11")
}
