extension ScalarFunction {
    package static let right = ScalarFunction(
        name: "right", operation: .right, parameters: [.text, .count], result: .type(.text),
        documentation: "So many characters from the end of a text, or all of a shorter one.",
        example: "right(phone, 4) = \"0000\"",
        kernel: .values { arguments in
            guard case .text(let text) = arguments[0], case .int(let count) = arguments[1] else { return .missing }
            return .text(String(text.unicodeScalars.suffix(max(0, Int(clamping: count)))))
        },
        sql: .stored("clientele_right"))
}
