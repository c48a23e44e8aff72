import Model

/// Tidy rows as a matrix for people: a row for each value of one column, a column for each value of another, totals.
///
///     before          gold  silver  total
///     gold        12 (80%) 3 (20%)     15
///     (joined later)     0       5      5
///     total             12       8     20
struct MatrixLayout {
    private(set) var columns: [ResultColumn] = []
    private(set) var rows: [[Value]] = []

    /// Columns beyond which a matrix is no picture any more.
    private static let columnLimit = 30

    /// nil where the table is no matrix, or a matrix too wide to read.
    init?(_ table: ResultTable, _ format: ValueFormat) {
        guard case .matrix(let row, let column, let count, let share, let apart, let named) = table.presentation else {
            return nil
        }
        let headings = MatrixLayout.distinct(table.rows.map { $0[column] }.sorted { $0.precedes($1) })
        guard headings.count <= MatrixLayout.columnLimit else { return nil }
        func text(_ value: Value, _ place: Int) -> String {
            value.isMissing ? "(missing)" : format.text(value, of: table.columns[place].type)
        }
        columns = [ResultColumn(name: table.columns[row].name, type: .text)]
            + headings.map { ResultColumn(name: text($0, column), type: .int) }
            + [ResultColumn(name: "total", type: .int)]
        var totals = [Int64](repeating: 0, count: headings.count + 1)
        for line in MatrixLayout.lines(table.rows, by: [apart, row]) {
            var counts = [Int64](repeating: 0, count: headings.count), cells = [Value](
                repeating: .int(0), count: headings.count)
            for fact in line {
                guard let place = headings.firstIndex(where: { $0.isIdentical(to: fact[column]) }),
                    case .int(let number) = fact[count]
                else { continue }
                counts[place] += number
                cells[place] = .text("\(number)" + MatrixLayout.percentage(fact[share]))
            }
            let sum = counts.reduce(0, +)
            for (place, number) in (counts + [sum]).enumerated() { totals[place] += number }
            let name = line[0][apart] == .bool(true) ? named : text(line[0][row], row)
            rows.append([.text(name)] + cells + [.int(sum)])
        }
        rows.append([.text("total")] + totals.map { .int($0) })
    }

    /// ` (80%)`; nothing of a missing share.
    private static func percentage(_ share: Value) -> String {
        guard case .number(let share) = share else { return "" }
        let percent = (share * 100).rounded()
        return percent == 0 && share > 0 ? " (<1%)" : " (\(Int(percent))%)"
    }

    private static func distinct(_ sorted: [Value]) -> [Value] {
        sorted.reduce(into: []) { found, value in
            if !(found.last?.isIdentical(to: value) ?? false) { found.append(value) }
        }
    }

    /// Rows that follow each other and agree in some columns.
    private static func lines(_ rows: [[Value]], by places: [Int]) -> [[[Value]]] {
        rows.reduce(into: []) { lines, row in
            if let last = lines.last?.last, places.allSatisfy({ last[$0].isIdentical(to: row[$0]) }) {
                lines[lines.count - 1].append(row)
            } else {
                lines.append([row])
            }
        }
    }
}
