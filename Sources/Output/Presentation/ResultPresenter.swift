package import Engine
import Model
import Planning
import Semantics

/// Runs a question and writes its rows in a format.
///
/// The rows are data and go to the sink; the sentence about them is for a person and is asked for apart.
package struct ResultPresenter {
    package var format: OutputFormat
    package var style: TableStyle
    package var sink: ByteSink
    package var showsTiming: Bool

    package init(format: OutputFormat, style: TableStyle, sink: ByteSink, showsTiming: Bool) {
        self.format = format
        self.style = style
        self.sink = sink
        self.showsTiming = showsTiming
    }

    /// Writes every row, or on a terminal as many as the style allows.
    ///
    /// - Throws: `Failure` of the store; `ClosedPipe` and `WriteError` of the sink.
    package func present(_ result: QueryResult, of session: Session) throws {
        let displayed = result.isSegment ? Set(session.environment.model.customerEntity.fields.filter(\.isDisplayed).map(\.name)) : []
        let columns = result.columns.enumerated().map { index, column in
            // A narrow terminal loses columns from the right, but what a segment's condition speaks of last.
            ResultColumn(name: column.name, label: column.label, type: column.type,
                         priority: displayed.contains(column.name) ? -result.columns.count - index : -index,
                         isImplied: column.isImplied)
        }
        var writer = format.writer(to: sink, format: session.valueFormat, table: style)
        try writer.begin(columns)
        var row: [Value] = []
        row.reserveCapacity(columns.count)
        while try result.advance() {
            // Rows beyond a terminal's limit are only counted.
            if writer.isSatisfied { continue }
            result.read(into: &row)
            try writer.write(row)
        }
        try writer.end(ResultSummary(totalRows: result.rowCount))
    }

    /// A sentence about a result that has been written: how many of how many, as of when, in how long.
    package func summary(_ result: QueryResult, of session: Session, elapsed: Double) throws(Failure) -> String {
        if result.isSegment { return try summary(ofSegmentSize: result.rowCount, of: session, elapsed: elapsed) }
        return "\(counted(result.rowCount, "row", "rows")), as of \(session.asOfDescription), in \(elapsedTime(elapsed))"
    }

    package func summary(ofSegmentSize size: Int, of session: Session, elapsed: Double) throws(Failure) -> String {
        let all = try session.customerCount()
        return "\(grouped(size)) of \(counted(all, "customer", "customers")), as of \(session.asOfDescription), in \(elapsedTime(elapsed))"
    }
}
