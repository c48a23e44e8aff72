package import Syntax

/// E0710 and E0711: what `explain` has to say beside its rows.
extension DiagnosticCode {
    package static let explainCodes: [DiagnosticCode] = [noSuchCustomer, emptied]

    static let noSuchCustomer = DiagnosticCode(
        "E0710", "no such customer",
        explanation:
            "No customer has this key as of the question's day. Whoever joined later is not there yet: ask with a later --as-of.",
        wrong: "clientele query -s shop.db --as-of 2020-01-01 'explain customer 4711 in buyers'",
        right: "clientele query -s shop.db 'explain customer 4711 in buyers'")
    static let emptied = DiagnosticCode(
        "E0711", "clause that leaves nobody",
        explanation: "A note, no error: of the customers who passed the clauses before, none passes this one.",
        wrong: "explain recency < 30 and monetary > 1000000", right: "explain recency < 30 and monetary > 1000")
}

extension Diagnostic {
    static func emptied(by clause: String, at span: SourceSpan, before: Int) -> Diagnostic {
        Diagnostic(
            .emptied, "no customer is left after `\(clause)`; \(before) before it", at: span,
            label: "nobody passes this", severity: .note)
    }
}
