package import Analyses
package import Engine
package import Semantics

/// Something that was asked, and what came of it: kept by those who may want to show it again.
package struct Answer {
    package enum Content {
        case rows(QueryResult, of: BoundQuery)
        case analysis(AnalysisResult)
    }

    package let content: Content
    package let compilation: Compilation
    /// The one that answered: asked again, it answers as of the same instant.
    package let session: Session

    package init(content: Content, compilation: Compilation, session: Session) {
        self.content = content
        self.compilation = compilation
        self.session = session
    }

    /// The rows from the first one on; asked for again where they have not been kept.
    ///
    /// - Throws: `Failure`
    package func rows(_ result: QueryResult, of query: BoundQuery) throws(Failure) -> QueryResult {
        if result.rewind() { return result }
        return try session.runWatched(query, of: compilation, countsCustomers: result.customerCount != nil)
    }
}
