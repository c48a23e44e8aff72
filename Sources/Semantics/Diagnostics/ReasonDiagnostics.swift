import Model
package import Syntax

/// Messages about explanations, and about clauses that decide nothing.
extension DiagnosticCode {
    package static let reasonCodes: [DiagnosticCode] = [alwaysTrue, alwaysFalse]

    static let alwaysTrue = DiagnosticCode(
        "E0440", "clause that is always true",
        explanation: "By the types and constants in it, this clause holds of every customer: it decides nothing. Leave it out, or compare with the value that was meant.",
        wrong: "segment where count(orders) >= 0", right: "segment where count(orders) >= 1")
    static let alwaysFalse = DiagnosticCode(
        "E0441", "clause that is always false",
        explanation: "By the types and constants in it, this clause holds of nobody, whatever the data: a count below 0, days since the past below 0, or two clauses about one value that contradict each other. Where either may hold, join them with `or`.",
        wrong: "segment where city = \"Berlin\" and city = \"Paris\"", right: "segment where city = \"Berlin\" or city = \"Paris\"")
}

extension Diagnostic {
    static func alwaysTrue(_ reason: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(.alwaysTrue, "this clause is always true", at: span, label: reason, severity: .warning)
    }

    static func alwaysFalse(_ reason: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(.alwaysFalse, "this clause is always false", at: span, label: reason, severity: .warning)
    }

    static func contradiction(at span: SourceSpan, with other: SourceSpan) -> Diagnostic {
        Diagnostic(.alwaysFalse, "these clauses are never true together", at: span, label: "no value fulfils this …", severity: .warning,
                   secondary: [Label(other, "… and this")], notes: ["where either may hold, join them with `or`"])
    }

    static func keyOfAnotherType(_ name: String, _ type: ValueType, found: ValueType, literal: String?, at span: SourceSpan) -> Diagnostic {
        var fixes: [FixIt] = []
        if let literal, type.kind == .text { fixes = [FixIt("write `\"\(literal)\"`", replace: span, with: "\"\(literal)\"")] }
        if let literal, type.kind == .int, let number = Int64(literal), number >= 0 { fixes = [FixIt("write `\(number)`", replace: span, with: "\(number)")] }
        return Diagnostic(.wrongType, "the customers' key `\(name)` is \(type.name)", at: span, label: "this is \(found.name)", fixIts: fixes)
    }
}
