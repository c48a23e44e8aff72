package import Syntax

/// E0416: texts that a value never is.
extension DiagnosticCode {
    package static let unknownValue = DiagnosticCode(
        "E0416", "text that the value never is",
        explanation:
            "No class has this name, or no record has this value: the comparison comes out the same way for everybody. It may be a slip, or spelt with another case. Where a store is open, its values are looked at too; fields in which nearly every value is another one, such as names, are not.",
        wrong: "classify tier { \"gold\" when monetary >= 10000, else \"basic\" }\nsegment where tier = \"Gold\"",
        right: "classify tier { \"gold\" when monetary >= 10000, else \"basic\" }\nsegment where tier = \"gold\"")
}

extension Diagnostic {
    /// - Parameters:
    ///   - isClass: whether the others are all that there can be, whatever the data.
    package static func unknownValue(
        _ text: String, of name: String, others: [String], isClass: Bool, at span: SourceSpan
    ) -> Diagnostic {
        let closest =
            others.first { $0.lowercased() == text.lowercased() } ?? EditDistance.closest(to: text, in: others)
        let shown = others.prefix(12).joined(separator: ", ") + (others.count > 12 ? ", …" : "")
        return Diagnostic(
            .unknownValue, "`\(name)` is never \(literal(text))", at: span,
            label: isClass ? "no class has this name" : "no record has this value", severity: .warning,
            notes: ["\(isClass ? "classes" : "values") are \(shown)"],
            fixIts: closest.map { [FixIt("write \(literal($0))", replace: span, with: literal($0))] } ?? [])
    }

    private static func literal(_ text: String) -> String {
        "\"" + text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined() + "\""
    }
}
