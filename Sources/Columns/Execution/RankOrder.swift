import Model
import Planning

/// Whom a standing is taken among, in the order of what they have.
struct RankOrder: Sendable {
    /// The inputs of the order: standings with equal keys share it.
    struct Key: Hashable {
        var expression: PlanExpression
        var population: PlanExpression?
        var existence: TimeRange?
        var direction: Direction

        init(_ definition: PlanDefinition, _ ranking: PlanRanking) {
            expression = definition.expression
            existence = definition.existence
            population = ranking.population
            direction = Direction(ranking.function)
        }
    }

    enum Direction: Hashable {
        /// From the lowest value up. Where only that is asked, it does not matter who comes first of those with equal
        /// values.
        case comparing, ascending
        /// Shares add up from the highest value down.
        case descending

        init(_ function: RankingFunction) {
            self = function.addsUp ? .descending : function == .ntile ? .ascending : .comparing
        }
    }

    let values: Vector
    /// Customers with a value, in the order of keys; nil for all.
    let members: [Int32]?
    private let line: Line
    private let workers: Workers

    private enum Line {
        case sorted(SortedLine)
        case tallied(CountingRank)
    }

    init(_ values: Vector, _ direction: Direction, _ workers: Workers) {
        self.values = values
        self.workers = workers
        members = values.valid.flatMap { $0.contains(0) ? $0.positions : nil }
        if direction == .comparing, case .integers(let whole) = values.values,
            let tally = CountingRank(whole, members == nil ? nil : values.valid, workers)
        {
            line = .tallied(tally)
        } else {
            line = .sorted(
                SortedLine(values.sortKeys(members, isDescending: direction == .descending, workers), workers))
        }
    }

    var count: Int { members?.count ?? values.count }

    /// For each customer what `result` says: of how many members have a lower value, and of how many a lower or equal
    /// one.
    func compared<Result: BitwiseCopyable & Sendable>(
        _ none: Result, _ result: @escaping @Sendable (_ lower: Int, _ upTo: Int) -> Result
    ) -> [Result] {
        switch line {
        case .tallied(let tally):
            guard case .integers(let whole) = values.values else { return [] }
            return tally.lookedUp(whole, members == nil ? nil : values.valid, none, result, workers)
        case .sorted(let sorted):
            return write(sorted, none) { line, places in
                // Every value of which some place lies in the piece; one that begins before it is worked out again.
                var start = places.lowerBound
                while start > 0, line.firsts[start] == 0 { start -= 1 }
                while start < places.upperBound {
                    var end = start + 1
                    while end < line.firsts.count, line.firsts[end] == 0 { end += 1 }
                    let value = result(start, end)
                    for place in max(start, places.lowerBound)..<min(end, places.upperBound) { line[place] = value }
                    start = end
                }
            }
        }
    }

    /// For each customer one of so many parts of the line, from 1; the first are larger by one where it can't be shared
    /// out evenly.
    func parts(_ parts: Int) -> [Int64] {
        guard case .sorted(let sorted) = line else { return [] }
        let (size, larger) = (count / parts, count % parts)
        return write(sorted, 0) { line, places in
            var place = places.lowerBound
            guard place < places.upperBound else { return }
            var part =
                place < larger * (size + 1) ? place / (size + 1) : larger + (place - larger * (size + 1)) / max(size, 1)
            while place < places.upperBound {
                let end = min(places.upperBound, (part + 1) * size + min(part + 1, larger))
                while place < end {
                    line[place] = Int64(part + 1)
                    place += 1
                }
                part += 1
            }
        }
    }

    /// For each customer the sum of the values before it in the line, as a share of that of all.
    func sharesBefore() -> [Double] {
        guard case .sorted(let sorted) = line else { return [] }
        return switch values.values {
        case .integers(let values): sharesBefore(sorted, values, 0, { $0 &+ $1 }, { Double($0) })
        case .numbers(let values): sharesBefore(sorted, values, 0, { $0 + $1 }, { $0 })
        case .texts: []
        }
    }

    private func sharesBefore<Number: BitwiseCopyable & Sendable>(
        _ sorted: SortedLine, _ values: [Number], _ zero: Number,
        _ add: @escaping @Sendable (Number, Number) -> Number, _ number: @escaping @Sendable (Number) -> Double
    ) -> [Double] {
        let pieces = Morsels(count), isAll = members == nil
        let inLine = values.withShared { values in
            sorted.order.withShared { order in
                (members ?? []).withShared { members in
                    [Number](count: pieces.total) { inLine in
                        workers.each(pieces.count) { piece in
                            for place in pieces[piece] {
                                inLine[place] = values[isAll ? Int(order[place]) : Int(members[Int(order[place])])]
                            }
                        }
                    }
                }
            }
        }
        return inLine.withShared { inLine in
            let sums = [Number](count: pieces.count) { sums in
                workers.each(pieces.count) { piece in
                    var sum = zero
                    for place in pieces[piece] { sum = add(sum, inLine[place]) }
                    sums[piece] = sum
                }
            }
            var before = [zero]
            for piece in sums { before.append(add(before[before.count - 1], piece)) }
            // Added up in the order of the line: those who come behind all that there is have a share of 1, and not
            // of a little more.
            let last = pieces.count - 1
            let total = last < 0 ? zero : pieces[last].reduce(before[last]) { add($0, inLine[$1]) }
            return before.withShared { before in
                write(sorted, 0) { line, places in
                    var sumBefore = before[places.lowerBound / pieces.size]
                    for place in places {
                        line[place] = number(sumBefore) / number(total)
                        sumBefore = add(sumBefore, inLine[place])
                    }
                }
            }
        }
    }

    // MARK: Writing

    /// Results by place in the line; they are stored by customer.
    private struct LineResults<Result: BitwiseCopyable>: Sendable {
        let firsts: SharedValues<UInt8>
        let order: SharedValues<Int32>
        /// nil where the places in order are the customers themselves.
        let members: SharedValues<Int32>?
        let results: SharedBuffer<Result>

        subscript(_ place: Int) -> Result {
            get { results[Int(members.map { $0[Int(order[place])] } ?? order[place])] }
            nonmutating set { results[Int(members.map { $0[Int(order[place])] } ?? order[place])] = newValue }
        }
    }

    /// A result for each customer, `none` for those who are no members. `body` writes those of a piece of the line.
    private func write<Result: BitwiseCopyable & Sendable>(
        _ sorted: SortedLine, _ none: Result, _ body: @escaping @Sendable (LineResults<Result>, Range<Int>) -> Void
    ) -> [Result] {
        let pieces = Morsels(count), all = values.count
        return [Result](count: all) { results in
            sorted.order.withShared { order in
                sorted.firsts.withShared { firsts in
                    (members ?? []).withShared { places in
                        if members != nil { for position in 0..<all { results[position] = none } }
                        let line = LineResults(
                            firsts: firsts, order: order, members: members == nil ? nil : places, results: results)
                        workers.each(pieces.count) { body(line, pieces[$0]) }
                    }
                }
            }
        }
    }
}
