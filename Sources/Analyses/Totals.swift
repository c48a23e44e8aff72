package import Model
package import Semantics
package import Syntax

/// `group by country, city with totals { … }`: rows of groups, and below them what they come to together.
///
///     country  city     n  is_total
///     DE       Berlin   2  false
///     DE       Hamburg  1  false
///     DE       ·        3  true
///     ·        ·        3  true
///
/// Totals are worked out over the records, not added up: a mean of all, not of the groups' means. Stages behind the
/// group that leave rows out leave no total out.
package struct Totals: Analysis {
    /// It is written within a stage, and has no word of its own.
    package static let form = AnalysisForm(
        BoundAnalysis.totalsWord, "Rows for all groups together, below those of the groups.", [],
        example: "from customers | group by city with totals { n = count() }")

    private let query: BoundQuery
    private let totals: BoundTotals?

    package init(_ analysis: BoundAnalysis, in context: AnalysisContext) {
        query = analysis.query
        totals = analysis.totals
    }

    /// The groups, then each level of totals.
    package var questions: [BoundQuery] {
        guard let totals else { return [query] }
        let rest = query.stages[totals.stages.upperBound...].filter(\.keepsEveryRow)
        return [query] + totals.levels.map { level in
            var total = query
            total.stages = query.stages[..<totals.stages.lowerBound] + level + rest
            return total
        }
    }

    package func result(of answers: [ResultTable]) -> AnalysisResult {
        var columns = answers.first?.columns ?? [], rows: [[Value]] = [], labels: [Int?] = []
        columns.append(ResultColumn(name: BoundTotals.mark, type: .bool))
        for (level, answer) in answers.enumerated() {
            rows += answer.rows.map { $0 + [.bool(level > 0)] }
            if level > 0 { labels += answer.rows.map { _ in place(ofKey: answers.count - 1 - level) } }
        }
        let count = rows.count - labels.count
        return AnalysisResult(
            .rows(count, totals: labels.count), ResultTable(columns, rows, as: .totals(from: count, labels: labels)))
    }

    /// The column that the word stands in for a total over all values of a key and of those behind it.
    private func place(ofKey key: Int) -> Int? { query.columns.firstIndex { $0.part == .key(key) } }
}

extension BoundStage {
    /// Whether as many rows come out of it as go in.
    fileprivate var keepsEveryRow: Bool {
        switch self {
        case .filter, .take: false
        case .sort, .window, .project, .group, .fill: true
        }
    }
}
