import Model
package import Syntax

/// Messages about groups: periods without rows, totals.
extension DiagnosticCode {
    package static let groupCodes: [DiagnosticCode] = [everyWithoutPeriod, totalsBeforeGroup]

    static let everyWithoutPeriod = DiagnosticCode(
        "E0425", "`every` without periods to count on",
        explanation:
            "Before a key of `group by`, `every` adds a row for each period in which there is nothing. Periods are what functions of time give: `day`, `week`, `month`, `quarter` and `year`, which reach from the first to the last, and `hour`, `weekday`, `day_of_month` and `month_of_year`, which come again and again. A group has one such key.",
        wrong: "from orders | group by every length(channel) { n = count() }",
        right: "from orders | group by every month(ordered_at), channel { n = count() }")

    static let totalsBeforeGroup = DiagnosticCode(
        "E0426", "`with totals` before rows are put together again",
        explanation:
            "`with totals` adds rows that stand below those of the groups: for all groups together, and, of several keys, for all that share the first ones. Stages behind it work on the groups alone, and may not put them together again, as `group by`, `distinct`, `aggregate` and `pivot` do. Leave the totals for the last group.",
        wrong:
            "from customers | group by country, city with totals { n = count() } | group by country { cities = count() }",
        right:
            "from customers | group by country, city { n = count() } | group by country with totals { cities = count() }"
    )
}

extension Diagnostic {
    /// - Parameters:
    ///   - every: the word.
    ///   - operand: what stands behind it.
    static func everyWithoutPeriod(every: SourceSpan, operand: SourceSpan) -> Diagnostic {
        Diagnostic(
            .everyWithoutPeriod, "`every` needs a function of time behind it", at: operand,
            label: "no period that the next one could be told of",
            notes: ["as in `every month(ordered_at)`; also `day`, `week`, `quarter`, `year`, `hour`, `weekday`"],
            fixIts: [.leaveEveryOut(every, operand)])
    }

    static func everyOutsideKeys(every: SourceSpan, operand: SourceSpan) -> Diagnostic {
        Diagnostic(
            .everyWithoutPeriod, "`every` stands before a key of `group by`", at: every, label: "no key of a group",
            notes: ["as in `group by every month(ordered_at) { n = count() }`"],
            fixIts: [.leaveEveryOut(every, operand)])
    }

    static func secondPeriod(at every: SourceSpan) -> Diagnostic {
        Diagnostic(
            .everyWithoutPeriod, "a group has one key with `every`", at: every, label: "the second",
            notes: ["leave the word out before all keys but one"])
    }

    static func totalsBeforeGroup(_ stage: SyntaxNode) -> Diagnostic {
        let word = StageForm.of(stage.kind)?.spelling ?? stage.firstToken?.text ?? ""
        return Diagnostic(
            .totalsBeforeGroup, "`\(word)` can't follow `with totals`", at: stage.firstToken?.span ?? stage.span,
            label: "puts rows together that have totals already",
            notes: ["leave `with totals` out of the group before"
                + (stage.kind == .groupStage ? ", and ask for them in the last one" : "")])
    }
}

extension Diagnostic.FixIt {
    fileprivate static func leaveEveryOut(_ every: SourceSpan, _ operand: SourceSpan) -> Diagnostic.FixIt {
        let place = SourceSpan(
            source: every.source, utf8Start: Int(every.utf8Start), utf8End: Int(operand.utf8Start))
        return Diagnostic.FixIt("leave `every` out", replace: place, with: "")
    }
}
