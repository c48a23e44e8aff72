package import Analyses
package import Engine
import Model
import Syntax

/// Analyses for people: trees and matrices. For programs: the rows as they are.
extension ResultPresenter {
    /// - Throws: `ClosedPipe` and `WriteError` of the sink.
    package func present(_ result: AnalysisResult, of session: Session) throws {
        _ = try delivering { try write(result.table, of: session) }
    }

    private func write(_ table: ResultTable, of session: Session) throws {
        let (shown, isWhole) = isForPeople ? laidOut(table, session.valueFormat) : (table, false)
        var style = style
        // A tree or a matrix that is cut off says something else.
        if isWhole { style.maximumRows = nil }
        let totals = isForPeople ? shown.totals : shown.rows.endIndex
        var writer = format.writer(to: sink, format: session.valueFormat, table: style, isMember: place != nil)
        sink.isText = !format.isOfTerminal
        defer { sink.isText = false }
        do {
            place?.appendHead(to: sink, format, style)
            try writer.begin(shown.columns)
            let (groups, below) = shown.places(ofAtMost: style.maximumRows, totals)
            for place in groups { try writer.write(shown.rows[place]) }
            if !groups.isEmpty, !below.isEmpty { writer.writeRule() }
            for place in below { try writer.write(shown.rows[place]) }
            try writer.end(ResultSummary(totalRows: shown.rows.count))
            try appendEnd()
        } catch let error as ClosedPipe {
            guard resultSink != nil else { throw error }
            sink.bytes.removeAll(keepingCapacity: true)
        }
    }

    private var isForPeople: Bool { format == .table || format == .markdown }

    private func laidOut(_ table: ResultTable, _ valueFormat: ValueFormat) -> (table: ResultTable, isWhole: Bool) {
        switch table.presentation {
        case .rows: return (table, false)
        case .totals: return (table.withLabels, false)
        case .tree(let level, let text, let mark, let optional):
            let tree = TreeLayout(
                table, level: level, text: text, mark: mark, optional: optional,
                step: format == .markdown ? "\u{2003}" : "  ",
                maximumWidth: format == .table ? style.maximumWidth : nil)
            return (ResultTable(tree.columns, tree.rows), true)
        case .matrix:
            guard let matrix = MatrixLayout(table, valueFormat) else { return (table, false) }
            return (ResultTable(matrix.columns, matrix.rows), true)
        case .cohorts:
            guard let cohorts = CohortLayout(table, valueFormat) else { return (table, false) }
            return (ResultTable(cohorts.columns, cohorts.rows), true)
        }
    }

    /// A sentence about an analysis that has been written.
    package func summary(_ result: AnalysisResult, of session: Session, elapsed: Double?) -> String {
        let when = circumstances(session, elapsed)
        switch result.subject {
        case .customers(let count): return "\(counted(count, "customer", "customers")), \(when)"
        case .picked(let picked, let count):
            return "\(grouped(picked)) of \(counted(count, "customer", "customers")), \(when)"
        case .rows(let count, let totals):
            let below = totals == 0 ? "" : " and \(counted(totals, "total", "totals"))"
            return "\(counted(count, "row", "rows"))\(below), \(when)"
        case .customer(let key, let condition, let isPicked):
            let isShort = DisplayWidth.of(condition) <= 40
            return "customer \(key) is \(isPicked ? "" : "not ")\(isShort ? "in \(condition)" : "picked"), \(when)"
        }
    }
}

extension ResultTable {
    /// The rows to be shown of so many at most: totals take half of them, and the last one, of all, is among them.
    ///
    /// - Parameter totals: the number of the first row that is a total.
    fileprivate func places(ofAtMost limit: Int?, _ totals: Int) -> (groups: [Int], totals: [Int]) {
        let below = Array(totals..<rows.count)
        guard let limit, limit < rows.count, let last = below.last else { return (Array(0..<totals), below) }
        let ofGroups = min(totals, max(limit / 2, limit - below.count))
        return (Array(0..<ofGroups), below.dropLast().prefix(max(0, limit - ofGroups - 1)) + [last])
    }

    /// The number of the first row that is a total.
    fileprivate var totals: Int { if case .totals(let start, _) = presentation { start } else { rows.count } }

    /// Totals with the word in them, and without the column that says what they are.
    fileprivate var withLabels: ResultTable {
        guard case .totals(let start, let labels) = presentation else { return self }
        var table = ResultTable(Array(columns.dropLast()), rows.map { Array($0.dropLast()) }, as: presentation)
        for (place, label) in labels.enumerated() {
            if let label { table.rows[start + place][label] = .text("total") }
        }
        return table
    }
}
