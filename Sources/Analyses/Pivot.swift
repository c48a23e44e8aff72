package import Model
import Planning
package import Semantics
package import Syntax

/// `| pivot channel { n }`: the values of a column become columns.
///
///     country  channel  n          country  shop  web
///     DE       shop     4   ──►    DE          4    2
///     DE       web      2          FR          0    3
///     FR       web      3
///
/// What is left of a row says which line it is part of; lines come in the order of their first rows, columns in the
/// order of the values, a missing one last. Where there was no row, a count or a sum of the group is 0, and all else is
/// missing.
package struct Pivot: Analysis {
    package static let form = AnalysisForm(
        "pivot", "The values of a column become columns.", of: .groups,
        [.init("column", .column), .init("values", .columns)],
        example: "from orders | group by status, channel { n = count() } | pivot channel { n }")

    /// More columns than this are no table that anybody reads.
    static let limit = 1_000

    private let analysis: BoundAnalysis
    private let format: ValueFormat
    private let column: Int
    private let values: [BoundColumn]

    package init(_ analysis: BoundAnalysis, in context: AnalysisContext) {
        self.analysis = analysis
        format = context.valueFormat
        column = analysis.value("column")?.columnIndex ?? 0
        values = analysis.columns("values")
    }

    package var questions: [BoundQuery] { [analysis.query] }

    package func result(of answers: [ResultTable]) throws(AnalysisRefusal) -> AnalysisResult {
        guard let table = answers.first else { return AnalysisResult(.rows(0, totals: 0), ResultTable([], [])) }
        let places = values.compactMap(\.columnIndex)
        let kept = table.columns.indices.filter { $0 != column && !places.contains($0) }
        let headings = try headings(of: table)
        var lines: [[Value]] = [], numberOfLine: [[Identity]: Int] = [:]
        let nothing = values.map { $0.part == .count ? Value.zero(of: $0.expression.type) : .missing }
        let empty = headings.flatMap { _ in nothing }
        let numberOfHeading = Dictionary(uniqueKeysWithValues: headings.enumerated().map { (Identity($1), $0) })
        for row in table.rows {
            let identity = kept.map { Identity(row[$0]) }
            let line = numberOfLine[identity] ?? lines.count
            if line == lines.count {
                numberOfLine[identity] = line
                lines.append(kept.map { row[$0] } + empty)
            }
            guard let heading = numberOfHeading[Identity(row[column])] else { continue }
            let start = kept.count + heading * places.count
            for (offset, place) in places.enumerated() { lines[line][start + offset] = row[place] }
        }
        let columns = kept.map { table.columns[$0] } + columns(headings, table, kept, places)
        return AnalysisResult(.rows(lines.count, totals: 0), ResultTable(columns, lines))
    }

    private func headings(of table: ResultTable) throws(AnalysisRefusal) -> [Value] {
        var seen: Set<Identity> = []
        let headings = table.rows.map { $0[column] }.filter { seen.insert(Identity($0)).inserted }
        let count = headings.count * values.count
        guard count <= Pivot.limit else {
            throw AnalysisRefusal(
                code: .pivotTooWide, message: "`pivot` would make \(count) columns; at most \(Pivot.limit) are made",
                notes: ["leave rows out before, as `take` does, or pivot a column with fewer values"])
        }
        return headings.sorted { $0.precedes($1) }
    }

    /// Named by the value, and, of several values, by what it is a value of.
    private func columns(_ headings: [Value], _ table: ResultTable, _ kept: [Int], _ places: [Int]) -> [ResultColumn] {
        var names = Set(kept.map { table.columns[$0].name })
        return headings.flatMap { heading in
            let text = heading.isMissing ? "missing" : format.text(heading, of: table.columns[column].type)
            return zip(values, places).map { value, place in
                var result = table.columns[place]
                result.name = Pivot.fresh(values.count == 1 ? text : "\(text)_\(value.name)", &names)
                result.label = nil
                return result
            }
        }
    }

    private static func fresh(_ name: String, _ taken: inout Set<String>) -> String {
        var result = name, number = 2
        while !taken.insert(result).inserted {
            result = "\(name)_\(number)"
            number += 1
        }
        return result
    }
}

/// A value by which rows are told apart, missing ones and texts to the byte.
private struct Identity: Hashable {
    let value: Value

    init(_ value: Value) { self.value = value }

    static func == (a: Identity, b: Identity) -> Bool { a.value.isIdentical(to: b.value) }

    func hash(into hasher: inout Hasher) {
        if case .text(let text) = value { hasher.combine(ExactText(text)) } else { hasher.combine(value) }
    }
}

extension DiagnosticCode {
    package static let pivotCodes = [pivotTooWide]

    static let pivotTooWide = DiagnosticCode(
        "E0718", "a pivot with too many columns",
        explanation:
            "`pivot` makes a column of each value, and a table of more than a thousand columns is none that anybody reads. Rows that are as many as they like are left as they are, or cut off before.",
        wrong: "from orders | group by customer.id, month(ordered_at) { n = count() } | pivot id { n }",
        right: "from orders | group by customer.id, month = month(ordered_at) { n = count() } | pivot month { n }")
}
