import Semantics
import Syntax

extension Diagnostic {
    /// `lifecycle of orders by 30 days`
    static func calendarNeeded(_ word: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .badPeriods, "`\(word)` counts by periods of the calendar", at: span,
            label: "day, week, month, quarter or year is needed")
    }
}
