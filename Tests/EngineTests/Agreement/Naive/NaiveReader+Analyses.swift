import Model
import Semantics

/// A pivot with more columns than are made.
struct NaiveWidth: Error {}

/// More rows than this reader goes through.
struct NaiveLength: Error {}

/// Analyses, by the words of docs/analyses.md.
extension NaiveReader {
    func rows(of analysis: BoundAnalysis, home: Int) throws -> [[Value]] {
        if analysis.word == BoundAnalysis.totalsWord { return try totals(analysis, home) }
        if analysis.word == "trend" { return try trend(analysis, home: home) }
        // Customers are counted, in whatever order.
        let rows = try scopes(of: analysis.query, home: home, isOrdered: analysis.word == "pivot").rows
        switch analysis.word {
        case "pivot": return try pivoted(analysis, rows)
        case "migrate": return try migrations(analysis, rows)
        case "overlap": return try overlaps(analysis, rows)
        case "lifecycle": return try lifecycle(analysis, rows)
        case "retention": return try retention(analysis, rows, home: home)
        default: throw NaiveMistake(description: "`\(analysis.word)` is not read here")
        }
    }

    // MARK: with totals

    /// The groups, and below them what fewer and fewer of the keys tell apart.
    private func totals(_ analysis: BoundAnalysis, _ home: Int) throws -> [[Value]] {
        guard let stages = analysis.totals?.stages, case .group(let keys, _) = analysis.query.stages[stages.lowerBound]
        else { throw NaiveMistake(description: "totals without a group") }
        func rows(_ totals: (Range<Int>, Int)?) throws -> [[Value]] {
            try scopes(of: analysis.query, home: home, totals: totals).rows.map { row in
                try row.columns.map { try $0.get() } + [.bool(totals != nil)]
            }
        }
        var result = try rows(nil)
        for count in (0..<keys.count).reversed() { result += try rows((stages, count)) }
        return result
    }

    // MARK: pivot

    private func pivoted(_ analysis: BoundAnalysis, _ rows: [NaiveScope]) throws -> [[Value]] {
        guard case .column(let column)? = analysis.value("column")?.expression.kind else {
            throw NaiveMistake(description: "pivot without its column")
        }
        let rows = try rows.map { row in try row.columns.map { try $0.get() } }
        let values = try analysis.columns("values").map { value -> (place: Int, isCount: Bool) in
            guard case .column(let place) = value.expression.kind else {
                throw NaiveMistake(description: "pivot of no column")
            }
            return (place, value.part == .count)
        }
        func kept(_ row: [Value]) -> [Value] {
            row.indices.filter { place in place != column && !values.contains { $0.place == place } }.map { row[$0] }
        }
        func identity(_ values: [Value]) -> [NaiveIdentity] { values.map { NaiveIdentity($0) } }
        let headings = Dictionary(grouping: rows, by: { NaiveIdentity($0[column]) }).values.map { $0[0][column] }
            .sorted { NaiveOrder.precedes($0, $1, missingFirst: false) ?? false }
        guard headings.count * values.count <= 1_000 else { throw NaiveWidth() }
        var rowsOfLine: [[NaiveIdentity]: [NaiveIdentity: [Value]]] = [:], lines: [[Value]] = []
        for row in rows {
            if rowsOfLine[identity(kept(row))] == nil { lines.append(kept(row)) }
            rowsOfLine[identity(kept(row)), default: [:]][NaiveIdentity(row[column])] = row
        }
        return lines.map { line in
            line + headings.flatMap { heading in
                let row = rowsOfLine[identity(line)]?[NaiveIdentity(heading)]
                return values.map { value in
                    row?[value.place] ?? (value.isCount ? zero(analysis.query.columns[value.place]) : .missing)
                }
            }
        }
    }

    private func zero(_ column: BoundColumn) -> Value {
        switch column.expression.type.kind {
        case .number: .number(0)
        case .money: .money(0)
        case .duration: .duration(0)
        default: .int(0)
        }
    }

    // MARK: migrate

    /// Customers who are there on the last day, by their class on the first and on the last; those who were not there
    /// on the first come behind the others.
    private func migrations(_ analysis: BoundAnalysis, _ rows: [NaiveScope]) throws -> [[Value]] {
        guard let column = analysis.value("class"), let first = analysis.moment("start"),
            let last = analysis.moment("end")
        else { throw NaiveMistake(description: "migrate without its clauses") }
        let start = try surroundings(at: first), end = try surroundings(at: last)
        var moves: [[NaiveIdentity]: (values: [Value], count: Int64)] = [:]
        for row in rows {
            let values = try [start, end].map { try self.value(column, row, in: $0) }
            guard let customer = row.rows.last?.row, end.map({ exists(customer, $0) }) ?? false else { continue }
            let isNew = !(start.map { exists(customer, $0) } ?? false)
            let move = values + [.bool(isNew)]
            moves[move.map { NaiveIdentity($0) }, default: (move, 0)].count += 1
        }
        var sizes: [NaiveIdentity: Int64] = [:]
        for move in moves.values where move.values[2] == .bool(false) {
            sizes[NaiveIdentity(move.values[0]), default: 0] += move.count
        }
        return moves.values.sorted { NaiveReader.precedes($0.values, $1.values, by: [2, 0, 1]) }.map { move in
            let size = move.values[2] == .bool(false) ? sizes[NaiveIdentity(move.values[0])] : nil
            return move.values + [.int(move.count), size.map { .number(Double(move.count) / Double($0)) } ?? .missing]
        }
    }

    /// nil for a moment that no calendar has.
    private func surroundings(at moment: BoundMoment) throws -> NaiveSurroundings? {
        try self.moment(moment, NaiveScope(home: 0, around: outermost)).map { outermost.asOf($0) }
    }

    /// The value of the column for a customer on another day; missing where the customer was not there.
    private func value(_ column: BoundColumn, _ row: NaiveScope, in around: NaiveSurroundings?) throws -> Value {
        guard let around, let customer = row.rows.last?.row, exists(customer, around) else {
            return .missing
        }
        return try value(column.isCaseless ? column.expression.withoutCase : column.expression, row.inside(around))
    }

    // MARK: overlap

    /// Each combination that occurs: the largest first, of equal ones those with the earlier segments.
    private func overlaps(_ analysis: BoundAnalysis, _ rows: [NaiveScope]) throws -> [[Value]] {
        let segments = analysis.columns("segments")
        var counts: [[Bool]: Int64] = [:]
        for row in rows { counts[try segments.map { try holds($0.expression, row) }, default: 0] += 1 }
        let ordered = counts.sorted { a, b in
            if a.value != b.value { return a.value > b.value }
            return zip(a.key, b.key).first { $0 != $1 }.map { $0.0 } ?? false
        }
        return ordered.map { members, count in
            members.map { .bool($0) } + [.int(count), .number(Double(count) / Double(rows.count))]
        }
    }

    private static func precedes(_ a: [Value], _ b: [Value], by places: [Int]) -> Bool {
        for place in places {
            if let result = NaiveOrder.precedes(a[place], b[place], missingFirst: false) { return result }
        }
        return false
    }
}
