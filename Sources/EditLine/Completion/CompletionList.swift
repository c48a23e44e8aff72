/// The candidates as rows of text below the statement.
package enum CompletionList {
    /// Rows of at most `columns` wide and at most `rows` of them. One candidate a row with its detail where they fit;
    /// otherwise only the labels, in columns read downwards; and where even those don't fit, the last row says how many
    /// are left out.
    package static func rows(_ candidates: [Completion], columns: Int, rows rowLimit: Int) -> [String] {
        let rowLimit = max(rowLimit, 2)
        if candidates.count <= min(rowLimit, 16), candidates.contains(where: { !$0.detail.isEmpty }) {
            return detailedRows(candidates, columns: columns)
        }
        return grid(candidates.map(\.label), columns: columns, rowLimit: rowLimit)
    }

    private static func detailedRows(_ candidates: [Completion], columns: Int) -> [String] {
        let labelWidth = candidates.map { DisplayWidth.columns(of: $0.label) }.max() ?? 0
        return candidates.map { candidate in
            guard !candidate.detail.isEmpty else { return DisplayWidth.truncated(candidate.label, columns: columns) }
            let row = padded(candidate.label, to: labelWidth + 2) + candidate.detail
            return DisplayWidth.truncated(row, columns: columns)
        }
    }

    private static func grid(_ labels: [String], columns: Int, rowLimit: Int) -> [String] {
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
                line += isLast ? label : padded(label, to: width)
            }
            rows.append(line)
        }
        if shown.count < labels.count { rows.append("… \(labels.count - shown.count) more") }
        return rows
    }

    private static func padded(_ text: String, to columns: Int) -> String {
        text + String(repeating: " ", count: max(0, columns - DisplayWidth.columns(of: text)))
    }
}
