import Model
package import Syntax

/// Messages about explanations, and about clauses that decide nothing.
extension DiagnosticCode {
    package static let reasonCodes: [DiagnosticCode] = [alwaysTrue, alwaysFalse, shareAboveOne]

    static let alwaysTrue = DiagnosticCode(
        "E0440", "clause that is always true",
        explanation:
            "By the types and constants in it, this clause holds of every customer: it decides nothing. Leave it out, or compare with the value that was meant.",
        wrong: "segment where count(orders) >= 0", right: "segment where count(orders) >= 1")
    static let alwaysFalse = DiagnosticCode(
        "E0441", "clause that is always false",
        explanation:
            "By the types and constants in it, this clause holds of nobody, whatever the data: a count below 0, days since the past below 0, a range or a window that ends before it begins, or two clauses about one value that contradict each other. Where either may hold, join them with `or`.",
        wrong: "segment where city = \"Berlin\" and city = \"Paris\"",
        right: "segment where city = \"Berlin\" or city = \"Paris\"")
    static let shareAboveOne = DiagnosticCode(
        "E0442", "share above 1",
        explanation:
            "A share is a part of a whole: 1 is all of it, and 99% is 0.99. `percentile_rank`, `share` and `cumulative_share` are compared with percentages, or with numbers from 0 to 1.",
        wrong: "segment where percentile_rank(monetary) > 99", right: "segment where percentile_rank(monetary) > 99%")
}

extension Diagnostic {
    /// - Parameter spans: of numbers that were meant as percentages.
    static func shareAboveOne(_ number: String, at span: SourceSpan, mending spans: [SourceSpan]) -> Diagnostic {
        let title = spans.count == 1 ? "write `\(number)%`" : "write percentages"
        return Diagnostic(
            .shareAboveOne, "a share is compared with \(number), and 1 is the whole", at: span,
            label: "\(number) times the whole", severity: .warning,
            fixIts: spans.isEmpty ? [] : [FixIt(title, spans.map { Edit($0.end, "%") })])
    }

    static func comparedWithItself(_ value: BoundExpression, _ sign: ComparisonOperator, at span: SourceSpan)
        -> Diagnostic {
        switch sign {
        case .equal, .lessEqual, .greaterEqual:
            Diagnostic(
                .alwaysTrue, "a value is compared with itself", at: span, label: "true wherever it is known",
                severity: .warning)
        case .notEqual:
            Diagnostic(
                .alwaysFalse, "a value is compared with itself", at: span, label: "false wherever it is known",
                severity: .warning)
        case .less, .greater:
            Diagnostic(
                .alwaysFalse, "a value is compared with itself", at: span, label: "never true", severity: .warning)
        }
    }

    /// - Parameters:
    ///   - from: the bounds, where there are two that can be swapped.
    static func emptyRange(at span: SourceSpan, from: SyntaxNode?, to: SyntaxNode?) -> Diagnostic {
        var fixIts: [FixIt] = []
        if let from, let to {
            fixIts = [FixIt("swap the bounds", [Edit(from.span, to.text), Edit(to.span, from.text)])]
        }
        return Diagnostic(
            .alwaysFalse, "nothing lies in this window", at: span, label: "the range is empty", severity: .warning,
            fixIts: fixIts)
    }

    /// - Parameter inner: the window inside, where it stands in the same text.
    static func windowsApart(at span: SourceSpan, inner: SourceSpan?) -> Diagnostic {
        Diagnostic(
            .alwaysFalse, "nothing lies in this window and in the one inside", at: span,
            label: inner == nil ? "the range is empty" : "nothing is in this …",
            severity: .warning, secondary: inner.map { [Label($0, "… and in this")] } ?? [])
    }

    static func alwaysTrue(_ reason: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(.alwaysTrue, "this clause is always true", at: span, label: reason, severity: .warning)
    }

    static func alwaysFalse(_ reason: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(.alwaysFalse, "this clause is always false", at: span, label: reason, severity: .warning)
    }

    static func contradiction(at span: SourceSpan, with other: SourceSpan) -> Diagnostic {
        Diagnostic(
            .alwaysFalse, "these clauses are never true together", at: span, label: "no value fulfils this …",
            severity: .warning,
            secondary: [Label(other, "… and this")], notes: ["where either may hold, join them with `or`"])
    }

    static func keyOfAnotherType(
        _ name: String, _ type: ValueType, found: ValueType, literal: String?, at span: SourceSpan
    ) -> Diagnostic {
        var fixes: [FixIt] = []
        if let literal, type.kind == .text {
            fixes = [FixIt("write `\"\(literal)\"`", replace: span, with: "\"\(literal)\"")]
        }
        if let literal, type.kind == .int, let number = Int64(literal), number >= 0 {
            fixes = [FixIt("write `\(number)`", replace: span, with: "\(number)")]
        }
        return Diagnostic(
            .wrongType, "the customers' key `\(name)` is \(type.name)", at: span, label: "this is \(found.name)",
            fixIts: fixes)
    }
}
