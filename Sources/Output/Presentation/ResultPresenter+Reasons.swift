package import Engine
import Model

/// Reasons for people: a tree of clauses, indented, each with its mark. For programs: the rows as they are.
extension ResultPresenter {
    /// - Throws: `ClosedPipe` and `WriteError` of the sink.
    package func present(_ reasons: Reasons, of session: Session) throws {
        // A tree that is cut off explains nothing: every line is shown.
        var style = style
        style.maximumRows = nil
        var writer = format.writer(to: sink, format: session.valueFormat, table: style)
        let isTree = format == .table || format == .markdown
        try writer.begin(isTree ? treeColumns(of: reasons) : reasons.columns.map { ResultColumn(name: $0.name, type: $0.type) })
        for row in isTree ? treeRows(of: reasons) : reasons.rows { try writer.write(row) }
        try writer.end(ResultSummary(totalRows: reasons.lines.count))
    }

    private func treeColumns(of reasons: Reasons) -> [ResultColumn] {
        switch reasons.subject {
        case .everybody: [ResultColumn(name: "clause", type: .text), ResultColumn(name: "customers", type: .int), ResultColumn(name: "lost", type: .int)]
        case .customer:
            [ResultColumn(name: "clause", type: .text), ResultColumn(name: "value", type: .text),
             ResultColumn(name: "needs", type: .text, isImplied: true)]
        }
    }

    private func treeRows(of reasons: Reasons) -> [[Value]] {
        reasons.lines.map { line in
            // A space that white space at the start of a line can't be taken for.
            let indent = String(repeating: format == .markdown ? "\u{2003}" : "  ", count: line.level)
            switch reasons.subject {
            case .everybody: return [.text(indent + line.text)] + [line.customers, line.lost].map { $0.map { .int(Int64($0)) } ?? .text("") }
            case .customer:
                let mark = line.holds.map { $0 ? "✓ " : "✗ " } ?? "  "
                return [.text(indent + mark + line.text), .text(line.value), line.needs.isEmpty && !reasons.lines.contains { !$0.needs.isEmpty } ? .missing : .text(line.needs)]
            }
        }
    }

    /// A sentence about an explanation that has been written.
    package func summary(_ reasons: Reasons, of session: Session, elapsed: Double) -> String {
        let when = "as of \(session.asOfDescription), in \(elapsedTime(elapsed))"
        return switch reasons.subject {
        case .everybody(let count, let picked): "\(grouped(picked)) of \(counted(count, "customer", "customers")), \(when)"
        case .customer(let key, let isPicked): "customer \(key) is \(isPicked ? "" : "not ")in, \(when)"
        }
    }
}
