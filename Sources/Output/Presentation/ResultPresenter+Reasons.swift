package import Engine
import Model
import Syntax

/// Reasons for people: a tree of clauses, indented, each with its mark. For programs: the rows as they are.
extension ResultPresenter {
    /// - Throws: `ClosedPipe` and `WriteError` of the sink.
    package func present(_ reasons: Reasons, of session: Session) throws {
        _ = try delivering { try write(reasons, of: session) }
    }

    private func write(_ reasons: Reasons, of session: Session) throws {
        let isTree = format == .table || format == .markdown
        let tree = ReasonTree(
            reasons, step: format == .markdown ? "\u{2003}" : "  ",
            maximumWidth: format == .table ? style.maximumWidth : nil)
        // A tree that is cut off explains nothing: every line is shown.
        var style = style
        style.maximumRows = nil
        var writer = format.writer(to: sink, format: session.valueFormat, table: style)
        do {
            try writer.begin(isTree ? tree.columns : reasons.columns.map { ResultColumn(name: $0.name, type: $0.type) })
            for row in isTree ? tree.rows : reasons.rows { try writer.write(row) }
            try writer.end(ResultSummary())
        } catch let error as ClosedPipe {
            guard outlet != nil else { throw error }
            sink.bytes.removeAll(keepingCapacity: true)
        }
    }

    /// A sentence about an explanation that has been written.
    package func summary(_ reasons: Reasons, of session: Session, elapsed: Double?) -> String {
        let when = circumstances(session, elapsed)
        switch reasons.subject {
        case .everybody(let count, let picked):
            return "\(grouped(picked)) of \(counted(count, "customer", "customers")), \(when)"
        case .customer(let key, let isPicked):
            let isShort = DisplayWidth.of(reasons.condition) <= 40
            return
                "customer \(key) is \(isPicked ? "" : "not ")\(isShort ? "in \(reasons.condition)" : "picked"), \(when)"
        }
    }
}

/// Reasons as the rows of a table for people.
private struct ReasonTree {
    private(set) var columns: [ResultColumn]
    private(set) var rows: [[Value]] = []

    /// - Parameter step: what a line is indented by for each level: a space that Markdown keeps, or two that terminals
    ///   do.
    init(_ reasons: Reasons, step: String, maximumWidth: Int?) {
        let clause = ResultColumn(name: "clause", type: .text)
        switch reasons.subject {
        case .everybody:
            columns = [clause, ResultColumn(name: "customers", type: .int), ResultColumn(name: "lost", type: .int)]
            let numbers = reasons.lines.map {
                [$0.customers, $0.lost].map { $0.map { Value.int(Int64($0)) } ?? .text("") }
            }
            let width = maximumWidth.map { $0 - 22 }
            for (line, cells) in zip(reasons.lines, numbers) {
                append(ReasonTree.text(line, step, mark: ""), indent: line.level * 2 + 4, [], width, [], numbers: cells)
            }
        case .customer:
            let names = ["value"] + (reasons.lines.contains { !$0.needs.isEmpty } ? ["needs"] : [])
            columns = [clause] + names.map { ResultColumn(name: $0, type: .text) }
            let texts = reasons.lines.map { line in
                [ReasonTree.text(line, step, mark: line.holds.map { $0 ? "✓ " : "✗ " } ?? "  ")]
                    + [line.value, line.needs].prefix(names.count)
            }
            let natural = columns.indices.map { column in texts.reduce(6) { max($0, DisplayWidth.of($1[column])) } }
            let widths = ReasonTree.widths(natural, maximumWidth)
            for (line, cells) in zip(reasons.lines, texts) {
                append(
                    cells[0], indent: line.level * 2 + 6, Array(cells.dropFirst()), widths?[0],
                    Array((widths ?? []).dropFirst()), numbers: [])
            }
        }
    }

    private static func text(_ line: Reasons.Line, _ step: String, mark: String) -> String {
        String(repeating: step, count: line.level) + mark + line.text
    }

    /// Columns beside the clause take at most three tenths each where there is too little room; nil where nothing
    /// limits them.
    private static func widths(_ natural: [Int], _ maximumWidth: Int?) -> [Int]? {
        guard let maximumWidth else { return nil }
        let total = maximumWidth - 2 * (natural.count - 1)
        guard natural.reduce(0, +) > total else { return natural }
        let others = natural.dropFirst().map { min($0, max(14, total * 3 / 10)) }
        return [max(24, total - others.reduce(0, +))] + others
    }

    /// A line of the tree, continued on further rows where a text is too wide.
    private mutating func append(
        _ clause: String, indent: Int, _ others: [String], _ width: Int?, _ widths: [Int], numbers: [Value]
    ) {
        var cells = [ReasonTree.wrapped(clause, width, indent: String(repeating: " ", count: indent))]
        for (index, text) in others.enumerated() {
            cells.append(ReasonTree.wrapped(text, widths.indices.contains(index) ? widths[index] : nil, indent: ""))
        }
        for row in 0..<cells.reduce(1, { max($0, $1.count) }) {
            let blanks = numbers.map { row == 0 ? $0 : Value.text("") }
            rows.append(cells.map { .text(row < $0.count ? $0[row] : "") } + blanks)
        }
    }

    private static func wrapped(_ text: String, _ width: Int?, indent: String) -> [String] {
        guard let width, DisplayWidth.of(text) > width else { return [text] }
        let lead = String(text.prefix { $0 == " " })
        var lines: [String] = [], current = lead, isEmpty = true
        for word in text.dropFirst(lead.count).split(separator: " ") {
            if !isEmpty, DisplayWidth.of(current) + 1 + DisplayWidth.of(String(word)) > width {
                lines.append(current)
                (current, isEmpty) = (indent, true)
            }
            current += (isEmpty ? "" : " ") + word
            isEmpty = false
        }
        return lines + [current]
    }
}
