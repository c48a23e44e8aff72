import Model
import Semantics

/// Analyses, by the words of docs/analyses.md.
extension NaiveReader {
    func rows(of analysis: BoundAnalysis, home: Int) throws -> [[Value]] {
        let rows = try scopes(of: analysis.query, home: home).rows
        switch analysis.word {
        case "migrate": return try migrations(analysis, rows)
        case "overlap": return try overlaps(analysis, rows)
        default: throw NaiveMistake(description: "`\(analysis.word)` is not read here")
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
