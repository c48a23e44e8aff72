extension ScalarFunction {
    /// Two texts; more are calls one around the other, which the binder makes. `+` of texts is the same.
    package static let joined = ScalarFunction(
        name: "concat", operation: .joined, parameters: [.text, .text], result: .type(.text),
        documentation: "Texts one behind the other, as `+` puts them.",
        example: "concat(city, \", \", country)",
        kernel: .values { arguments in
            guard case .text(let first) = arguments[0], case .text(let second) = arguments[1] else { return .missing }
            return .text(first + second)
        },
        sql: .stored("clientele_concat"))
}
