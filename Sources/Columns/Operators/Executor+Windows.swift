import Model
import Planning

extension Executor {
    /// The results of each function for each row of a frame, in the order in which the rows come.
    func window(_ functions: [PlanRowFunction], _ frame: RowBatch) throws(ExecutionError) -> [Vector] {
        var results: [Vector] = []
        for function in functions {
            try workers.check()
            let operands = try values(function.expressions, frame)
            let value = function.value == nil ? nil : operands.first
            let keys = Array(operands.suffix(function.partition.count))
            let window = RowWindow(
                grouping: Grouping(keys, rowCount: frame.count, workers), count: frame.count,
                overflowIsMissing: plan.overflowIsMissing, workers: workers)
            results.append(try window.result(function, of: value ?? Vector(.integers([]))))
        }
        return results
    }
}

/// The rows that a function of rows looks at.
struct RowWindow {
    let grouping: Grouping
    let count: Int
    let overflowIsMissing: Bool
    let workers: Workers

    func result(_ function: PlanRowFunction, of value: Vector) throws(ExecutionError) -> Vector {
        switch function.function {
        case .previous: return value.gathered(try neighbours(-function.count))
        case .next: return value.gathered(try neighbours(function.count))
        case .rowNumber: return try numbered()
        case .runningSum: return try runningSum(value)
        case .movingAverage: return try movingAverage(value, function.count)
        case .ranking(let ranking): return try place(ranking, function.count, value)
        }
    }

    /// All positions, in the order of the rows.
    private var rows: Partitions { Partitions((0..<Int32(truncatingIfNeeded: count)).map(\.self), by: grouping) }

    private func neighbours(_ distance: Int) throws(ExecutionError) -> [Int32] {
        let rows = rows
        var sources = [Int32](repeating: -1, count: count)
        try rows.forEach { run in
            for place in run where run.contains(place + distance) {
                sources[Int(rows.positions[place])] = rows.positions[place + distance]
            }
        }
        return sources
    }

    private func numbered() throws(ExecutionError) -> Vector {
        let rows = rows
        var numbers = [Int64](repeating: 0, count: count)
        try rows.forEach { run in
            for place in run { numbers[Int(rows.positions[place])] = Int64(place - run.lowerBound + 1) }
        }
        return Vector(.integers(numbers))
    }

    // MARK: Sums

    private func runningSum(_ value: Vector) throws(ExecutionError) -> Vector {
        switch value.values {
        case .integers(let values):
            var sums = [Int64](repeating: 0, count: count), fits = Mask(repeating: 1, count: count)
            try addUp(values, value, Int128(0), { $0 + Int128($1) }) { position, sum throws(ExecutionError) in
                if let whole = Int64(exactly: sum) {
                    sums[position] = whole
                } else {
                    guard overflowIsMissing else { throw .overflow }
                    fits[position] = 0
                }
            }
            return Vector(.integers(sums), valid: fits.contains(0) ? fits : nil)
        case .numbers(let values):
            var sums = [Double](repeating: 0, count: count)
            try addUp(values, value, 0.0, +) { position, sum throws(ExecutionError) in sums[position] = sum }
            return Vector(finite: sums, valid: nil)
        case .texts: throw .unsupported("a sum of texts")
        }
    }

    private func addUp<Number, Sum>(
        _ values: [Number], _ vector: Vector, _ zero: Sum, _ add: (Sum, Number) -> Sum,
        _ write: (Int, Sum) throws(ExecutionError) -> Void
    ) throws(ExecutionError) {
        let rows = rows
        try rows.forEach { run throws(ExecutionError) in
            var sum = zero
            for place in run {
                let position = Int(rows.positions[place])
                if vector.isValid(position) { sum = add(sum, values[position]) }
                try write(position, sum)
            }
        }
    }

    private func movingAverage(_ value: Vector, _ length: Int) throws(ExecutionError) -> Vector {
        switch value.values {
        case .integers(let values):
            return try movingAverage(value, values.map { Int128($0) }, 0, length) { Double($0) }
        case .numbers(let values): return try movingAverage(value, values, 0, length) { $0 }
        case .texts: throw .unsupported("a mean of texts")
        }
    }

