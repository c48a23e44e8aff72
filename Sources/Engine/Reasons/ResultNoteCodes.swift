import Model
package import Syntax

/// E0712 to E0717: what there is to say of results beside their rows.
extension DiagnosticCode {
    package static let resultNotes: [DiagnosticCode] = [
        missingSweptIn, caseWouldMatch, allOverNothing, scoreShared, formWouldMatch,
        recordsEnd,
    ]

    static let missingSweptIn = DiagnosticCode(
        "E0712", "missing values behind a negation",
        explanation:
            "A note, no error. A comparison with a missing value is false, so its negation is true: `not city = \"Berlin\"` picks the customers whose city nobody knows, too. Where they are not meant, ask for a known value as well.",
        wrong: "segment where not city = \"Berlin\"", right: "segment where not city = \"Berlin\" and city is known")
    static let caseWouldMatch = DiagnosticCode(
        "E0713", "case that would have matched",
        explanation:
            "A note, no error. Text is compared exactly, capitals included, and nobody is picked; with `ignoring case` behind the comparison somebody would be.",
        wrong: "segment where city = \"berlin\"", right: "segment where city = \"berlin\" ignoring case")
    static let allOverNothing = DiagnosticCode(
        "E0714", "`all` over no records",
        explanation:
            "A note, no error. `all(…)` is true where there is no record that could break it, so it picks customers without any. Where they are not meant, ask for a record as well.",
        wrong: "segment where all(orders where amount > 10)",
        right: "segment where all(orders where amount > 10) and any(orders)")
    static let scoreShared = DiagnosticCode(
        "E0715", "score that most customers share",
        explanation:
            "A note, no error. Equal values always share a score, so a score of values that are mostly equal parts few customers from the others: more than half of those who have it have the same one. What is made of it, such as `rfm.segment`, says as little about them. Score another value, or a longer time.",
        wrong: "from customers | group by rfm.segment { n = count() }",
        right: "from customers | group by loyalty { n = count() }")
    static let recordsEnd = DiagnosticCode(
        "E0717", "records that end long before the question's day",
        explanation: """
            A note, no error. Nobody is found because the store's records end long before the day that the question is \
            asked as of: an old export has no purchases of the last 30 days. As of the end of its records, somebody \
            would be found.
            """,
        wrong: "clientele query -s old.db 'segment where recency < 30'",
        right: "clientele query -s old.db --as-of 1998-06-30 'segment where recency < 30'")
    static let formWouldMatch = DiagnosticCode(
        "E0716", "text that is stored in another form",
        explanation:
            "A note, no error. A character such as é can be one scalar, or e and an accent, and text is compared scalar by scalar: nobody is picked, though texts that read the same are there. `ignoring case` compares them as they read; so does a field that is declared `caseless`.",
        wrong: "segment where name = \"Zoë\"", right: "segment where name = \"Zoë\" ignoring case")
}

extension Diagnostic {
    static func recordsEnd(_ day: CivilDate, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .recordsEnd, "records end on \(day): `--as-of \(day)`?", at: span, label: "finds nobody", severity: .note,
            notes: ["as of then somebody is found; at the prompt, `.set as-of \(day)` asks as of then"])
    }

    static func scoreShared(_ scores: [SharedScore], at place: SourceSpan) -> Diagnostic {
        let texts = scores.map { "`\($0.name)` is the same for \($0.count) of the \($0.total) customers who have it" }
        return Diagnostic(
            .scoreShared, texts[0], at: place, label: "tells few customers apart", severity: .note,
            notes: texts.dropFirst() + ["their values are equal, or so nearly that no cut point lies between them"])
    }

    static func missingSweptIn(_ name: String, count: Int, of total: Int, at clause: SourceSpan, canMend: Bool)
        -> Diagnostic
    {
        Diagnostic(
            .missingSweptIn,
            "`\(name)` is missing for \(count) of these \(total) customers, and what is negated picks them, too",
            at: clause,
            label: "true where `\(name)` is missing", severity: .note,
            notes: canMend ? [] : ["`and \(name) is known` leaves them out"],
            fixIts: canMend ? [FixIt("leave them out", replace: clause.end, with: " and \(name) is known")] : [])
    }

    static func allOverNothing(_ path: String, count: Int, of total: Int, at function: SourceSpan, canMend: Bool)
        -> Diagnostic
    {
        Diagnostic(
            .allOverNothing,
            "\(count) of these \(total) customers have none of `\(path)`, and `all` is true of them, too", at: function,
            label: "true where there is no record", severity: .note,
            notes: canMend ? [] : ["`and any(\(path))` leaves them out"],
            fixIts: canMend ? [FixIt("leave them out", replace: function.end, with: " and any(\(path))")] : [])
    }

    /// - Parameter isOfForms: whether not case is to blame but how characters are put together.
    static func caseWouldMatch(
        _ count: Int, isOfForms: Bool, at comparison: SourceSpan, canMend: Bool, others: [SourceSpan] = []
    ) -> Diagnostic {
        let exactly =
            isOfForms ? "compared scalar by scalar, and stored in another form" : "compared exactly, capitals included"
        return Diagnostic(
            isOfForms ? .formWouldMatch : .caseWouldMatch,
            isOfForms
                ? "ignoring case and how characters are put together, \(count) would match"
                : "ignoring case, \(count) would match",
            at: comparison, label: others.isEmpty ? exactly : "if this ignored case …", severity: .note,
            secondary: others.map { Label($0, "… and this") },
            notes: canMend ? [] : ["write `ignoring case` behind the comparison"],
            fixIts: canMend ? [FixIt("ignore case", replace: comparison.end, with: " ignoring case")] : [])
    }
}
