import Model
import Semantics
import Syntax

extension Lint {
    /// Windows that are nearly what was meant.
    static let windowUnit: Lint = Lint(
        DiagnosticCode(
            "L0202", "window in the wrong unit",
            explanation:
                "365 days are a year but for leap years, and thirty days are no month: where calendar years and months are meant, say so. In one comparison, windows of days and of months do not add up. And a date has no time of day, so hours and minutes before now cut it at midnight.",
            wrong: "segment where count(orders in last 365 days) >= 3",
            right: "segment where count(orders in last 1 year) >= 3")
    ) { script, code in
        var findings: [Diagnostic] = []
        for window in script.parsed.tree.root.descendants where window.kind == .lastWindow || window.kind == .nextWindow
        {
            if let years = window.count.flatMap({ daysOfYears[$0] }), window.unit == .day,
                let replaced = window.countAndUnit
            {
                let meant = years == 1 ? "1 year" : "\(years) years"
                findings.append(
                    code.finding(
                        "this window is \(meant) only outside of leap years", at: window.span,
                        label: "days of \(meant)",
                        fixIts: [.init("write `\(meant)`", replace: replaced, with: meant)]))
            }
        }
        for comparison in script.parsed.tree.root.descendants where comparison.kind == .comparison {
            findings += mixed(in: comparison, code)
        }
        script.visitExpressions { expression in
            guard case .window(let operand, .last(let count, let unit)) = expression.kind, operand.type.kind == .date,
                unit == .hour || unit == .minute,
                let window = script.parsed.tree.root.descendants.first(where: {
                    $0.kind == .windowTest && $0.span == expression.span
                })?.first(.lastWindow),
                  let replaced = window.countAndUnit else { return }
            let days = max(1, (count + (unit == .hour ? 23 : 1439)) / (unit == .hour ? 24 : 1440))
            let meant = days == 1 ? "1 day" : "\(days) days"
            findings.append(
                code.finding(
                    "`\(script.source.text(operand.span))` is a date: it has no time of day", at: window.span,
                    label: "\(unit.rawValue)s before now",
                    fixIts: [.init("write `\(meant)`", replace: replaced, with: meant)]))
        }
        return findings
    }

    private static let daysOfYears = [365: 1, 366: 1, 730: 2, 731: 2, 1095: 3, 1096: 3]

    /// `frequency over last 30 days` compared with `frequency over last 12 months`.
    private static func mixed(in comparison: SyntaxNode, _ code: DiagnosticCode) -> [Diagnostic] {
        let windows = comparison.descendants.filter { $0.kind == .lastWindow }
        guard let calendar = windows.first(where: { [.month, .quarter, .year].contains($0.unit) }) else { return [] }
        return windows.compactMap { window in
            guard window.unit == .day, let count = window.count, count > 0, count % 30 == 0, daysOfYears[count] == nil,
                let replaced = window.countAndUnit
            else { return nil }
            let meant = count == 30 ? "1 month" : "\(count / 30) months"
            return code.finding(
                "\(count) days are compared with a window of calendar \(calendar.unit.map { "\($0.rawValue)s" } ?? "units")",
                at: window.span,
                label: "a window of days", secondary: [.init(calendar.span, "a window of the calendar")],
                fixIts: [.init("write `\(meant)`", replace: replaced, with: meant)])
        }
    }
}

private extension SyntaxNode {
    /// How many units a window has; nil where a parameter says so.
    var count: Int? { token(.integer).flatMap { Int($0.text.filter { $0 != "_" }) } }

    var unit: DurationUnit? { tokens.last?.keyword?.durationUnit }

    /// `365 days`
    var countAndUnit: SourceSpan? {
        guard let count = token(.integer), let unit = tokens.last, !hasKeyword(.full) else { return nil }
        return count.span.union(unit.span)
    }
}
