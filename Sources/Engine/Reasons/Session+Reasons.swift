import Model
package import Semantics
import Syntax

extension Session {
    /// Answers `explain`, which asks more than one question, from one state of the store.
    ///
    /// - Throws: `Failure`: there is no such customer (E0710), or the store failed.
    package func explain(_ explanation: BoundExplanation, of compilation: Compilation) throws(Failure) -> Reasons {
        try inOneState { () throws(Failure) in
            guard let customer = explanation.customer else {
                return try SegmentReasons.explain(explanation, of: compilation, in: self)
            }
            return try CustomerReasons.explain(explanation, customer, of: compilation, in: self)
        }
    }

    /// The values of a question's first row; nil where it has none.
    func firstRow(of query: BoundQuery, _ compilation: Compilation) throws(Failure) -> [Value]? {
        let result = try run(query, of: compilation)
        var row: [Value] = []
        guard try result.advance() else { return nil }
        result.read(into: &row)
        return row
    }

    /// What the user wrote at a place, on one line and without comments.
    func text(of span: SourceSpan) -> String {
        guard let source = sources[span.source] else { return "" }
        return source.text(onOneLine: span.utf8Range)
    }
}
