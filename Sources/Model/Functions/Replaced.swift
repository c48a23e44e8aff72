extension ScalarFunction {
    package static let replaced = ScalarFunction(
        name: "replace", operation: .replaced, parameters: [.text, .text, .text], result: .type(.text),
        documentation: "The text with another one in place of every part that is equal to the second.",
        example: "replace(phone, \" \", \"\")",
        kernel: .values { arguments in
            guard case .text(let text) = arguments[0], case .text(let part) = arguments[1],
                case .text(let other) = arguments[2]
            else { return .missing }
            let bytes = Array(text.utf8)
            var result: [UInt8] = [], end = 0
            for place in text.utf8Places(of: part) {
                result += bytes[end..<place] + Array(other.utf8)
                end = place + part.utf8.count
            }
            return .text(String(decoding: result + bytes[end...], as: UTF8.self))
        },
        sql: .stored("clientele_replace"))
}
