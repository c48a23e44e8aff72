import Model
import Planning

extension Executor {
    /// Groups, with those added whose period no row is in.
    func filled(_ frame: RowBatch, _ fill: PlanFill) throws(ExecutionError) -> RowBatch {
        let keys = frame.columns.prefix(fill.keyCount), period = frame.columns[fill.period]
        guard case .integers(let own) = period.values else { throw .unsupported("periods that can't be counted") }
        let others = keys.enumerated().filter { $0.offset != fill.period }.map(\.element)
        let grouping = Grouping(others, rowCount: frame.count, workers)
        let isAlone = others.isEmpty
        let known = (0..<frame.count).filter { period.isValid($0) }
        let periods = fill.periods(from: known.lazy.map { own[$0] }.min(), to: known.lazy.map { own[$0] }.max())
        let combinations = isAlone ? 1 : grouping.count
        try memory.take(combinations * periods.count * frame.columns.count * 9)
        try workers.check()
        var places: [Int64: Int] = [:]
        for (place, period) in periods.enumerated() { places[period] = place }
        var isThere = Mask(repeating: 0, count: combinations * periods.count)
        for row in known {
            guard let place = places[own[row]] else { continue }
            let combination = isAlone || grouping.numbers.isEmpty ? 0 : Int(grouping.numbers[row])
            isThere[combination * periods.count + place] = 1
        }
        try workers.check()
        // The rows that there are, then the new ones: each is the row that it takes the other keys from.
        var sources = (0..<Int32(truncatingIfNeeded: frame.count)).map(\.self), added: [Int64] = []
        for place in isThere.indices where isThere[place] == 0 {
            sources.append(isAlone ? -1 : grouping.representatives[place / periods.count])
            added.append(periods[place % periods.count])
        }
        let nothing = try values(fill.values, RowBatch(columns: [], count: 1))
        var columns: [Vector] = []
        for (index, column) in frame.columns.enumerated() {
            if index == fill.period {
                let valid = column.valid.map { $0 + Mask(repeating: 1, count: added.count) }
                columns.append(Vector(.integers(own + added), valid: valid))
            } else if index < fill.keyCount {
                columns.append(column.gathered(sources))
            } else {
                columns.append(column.followed(by: nothing[index - fill.keyCount], times: added.count))
            }
        }
        let all = RowBatch(columns: columns, count: sources.count)
        return all.selecting(try order(columns.prefix(fill.keyCount).map { ($0, false) }, count: all.count))
    }
}

extension PlanFill {
    /// All periods, in order.
    ///
    /// - Parameters:
    ///   - least: the first that a row is in; nil where none is in any.
    ///   - greatest: the last.
    fileprivate func periods(from least: Int64?, to greatest: Int64?) -> [Int64] {
        let first = [first, least].compactMap(\.self).min(), last = [last, greatest].compactMap(\.self).max()
        guard let first, let last else { return [] }
        var periods: [Int64] = [], period = first
        while period <= last {
            periods.append(period)
            period = next(period)
        }
        return periods
    }
}

extension Vector {
    /// These values, and behind them one value so many times.
    fileprivate func followed(by value: Vector, times: Int) -> Vector {
        let own = (0..<Int32(truncatingIfNeeded: count)).map(\.self)
        guard value.isValid(0), count > 0 else {
            return value.isValid(0) && times > 0
                ? value.at(Array(repeating: 0, count: times)) : gathered(own + Array(repeating: -1, count: times))
        }
        return Vector(concatenating: [self, value])
            .at(own + Array(repeating: Int32(truncatingIfNeeded: count), count: times))
    }
}
