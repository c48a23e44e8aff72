extension ScalarFunction {
    package static let after = ScalarFunction(
        name: "after", operation: .after, parameters: [.text, .text], result: .type(.text),
        documentation: "The part of a text behind the first place of another; missing where that is not in it.",
        example: "after(email, \"@\") = \"example.com\"",
        kernel: .values { arguments in
            guard case .text(let text) = arguments[0], case .text(let mark) = arguments[1],
                let place = text.utf8Places(of: mark).first
            else { return .missing }
            return .text(String(decoding: text.utf8.dropFirst(place + mark.utf8.count), as: UTF8.self))
        },
        sql: .stored("clientele_after"))
}
