package import Analyses
package import Model
import Planning
package import Semantics
import Syntax

/// Analyses, which ask more than one question, each from one state of the store.
extension Session {
    /// - Throws: `Failure`: there is no such customer (E0710), or the store failed.
    package func run(_ analysis: BoundAnalysis, of compilation: Compilation) throws(Failure) -> AnalysisResult {
        let asked = question(for: analysis, of: compilation)
        return try inOneState { () throws(Failure) in
            var answers: [ResultTable] = []
            for question in asked.questions {
                answers.append(try ResultTable(reading: run(question, of: compilation)))
            }
            if let question = asked.timelessFollowUp(to: answers) {
                answers.append(try answerOfAllDays(to: question, compilation))
            }
            do throws(AnalysisRefusal) { return try asked.result(of: answers) } catch {
                throw Failure(error.code, error.message, notes: error.notes)
            }
        }
    }

    /// The ordinary questions that an analysis consists of, as plans are shown.
    func outlinedQuestions(of analysis: BoundAnalysis, _ compilation: Compilation) -> [BoundQuery] {
        question(for: analysis, of: compilation).outlinedQuestions
    }

    private func question(for analysis: BoundAnalysis, of compilation: Compilation) -> any Analysis {
        let sources = sources
        let context = AnalysisContext(
            script: compilation.script, model: environment.model, time: time, valueFormat: valueFormat,
            asOf: asOfDescription,
            text: { sources.text(of: $0) })
        return Analyses.implementation(of: analysis).init(analysis, in: context)
    }

    /// The user's text at a place, on one line and without comments.
    func text(of span: SourceSpan) -> String { sources.text(of: span) }
}

extension SourceMap {
    fileprivate func text(of span: SourceSpan) -> String {
        self[span.source]?.text(onOneLine: span.utf8Range) ?? ""
    }
}

extension ResultTable {
    /// Every row of a result that has not been read yet.
    init(reading result: QueryResult) throws(Failure) { self = try ResultTable.first(.max, rowsOf: result).table }

    /// As many rows as asked for, and whether there are no more.
    package static func first(_ limit: Int, rowsOf result: QueryResult) throws(Failure) -> (
        table: ResultTable, isWhole: Bool
    ) {
        var table = ResultTable(
            result.columns.enumerated().map { index, column in
                ResultColumn(
                    name: column.name, label: column.label, type: column.type,
                    isStored: result.storedColumns.contains(index))
            }, [])
        var row: [Value] = []
        while try result.advance() {
            guard table.rows.count < limit else { return (table, false) }
            result.read(into: &row)
            table.rows.append(row)
        }
        return (table, true)
    }
}
