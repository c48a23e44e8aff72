// Analyses: bound analysis ──► ordinary questions ──► answers ──► one small table for people and programs.
//
// Enters: a `BoundAnalysis`, and the answers to the questions that it consists of. Leaves: those questions, and an
// `AnalysisResult`. An analysis asks nothing that a person could not have asked, so engines, time and laws hold for it
// as for any other question. Never: reads a store, knows an engine, or writes.
//
// Adding an analysis adds a file with an `Analysis`, and its line in `Analyses.stages`.

package import Model
package import Planning
package import Semantics
package import Syntax

/// One analysis: its form, the questions that it consists of, and what their answers amount to.
package protocol Analysis: Sendable {
    /// Its description for parser, formatter, binder, completion, hovers and documents.
    static var form: AnalysisForm { get }

    /// Diagnostics that are known before anything is asked.
    ///
    /// - Parameter text: the source text at a place.
    static func check(_ analysis: BoundAnalysis, text: (SourceSpan) -> String) -> [Diagnostic]

    init(_ analysis: BoundAnalysis, in context: AnalysisContext)

    /// Asked in one state of the store, in this order.
    var questions: [BoundQuery] { get }

    /// The questions that say most about it, for whoever wants to see plans: most often all.
    var outlinedQuestions: [BoundQuery] { get }

    /// A question that only these answers raise, asked as if the question's day were the last of all days.
    func timelessFollowUp(to answers: [ResultTable]) -> BoundQuery?

    /// - Parameter answers: one for each question, and that of a follow-up behind them.
    /// - Throws: `AnalysisRefusal`: what it is about does not exist.
    func result(of answers: [ResultTable]) throws(AnalysisRefusal) -> AnalysisResult
}

extension Analysis {
    package static func check(_ analysis: BoundAnalysis, text: (SourceSpan) -> String) -> [Diagnostic] { [] }
    package var outlinedQuestions: [BoundQuery] { questions }
    package func timelessFollowUp(to answers: [ResultTable]) -> BoundQuery? { nil }
}

/// Every analysis there is.
package enum Analyses {
    /// Stages at the end of a pipeline.
    package static let stages: [any Analysis.Type] = [
        Lifecycle.self,
        Migrate.self,
        Overlap.self,
        Pivot.self,
        Retention.self,
        Trend.self,
    ]

    /// The forms for a parser of whole texts.
    package static let forms = stages.map { $0.form }

    /// The analysis that a bound one is of.
    package static func implementation(of analysis: BoundAnalysis) -> any Analysis.Type {
        (stages + [Totals.self]).first { $0.form.word == analysis.word } ?? Explain.self
    }
}

/// The script, the model and the moment of the question, for an analysis.
package struct AnalysisContext: Sendable {
    package let script: BoundScript
    package let model: DataModel
    package let time: TimeContext
    package let valueFormat: ValueFormat
    /// The question's moment in words: `2026-06-30 (UTC)`.
    package let asOf: String
    /// The source text at a place, on one line and without comments.
    package let text: @Sendable (SourceSpan) -> String

    package init(
        script: BoundScript, model: DataModel, time: TimeContext, valueFormat: ValueFormat, asOf: String,
        text: @escaping @Sendable (SourceSpan) -> String
    ) {
        self.script = script
        self.model = model
        self.time = time
        self.valueFormat = valueFormat
        self.asOf = asOf
        self.text = text
    }
}

/// The result of an analysis.
package struct AnalysisResult: Sendable {
    /// The subject of the sentence below the table.
    package enum Subject: Sendable, Hashable {
        /// So many customers were looked at.
        case customers(Int)
        /// A condition picks so many of them.
        case picked(Int, of: Int)
        /// Whether a condition picks the customer with a key.
        case customer(key: String, condition: String, isPicked: Bool)
        /// So many rows, and totals below them.
        case rows(Int, totals: Int)
    }

    package var subject: Subject
    package var table: ResultTable
    /// Definitions of the numbers: a sentence each, shown below the table.
    package var definitions: [String]
    /// Remarks on the text.
    package var notes: [Diagnostic]

    package init(
        _ subject: Subject, _ table: ResultTable, definitions: [String] = [], notes: [Diagnostic] = []
    ) {
        self.subject = subject
        self.table = table
        self.definitions = definitions
        self.notes = notes
    }
}

/// Why an analysis has no result.
package struct AnalysisRefusal: Error {
    package let code: DiagnosticCode
    package let message: String
    package var notes: [String] = []
}