    /// Sums forwards from the start of each block of so many rows, and backwards from its end: a window is the end of
    /// one block and the start of the next. Nothing is ever taken away again, which would leave roundings behind.
    private func movingAverage<Number: AdditiveArithmetic>(
        _ vector: Vector, _ values: [Number], _ zero: Number, _ length: Int, _ number: (Number) -> Double
    ) throws(ExecutionError) -> Vector {
        let rows = rows
        var means = [Double](repeating: 0, count: count), known = Mask(repeating: 0, count: count)
        var ahead = [(sum: Number, count: Int)](repeating: (zero, 0), count: count), behind = ahead
        func item(_ place: Int) -> (sum: Number, count: Int) {
            let position = Int(rows.positions[place])
            return vector.isValid(position) ? (values[position], 1) : (zero, 0)
        }
        try rows.forEach { run in
            for place in run {
                let own = item(place), isFirst = (place - run.lowerBound) % length == 0
                ahead[place] =
                    isFirst ? own : (ahead[place - 1].sum + own.sum, ahead[place - 1].count + own.count)
            }
            for place in run.reversed() {
                let own = item(place)
                let isLast = (place - run.lowerBound + 1) % length == 0 || place + 1 == run.upperBound
                behind[place] =
                    isLast ? own : (own.sum + behind[place + 1].sum, own.count + behind[place + 1].count)
            }
            for place in run where place - run.lowerBound + 1 >= length {
                let first = place - length + 1, isWhole = (first - run.lowerBound) % length == 0
                let sum = isWhole ? ahead[place].sum : behind[first].sum + ahead[place].sum
                let size = isWhole ? ahead[place].count : behind[first].count + ahead[place].count
                guard size > 0 else { continue }
                let position = Int(rows.positions[place])
                means[position] = number(sum) / Double(size)
                known[position] = 1
            }
        }
        return Vector(finite: means, valid: known.contains(0) ? known : nil)
    }

    // MARK: Rankings

    /// The place of each known value among those of its part.
    func place(_ ranking: RankingFunction, _ parts: Int, _ value: Vector) throws(ExecutionError) -> Vector {
        let known = value.valid?.positions ?? (0..<Int32(truncatingIfNeeded: count)).map(\.self)
        let isDescending = ranking == .rank || ranking == .cumulativeShare
        let line = Partitions(value.sorted(known, isDescending: isDescending, workers), by: grouping)
        switch value.values {
        case .integers(let values):
            return try place(ranking, parts, line, values, Int128(0), { $0 + Int128($1) }) { Double($0) }
        case .numbers(let values): return try place(ranking, parts, line, values, 0.0, { $0 + $1 }) { $0 }
        case .texts: throw .unsupported("a rank of texts")
        }
    }

    private func place<Number: Equatable, Sum>(
        _ ranking: RankingFunction, _ parts: Int, _ line: Partitions, _ values: [Number], _ zero: Sum,
        _ add: (Sum, Number) -> Sum, _ number: (Sum) -> Double
    ) throws(ExecutionError) -> Vector {
        var whole = [Int64](repeating: 0, count: count), shares = [Double](repeating: 0, count: count)
        var known = Mask(repeating: 0, count: count)
        func value(_ place: Int) -> Number { values[Int(line.positions[place])] }
        try line.forEach { run in
            let size = run.count
            let total = ranking.addsUp ? number(run.reduce(zero) { add($0, value($1)) }) : 1
            guard size > 0, total > 0 else { return }
            var before = zero, start = run.lowerBound
            for place in run {
                // Equal values stand at the place of the first.
                if place > start, value(place) != value(start) { start = place }
                let position = Int(line.positions[place]), lower = start - run.lowerBound
                known[position] = 1
                switch ranking {
                case .rank: whole[position] = Int64(lower + 1)
                case .ntile: whole[position] = Int64(RowWindow.part(place - run.lowerBound, of: parts, size))
                case .percentileRank: shares[position] = size == 1 ? 0 : Double(lower) / Double(size - 1)
                case .quantileScore:
                    let isEqual = value(run.lowerBound) == value(run.upperBound - 1)
                    whole[position] = Int64(
                        isEqual ? RankingFunction.middleScore(of: parts)
                            : lower == 0 ? 1 : (lower * parts + size - 2) / (size - 1))
                case .share: shares[position] = number(add(zero, value(place))) / total
                case .cumulativeShare:
                    shares[position] = number(before) / total
                    before = add(before, value(place))
                }
            }
        }
        let valid = known.contains(0) ? known : nil
        return ranking.type == .int ? Vector(.integers(whole), valid: valid) : Vector(finite: shares, valid: valid)
    }

    /// The part, from 1, that a place of a line lies in; the first are larger by one where it can't be shared out
    /// evenly.
    private static func part(_ place: Int, of parts: Int, _ count: Int) -> Int {
        let (size, larger) = (count / parts, count % parts)
        let first = larger * (size + 1)
        return place < first ? place / (size + 1) + 1 : larger + (place - first) / max(size, 1) + 1
    }
}
