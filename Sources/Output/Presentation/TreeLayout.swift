import Model
import Syntax

/// Rows with levels as an indented tree for people, each line with its mark, wrapped where it is too wide.
struct TreeLayout {
    private(set) var columns: [ResultColumn]
    private(set) var rows: [[Value]] = []

    /// - Parameters:
    ///   - level: the place of the column that says how deep a row stands; that of the text, and so on.
    ///   - step: what a line is indented by for each level: a space that Markdown keeps, or two that terminals do.
    init(
        _ table: ResultTable, level: Int, text: Int, mark: Int?, optional: [Int], step: String, maximumWidth: Int?
    ) {
        let others = table.columns.indices.filter { place in
            ![level, text, mark].contains(place)
                && !(optional.contains(place) && table.rows.allSatisfy { $0[place].isMissing })
        }
        columns = [ResultColumn(name: table.columns[text].name, type: .text)] + others.map { table.columns[$0] }
        let lines = table.rows.map { row -> Line in
            let depth = if case .int(let depth) = row[level] { Int(depth) } else { 0 }
            let sign = mark.map { TreeLayout.sign(row[$0]) } ?? ""
            return Line(
                text: String(repeating: step, count: depth) + sign + TreeLayout.string(row[text]),
                indent: depth * 2 + 4 + sign.count, others: others.map { row[$0] })
        }
        // Numbers stand beside the first line of a text that is wrapped, texts are wrapped themselves.
        guard others.contains(where: { table.columns[$0].type.kind == .text }) else {
            let width = maximumWidth.map { $0 - 22 }
            for line in lines {
                append(line, [], width, [], numbers: line.others.map { $0.isMissing ? .text("") : $0 })
            }
            return
        }
        let texts = lines.map { line in [line.text] + line.others.map(TreeLayout.string) }
        let natural = columns.indices.map { column in texts.reduce(6) { max($0, DisplayWidth.of($1[column])) } }
        let widths = TreeLayout.widths(natural, maximumWidth)
        for (line, cells) in zip(lines, texts) {
            append(line, Array(cells.dropFirst()), widths?[0], Array((widths ?? []).dropFirst()), numbers: [])
        }
    }

    private struct Line {
        var text: String
        /// Indentation of its continuation rows.
        var indent: Int
        var others: [Value]
    }

    private static func sign(_ value: Value) -> String {
        if case .text(let mark) = value { mark == "pass" ? "✓ " : "✗ " } else { "  " }
    }

    private static func string(_ value: Value) -> String { if case .text(let text) = value { text } else { "" } }

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
        _ line: Line, _ others: [String], _ width: Int?, _ widths: [Int], numbers: [Value]
    ) {
        var cells = [TreeLayout.wrapped(line.text, width, indent: String(repeating: " ", count: line.indent))]
        for (index, text) in others.enumerated() {
            cells.append(TreeLayout.wrapped(text, widths.indices.contains(index) ? widths[index] : nil, indent: ""))
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
