package import Model
package import Semantics
package import Syntax

/// `| headcount country`: how many customers have each value.
package struct Headcount: Analysis {
    package static let form = AnalysisForm(
        "headcount", "How many customers have each value.", [.init("value", .value)],
        example: "from customers | headcount country")

    private let analysis: BoundAnalysis

    package init(_ analysis: BoundAnalysis, in context: AnalysisContext) { self.analysis = analysis }

    package var questions: [BoundQuery] {
        analysis.value("value").map { [analysis.query.grouped(by: [$0])] } ?? []
    }

    package func result(of answers: [ResultTable]) -> AnalysisResult {
        let rows = answers.first?.rows ?? []
        let columns = answers.first?.columns ?? []
        return AnalysisResult(.customers(rows.reduce(0) { $0 + Int($1.last?.count ?? 0) }), ResultTable(columns, rows))
    }
}
