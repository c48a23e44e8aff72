/// Functions that checking puts around values of caseless fields, so that engines need not know which fields are
/// caseless. They are not part of the language.
extension ScalarFunction {
    /// The same for texts that are the same but for case.
    package static let caseFolded = ScalarFunction(
        name: "caseless", operation: .caseFolded, parameters: [.text], result: .type(.text), kernel: .texts(.folded))
    /// See `CaselessText.key`.
    package static let caselessKey = ScalarFunction(
        name: "caseless_key", operation: .caselessKey, parameters: [.text], result: .type(.text), kernel: .texts(.key),
        sql: .stored("clientele_caseless_key"))
    package static let textOfCaselessKey = ScalarFunction(
        name: "text_of_key", operation: .textOfCaselessKey, parameters: [.text], result: .type(.text),
        kernel: .texts(.behindKey), sql: .stored("clientele_caseless_text"))
}
