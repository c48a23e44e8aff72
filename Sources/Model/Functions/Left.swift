extension ScalarFunction {
    package static let left = ScalarFunction(
        name: "left", operation: .left, parameters: [.text, .count], result: .type(.text),
        documentation: "So many characters from the beginning of a text, or all of a shorter one.",
        example: "left(postcode, 2) = \"10\"",
        kernel: .values { arguments in
            guard case .text(let text) = arguments[0], case .int(let count) = arguments[1] else { return .missing }
            return .text(String(text.unicodeScalars.prefix(max(0, Int(clamping: count)))))
        },
        sql: .stored("clientele_left"))
}
