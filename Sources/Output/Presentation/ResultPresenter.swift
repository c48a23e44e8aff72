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
    /// Where the sink leads to a person who may read on for a while: told at the end of each result.
    package var resultSink: (any ResultSink)?
    /// The result at hand among the several of a text; nil where it is the only one.
    package var place: ResultPlace?
    /// Where each result goes into a file of its own, whatever the sink.
    package var folder: (any ResultFolder)?
    /// Where the sink leads to a file: told before each result.
    package var file: ResultFile?

    package init(format: OutputFormat, style: TableStyle, sink: ByteSink, showsTiming: Bool) {
        self.format = format
        self.style = style
        self.sink = sink
        self.showsTiming = showsTiming
    }

    /// Writes every row, or on a terminal as many as the style allows.
    ///
    /// - Returns: seconds that passed in waiting for a person who was reading.
    /// - Throws: `Failure` of the store; `ClosedPipe` and `WriteError` of the sink.
    @discardableResult
    package func present(_ result: QueryResult, of session: Session) throws -> Double {
        let title = result.knownRowCount.map {
            counted($0, result.isSegment ? "customer" : "row", result.isSegment ? "customers" : "rows")
        }
        return try delivering(title) { try write(result, of: session) }
    }

    /// Writes a result, and waits until whoever reads it has seen enough of it.
    package func delivering(_ title: String? = nil, _ write: () throws -> Void) throws -> Double {
        if place?.isFirst ?? true { try file?.take(format) }
        resultSink?.begin(title)
        let outcome = Result(catching: write)
        let waited = resultSink?.finish() ?? 0
        try outcome.get()
        return waited
    }

    private func write(_ result: QueryResult, of session: Session) throws {
        let displayed =
            result.isSegment
            ? Set(session.environment.model.customerEntity.fields.filter(\.isDisplayed).map(\.name)) : []
        let columns = result.columns.enumerated().map { index, column in
            // A narrow terminal loses columns from the right, but what a segment's condition speaks of last.
            ResultColumn(name: column.name, label: column.label, type: column.type,
                         priority: displayed.contains(column.name) ? -result.columns.count - index : -index,
                         isImplied: column.isImplied, isStored: result.storedColumns.contains(index))
        }
        var writer = format.writer(to: sink, format: session.valueFormat, table: style, isMember: place != nil)
        sink.isText = !format.isOfTerminal
        defer { sink.isText = false }
        do {
            place?.appendHead(to: sink, format, style)
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
            try appendEnd()
        } catch let error as ClosedPipe {
            guard resultSink != nil else { throw error }
            // A person has seen enough; the rows they did not want to see are counted all the same.
            sink.bytes.removeAll(keepingCapacity: true)
            while try result.advance() {}
        }
    }

    /// The text behind a result that is one of several.
    func appendEnd() throws {
        place?.appendEnd(to: sink, format)
        try sink.flush()
    }

    /// A sentence about a result that has been written: how many of how many, as of when, in how long.
    ///
    /// - Parameter elapsed: seconds; nil where nobody wants to know.
    package func summary(_ result: QueryResult, of session: Session, elapsed: Double?) -> String {
        if let customers = result.customerCount {
            return summary(ofSegmentSize: result.rowCount, among: customers, of: session, elapsed: elapsed)
        }
        return "\(counted(result.rowCount, "row", "rows")), \(circumstances(session, elapsed))"
    }

    package func summary(
        ofSegmentSize size: Int, among customers: Int, of session: Session, elapsed: Double?
    ) -> String {
        "\(grouped(size)) of \(counted(customers, "customer", "customers")), \(circumstances(session, elapsed))"
    }

    func circumstances(_ session: Session, _ elapsed: Double?) -> String {
        "as of \(session.asOfDescription)" + (elapsed.map { ", in \(elapsedTime($0))" } ?? "")
    }
}
