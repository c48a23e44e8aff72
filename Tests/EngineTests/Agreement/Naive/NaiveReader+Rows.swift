import Model
import Semantics

/// Functions of a row among the rows at hand.
extension NaiveReader {
    /// Each row with a column more for each function. What a function looks at counts at once: whether each row is
    /// there, where it stands, and what it has.
    func windowed(_ rows: [NaiveScope], _ functions: [BoundRowFunction]) throws -> [NaiveScope] {
        try throwDoubts(of: rows)
        // Every row is looked at from every row.
        if rows.count > 10_000 { throw NaiveLength() }
        var result = rows
        for function in functions {
            let values = try rows.map { row in try function.value.map { try value($0, row) } ?? .missing }
            let keys = try rows.map { row in try function.partition.map { NaiveIdentity(try value($0, row)) } }
            // Rows that are taken together, in their order.
            for (_, members) in Dictionary(grouping: rows.indices, by: { keys[$0] }) {
                let own = members.map { values[$0] }, known = own.indices.filter { !own[$0].isMissing }
                let line = known.sorted { a, b in
                    NaiveOrder.precedes(own[a], own[b], missingFirst: false) ?? (a < b)
                }
                for (place, index) in members.enumerated() {
                    result[index].columns.append(
                        try NaiveOverflow.caught { try figure(function, own, place, known, line) })
                }
            }
        }
        return result
    }

    /// - Parameters:
    ///   - known: places whose value is known, in the order of the rows.
    ///   - line: the same in the order of their values.
    private func figure(
        _ function: BoundRowFunction, _ values: [Value], _ place: Int, _ known: [Int], _ line: [Int]
    ) throws -> Value {
        switch function.function {
        case .rowNumber: return .int(Int64(place + 1))
        case .previous: return place >= function.count ? values[place - function.count] : .missing
        case .next: return place + function.count < values.count ? values[place + function.count] : .missing
        case .runningSum: return try sum(values[...place].filter { !$0.isMissing }, function.type)
        case .movingAverage:
            guard place + 1 >= function.count else { return .missing }
            let window = values[(place + 1 - function.count)...place].filter { !$0.isMissing }
            return NaiveReader.measured(try mean(window), function.type)
        case .ranking(let ranking):
            if values[place].isMissing { return .missing }
            return try figure(
                ranking, function.count, line.firstIndex(of: place) ?? 0, line.map { values[$0] },
                among: known.map { values[$0] }, at: known.firstIndex(of: place) ?? 0, isBounded: false)
        }
    }
}
