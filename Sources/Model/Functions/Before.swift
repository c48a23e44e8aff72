extension ScalarFunction {
    package static let before = ScalarFunction(
        name: "before", operation: .before, parameters: [.text, .text], result: .type(.text),
        documentation: "The part of a text before the first place of another; missing where that is not in it.",
        example: "before(email, \"@\")",
        kernel: .values { arguments in
            guard case .text(let text) = arguments[0], case .text(let mark) = arguments[1],
                let place = text.utf8Places(of: mark).first
            else { return .missing }
            return .text(String(decoding: text.utf8.prefix(place), as: UTF8.self))
        },
        sql: .stored("clientele_before"))
}
