extension ScalarFunction {
    package static let length = ScalarFunction(
        name: "length", operation: .length, parameters: [.text], result: .type(.int), least: 0,
        documentation: "How many characters (Unicode scalars) a text has.",
        example: "length(phone) = 11",
        kernel: .text(scalarCount),
        sql: .stored("clientele_length"))

    private static func scalarCount(_ text: UnsafeBufferPointer<UInt8>) -> Int64 {
        if text.allSatisfy({ $0 < 0x80 }) { return Int64(text.count) }
        return Int64(String(decoding: text, as: UTF8.self).unicodeScalars.count)
    }
}
