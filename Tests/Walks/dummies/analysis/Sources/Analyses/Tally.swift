package import Model
package import Semantics
package import Syntax

/// `| tally country`: how many customers have each value.
package struct Tally: Analysis {
    package static let form = AnalysisForm(
        "tally", "How many customers have each value.", [.init("value", .value)],
        example: "from customers | tally country")

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
