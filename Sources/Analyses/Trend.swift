package import Model
package import Semantics
package import Syntax

/// `| trend by month for 24 months { n = count(), nps }`: figures of customers as they stood at the end of each period.
///
///     month      n    nps  complete
///     2026-05  118   31.2  true
///     2026-06  120   30.8  false     -- as of the question's day
///
/// Who the customers are, and what is known of each, is what was so on that day.
package struct Trend: Analysis {
    package static let form = AnalysisForm(
        "trend", "Figures of customers as they stood at the end of each period.", of: .population,
        [
            .init("period", .period, behind: "by"), .init("length", .length, behind: "for", isOptional: true),
            .init("figures", .figures),
        ],
        example: "from customers | trend by month for 6 months { n = count(), spend = sum(monetary) }")

    private let analysis: BoundAnalysis
    private let context: AnalysisContext
    private let periods: CalendarPeriods
    private let figures: [BoundColumn]

    package init(_ analysis: BoundAnalysis, in context: AnalysisContext) {
        self.analysis = analysis
        self.context = context
        figures = analysis.columns("figures")
        periods = CalendarPeriods(of: analysis, upTo: context.time)
    }

    package static func check(_ analysis: BoundAnalysis, text: (SourceSpan) -> String) -> [Diagnostic] {
        CalendarPeriods.check(analysis)
    }

    /// One for each period: who the customers are is asked as of the same day as their figures.
    package var questions: [BoundQuery] {
        guard let population = analysis.query.population else { return [] }
        let columns = [BoundColumn(name: "customers", expression: analysis.query.count())] + figures
        return (0..<periods.count).map { index in
            guard index < periods.count - 1 else { return analysis.query.aggregated(columns) }
            let moment = periods.end(index, analysis.span)
            var rows = analysis.query
            rows.source.condition = nil
            rows.stages = [.filter(analysis.query.value(population, asOf: moment))]
            return rows.aggregated(
                columns.map { figure in
                    var figure = figure
                    figure.expression = BoundExpression(
                        .asOf(figure.expression, moment, of: nil), figure.expression.type, analysis.span)
                    return figure
                })
        }
    }

    package func result(of answers: [ResultTable]) -> AnalysisResult {
        let values = answers.compactMap(\.rows.first)
        guard values.count == periods.count else { return AnalysisResult(.customers(0), ResultTable([], [])) }
        let rows = values.enumerated().map { index, values in
            [periods.value(index)] + values.dropFirst() + [.bool(periods.isOver(index))]
        }
        let table = ResultTable(
            [ResultColumn(name: periods.unit.rawValue, type: periods.unit.periodType)]
                + figures.map { ResultColumn(name: $0.name, label: $0.label, type: $0.expression.type) }
                + [ResultColumn(name: "complete", type: .bool)],
            rows)
        return AnalysisResult(.customers(Int(values.last?.first?.count ?? 0)), table, definitions: definitions)
    }

    private var definitions: [String] {
        let unit = periods.unit.rawValue
        let meaning = "each \(unit) as of its last day: who the customers are, and what is known of them"
        return periods.isLastOver ? [meaning] : [meaning, "the last \(unit) is not over: it is as of \(context.asOf)"]
    }
}
