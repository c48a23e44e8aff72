import Model
package import Syntax

/// E0450: what an analysis can be of.
extension DiagnosticCode {
    package static let analysisCodes: [DiagnosticCode] = [analysisWithoutCustomers]

    static let analysisWithoutCustomers = DiagnosticCode(
        "E0450", "analysis of rows that are no customers",
        explanation:
            "An analysis follows customers, so the rows before it must be customers: `from customers`, or a segment, with `where`, `classify`, `sort` and `take` as needed. Behind `select`, `group by` and `aggregate` rows are columns and no customers any more.",
        wrong: "from orders | migrate status from 90 days ago to today",
        right: "from customers | migrate city from 90 days ago to today")
}

extension Diagnostic {
    /// `overlap city = "Berlin"`: a text with the name `city`.
    static func namedInsteadOfCompared(
        _ name: String, _ type: ValueType, at span: SourceSpan, whole: SourceSpan, _ text: String
    ) -> Diagnostic {
        Diagnostic(
            .wrongType, "a condition is needed, and this is \(type.name)", at: span,
            label: "\(type.name), with the name `\(name)`",
            notes: ["a name and `=` at the beginning name what follows; in brackets they compare"],
            fixIts: [FixIt("compare", replace: whole, with: "(\(text))")])
    }

    /// - Parameter isGrouped: whether they were customers before a stage made columns of them.
    static func analysisWithoutCustomers(_ word: String, isGrouped: Bool, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .analysisWithoutCustomers, "`\(word)` follows customers, and these rows are none", at: span,
            label: isGrouped ? "the stages before it make columns of the customers" : "records, no customers",
            notes: [
                isGrouped
                    ? "put `\(word)` before `select`, `group by` and `aggregate`"
                    : "start with `from customers`, or with a segment"
            ])
    }
}
