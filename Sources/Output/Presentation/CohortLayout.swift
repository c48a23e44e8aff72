import Model

/// Tidy rows of cohorts as a triangle for people: a row for each cohort, a column for each period.
///
///     cohort   size     0    1     2
///     2026-04    20  100%  40%   35%
///     2026-05    10  100%  50%  20%*
///     all        30  100%  43%   35%
///
/// What is marked is not over yet. The last row is of all cohorts whose period is: a mean by size.
struct CohortLayout {
    private(set) var columns: [ResultColumn] = []
    private(set) var rows: [[Value]] = []

    /// Periods beyond which a triangle is no picture any more.
    private static let columnLimit = 32

    private struct Sum {
        var active: Int64 = 0, size: Int64 = 0
    }

    /// nil where the table is none of cohorts, or too wide to read.
    init?(_ table: ResultTable, _ format: ValueFormat) {
        guard case .cohorts(let cohort, let size, let period, let value, let count, let complete) = table.presentation
        else { return nil }
        let periods = 1 + (table.rows.map { CohortLayout.whole($0[period]) }.max() ?? 0)
        guard periods <= CohortLayout.columnLimit, let type = table.columns.dropFirst(value).first?.type else {
            return nil
        }
        let isRate = type.unit == .percent
        columns = [
            ResultColumn(name: table.columns[cohort].name, type: .text),
            ResultColumn(name: table.columns[size].name, type: .int),
        ] + (0..<periods).map { ResultColumn(name: "\($0)", type: .int) }
        var sums = [Sum](repeating: Sum(), count: periods)
        for row in table.rows {
            let place = CohortLayout.whole(row[period])
            if place == 0 {
                let name = format.text(row[cohort], of: table.columns[cohort].type)
                rows.append([.text(name), row[size]] + [Value](repeating: .missing, count: periods))
            }
            guard !row[value].isMissing, !rows.isEmpty else { continue }
            let isOver = row[complete] == .bool(true)
            if isOver {
                sums[place].active += Int64(CohortLayout.whole(row[count]))
                sums[place].size += Int64(CohortLayout.whole(row[size]))
            }
            let text = isRate ? CohortLayout.percentage(row[value]) : format.text(row[value], of: type)
            rows[rows.count - 1][2 + place] = .text(text + (isOver ? "" : "*"))
        }
        if isRate, !rows.isEmpty { rows.append(CohortLayout.means(sums, rows)) }
    }

    private static func means(_ sums: [Sum], _ rows: [[Value]]) -> [Value] {
        let all = rows.reduce(0) { $0 + whole($1[1]) }
        return [.text("all"), .int(Int64(all))]
            + sums.map { $0.size == 0 ? .missing : .text(percentage(.number(Double($0.active) / Double($0.size)))) }
    }

    private static func whole(_ value: Value) -> Int { if case .int(let number) = value { Int(number) } else { 0 } }

    /// `40%`; `<1%` of a few.
    private static func percentage(_ share: Value) -> String {
        guard case .number(let share) = share else { return "" }
        let percent = (share * 100).rounded()
        return percent == 0 && share > 0 ? "<1%" : "\(Int(percent))%"
    }
}
