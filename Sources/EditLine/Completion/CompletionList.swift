/// The candidates as rows of text below the statement.
package enum CompletionList {
    /// Rows of at most `columns` wide and at most `rows` of them. One candidate a row with its count, type and detail,
    /// each in a column of its own, where the rows suffice, or where the first ones are the most frequent; otherwise
    /// only the labels, in columns read downwards. Where not all fit, the last row says how many are left out.
    ///
    /// - Parameter isColored: whether all but the labels is dim.
    package static func rows(_ candidates: [Completion], columns: Int, rows rowLimit: Int, isColored: Bool = false)
        -> [String]
    {
        let rowLimit = max(rowLimit, 2)
        let isCounted = candidates.contains { !$0.count.isEmpty }
        if candidates.count <= rowLimit,
            isCounted || candidates.contains(where: { !$0.type.isEmpty || !$0.detail.isEmpty })
        {
            return table(candidates, columns: columns, isColored: isColored)
        }
        if isCounted {
            return table(Array(candidates.prefix(rowLimit - 1)), columns: columns, isColored: isColored)
                + ["… \(candidates.count - rowLimit + 1) more"]
        }
        return grid(candidates.map(\.label), columns: columns, rowLimit: rowLimit)
    }

    // MARK: One a row

    private struct Column {
        var cells: [String]
        /// Numbers stand below each other at the right.
        var isCount = false
        /// Columns below which it is not worth showing; it is cut to what there is.
        var leastWidth: Int
        var width: Int

        init(_ cells: [String], isCount: Bool = false, leastWidth: Int = .max) {
            let cells = cells.map(DisplayWidth.visible)
            self.cells = cells
            self.isCount = isCount
            width = cells.map(DisplayWidth.columns).max() ?? 0
            self.leastWidth = min(leastWidth, width)
        }
    }

    private static func table(_ candidates: [Completion], columns: Int, isColored: Bool) -> [String] {
        let wanted = [
            Column(candidates.map(\.label), leastWidth: 0), Column(candidates.map(\.count), isCount: true),
            Column(candidates.map(\.type)), Column(candidates.map(\.detail), leastWidth: 6),
        ]
        // The further to the right, the less it matters.
        var table: [Column] = []
        var room = columns + 2
        for var column in wanted where column.width > 0 {
            guard room >= column.leastWidth + 2 else { break }
            column.width = min(column.width, room - 2)
            table.append(column)
            room -= column.width + 2
        }
        return candidates.indices.map { row in
            var line = ""
            var gap = 0
            for (index, column) in table.enumerated() {
                let cell = DisplayWidth.truncated(column.cells[row], columns: column.width)
                let rest = column.width - DisplayWidth.columns(of: cell)
                if !cell.isEmpty {
                    line += blanks(gap + (column.isCount ? rest : 0)) + (isColored && index > 0 ? dim(cell) : cell)
                    gap = 0
                }
                gap += 2 + (column.isCount && !cell.isEmpty ? 0 : rest)
            }
            return line
        }
    }

    private static func dim(_ text: String) -> String { "\u{1B}[\(StatusRow.Look.fact.parameters)m\(text)\u{1B}[0m" }

    // MARK: Labels alone

    private static func grid(_ labels: [String], columns: Int, rowLimit: Int) -> [String] {
        let labels = labels.map(DisplayWidth.visible)
        let width = min(columns, labels.map(DisplayWidth.columns).max() ?? 0) + 2
        // The gap after the last column of labels need not fit.
        let across = max(1, (columns + 2) / width)
        let needed = (labels.count + across - 1) / across
        var shown = labels[...]
        if needed > rowLimit { shown = labels.prefix((rowLimit - 1) * across) }

        let down = (shown.count + across - 1) / across
        var rows: [String] = []
        for row in 0..<down {
            var line = ""
            for index in stride(from: row, to: shown.count, by: down) {
                let isLast = index + down >= shown.count
                let label = DisplayWidth.truncated(shown[index], columns: columns)
                line += label + (isLast ? "" : blanks(width - DisplayWidth.columns(of: label)))
            }
            rows.append(line)
        }
        if shown.count < labels.count { rows.append("… \(labels.count - shown.count) more") }
        return rows
    }

    private static func blanks(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }
}
