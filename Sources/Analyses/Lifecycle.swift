package import Model
package import Semantics
package import Syntax

/// `| lifecycle of orders by month for 12 months`: how many customers are new, come back, have come back after a while,
/// or have stopped, period by period.
///
///     month    new  returning  resurrected  dormant  active  complete
///     2026-05    3          5            2        4      10  true
///     2026-06    1          6            0        4       7  true
///
/// Active are new, returning and resurrected ones together; those who were active in the period before are returning
/// or dormant.
package struct Lifecycle: Analysis {
    package static let form = AnalysisForm(
        "lifecycle", "How many customers are new, returning, resurrected and dormant, period by period.",
        of: .population,
        [
            .init("records", .records, behind: "of"), .init("period", .period, behind: "by"),
            .init("length", .length, behind: "for", isOptional: true),
        ],
        example: "from customers | lifecycle of orders where is_purchase by month for 6 months")

    private let analysis: BoundAnalysis
    private let context: AnalysisContext
    /// One more than are shown: the first says who was there before.
    private let periods: CalendarPeriods

    package init(_ analysis: BoundAnalysis, in context: AnalysisContext) {
        self.analysis = analysis
        self.context = context
        periods = CalendarPeriods(of: analysis, before: 1, upTo: context.time)
    }

    package static func check(_ analysis: BoundAnalysis, text: (SourceSpan) -> String) -> [Diagnostic] {
        CalendarPeriods.check(analysis)
    }

    // MARK: Asking

    package var questions: [BoundQuery] {
        guard let records = analysis.records("records") else { return [] }
        let time = records.time(in: context.script, context.model, analysis.span)
        let isActive = (0..<periods.count).map {
            records.restricted(to: periods.window($0, analysis.span), at: time).exist(analysis.span)
        }
        var figures = [BoundColumn(name: "customers", expression: analysis.query.count())]
        figures += isActive.enumerated().map { index, condition in
            BoundColumn(name: "active_\(index)", expression: analysis.query.count(where: condition))
        }
        for index in 1..<periods.count {
            let before = records.restricted(to: periods.windowBefore(index, analysis.span), at: time)
            let isNew = BoundExpression(.not(before.exist(analysis.span)), .bool, analysis.span)
            figures.append(
                BoundColumn(
                    name: "new_\(index)", expression: analysis.query.count(where: .both(isActive[index], isNew))))
            figures.append(
                BoundColumn(
                    name: "returning_\(index)",
                    expression: analysis.query.count(where: .both(isActive[index], isActive[index - 1]))))
        }
        return [analysis.query.aggregated(figures)]
    }

    // MARK: Counting

    package func result(of answers: [ResultTable]) -> AnalysisResult {
        let counts = (answers.first?.rows.first ?? []).map(\.count)
        guard counts.count == 3 * periods.count - 1 else { return AnalysisResult(.customers(0), ResultTable([], [])) }
        let active = counts[1...periods.count].map(\.self), rest = counts[(periods.count + 1)...].map(\.self)
        let rows = (1..<periods.count).map { index -> [Value] in
            let new = rest[2 * index - 2], returning = rest[2 * index - 1]
            let numbers = [
                new, returning, active[index] - new - returning, active[index - 1] - returning, active[index],
            ]
            return [periods.value(index)] + numbers.map { .int($0) } + [.bool(periods.isOver(index))]
        }
        let names = ["new", "returning", "resurrected", "dormant", "active"]
        let table = ResultTable(
            [ResultColumn(name: periods.unit.rawValue, type: periods.unit.periodType)]
                + names.map { ResultColumn(name: $0, type: .int) } + [ResultColumn(name: "complete", type: .bool)],
            rows)
        return AnalysisResult(.customers(Int(counts[0])), table, definitions: definitions)
    }

    private var definitions: [String] {
        let unit = periods.unit.rawValue
        let records = analysis.clause("records").map { context.text($0.span) } ?? ""
        let meaning =
            "active: with `\(records)` in the \(unit); new: for the first time; returning: also in the \(unit) before; "
            + "resurrected: before, but not in that \(unit); dormant: in the \(unit) before, and not in this one"
        return periods.isLastOver ? [meaning] : [meaning, "the last \(unit) is not over as of \(context.asOf)"]
    }
}
