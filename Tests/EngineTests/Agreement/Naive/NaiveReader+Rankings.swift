import Model
import Semantics

/// Where customers stand among others.
extension NaiveReader {
    /// - Parameter site: of the standing, so that it is worked out for all customers at once.
    func value(of ranking: BoundRanking, _ site: NaiveSite, for customer: NaiveRow, _ scope: NaiveScope) throws
        -> Value
    {
        if let known = rankings[site] { return known[customer.number] ?? .missing }
        var parts: [[NaiveIdentity]: [(customer: NaiveRow, value: Value)]] = [:]
        for candidate in customers(scope.around) where try isAmong(candidate, scope.around) {
            let own = NaiveScope(rows: [(0, candidate)], home: scope.home, around: scope.around)
            let known = try value(ranking.value, own)
            let keys = try ranking.partition.map { NaiveIdentity(try value($0, own)) }
            if !known.isMissing { parts[keys, default: []].append((candidate, known)) }
        }
        var result: [Int: Value] = [:]
        for placed in parts.values { try place(placed, ranking, &result) }
        rankings[site] = result
        return result[customer.number] ?? .missing
    }

    /// - Parameter placed: those who are placed among each other, in the order of their keys.
    private func place(
        _ placed: [(customer: NaiveRow, value: Value)], _ ranking: BoundRanking, _ result: inout [Int: Value]
    ) throws {
        // Customers are in the order of their keys; values go upwards.
        let line = placed.enumerated().sorted { a, b in
            NaiveOrder.precedes(a.element.value, b.element.value, missingFirst: false) ?? (a.offset < b.offset)
        }.map(\.element)
        let values = line.map(\.value)
        for (place, member) in line.enumerated() {
            result[member.customer.number] = try figure(
                ranking.function, ranking.parts ?? 1, place, values, among: placed.map(\.value),
                at: placed.firstIndex { $0.customer === member.customer } ?? 0, isBounded: ranking.partition.isEmpty)
        }
    }

    private func isAmong(_ customer: NaiveRow, _ around: NaiveSurroundings) throws -> Bool {
        try around.populations.allSatisfy { population in
            try holds(
                population.condition,
                NaiveScope(rows: [(0, customer)], home: population.home, around: population.around))
        }
    }

    /// - Parameters:
    ///   - place: in the line.
    ///   - line: all values, ascending.
    ///   - values: all values in the order of the customers' keys, of which this customer's is the one at `index`.
    ///   - isBounded: whether a total of whole numbers that is too large is an error, as among customers.
    func figure(
        _ ranking: RankingFunction, _ parts: Int, _ place: Int, _ line: [Value], among values: [Value], at index: Int,
        isBounded: Bool = true
    ) throws -> Value {
        let own = line[place]
        func isLess(_ a: Value, _ b: Value) -> Bool { NaiveOrder.isLess(a, b) }
        func exactSum(_ values: [Value]) throws -> Double { try total(values, isBounded: isBounded) }
        switch ranking {
        case .rank: return .int(Int64(line.count { isLess(own, $0) } + 1))
        case .ntile:
            // The first parts have one more each until nothing is left over.
            var first = 0
            for part in 0..<parts {
                first += line.count / parts + (part < line.count % parts ? 1 : 0)
                if place < first { return .int(Int64(part + 1)) }
            }
            throw NaiveMistake(description: "beyond the last part")
        case .percentileRank:
            return .number(line.count > 1 ? Double(line.count { isLess($0, own) }) / Double(line.count - 1) : 0)
        case .quantileScore:
            // Of all equal values, or of one alone, nothing is said: the middle score, the lower one of two.
            guard isLess(line[0], line[line.count - 1]) else { return .int(Int64((parts + 1) / 2)) }
            // A cut point lies at a value, or between two neighbours of which no value is: none has to be computed.
            let below = (1..<parts).count { part in
                let (low, rest) = ((line.count - 1) * part / parts, (line.count - 1) * part % parts)
                return rest == 0
                    ? isLess(line[low], own)
                    : isLess(line[low], line[low + 1]) ? !isLess(own, line[low + 1]) : isLess(line[low], own)
            }
            return .int(Int64(below + 1))
        case .share, .cumulativeShare:
            let total = try exactSum(line)
            guard total > 0 else { return .missing }
            if ranking == .share { return NaiveReader.finite((NaiveReader.number(own) ?? 0) / total) }
            // From the highest value down, as the shares are: those behind all that there is have a share of 1.
            func isBefore(_ a: Int, _ b: Int) -> Bool {
                isLess(values[b], values[a]) || !isLess(values[a], values[b]) && a < b
            }
            let descending = values.indices.sorted(by: isBefore)
            let before = descending.prefix { isBefore($0, index) }
            return NaiveReader.finite(
                try exactSum(before.map { values[$0] }) / exactSum(descending.map { values[$0] }))
        }
    }

    private func total(_ values: [Value], isBounded: Bool) throws -> Double {
        let whole = values.compactMap { NaiveReader.whole($0) }
        guard whole.count == values.count else { return values.compactMap { NaiveReader.number($0) }.reduce(0, +) }
        let sum = whole.reduce(Int128(0)) { $0 + Int128($1) }
        guard !isBounded || Int64(exactly: sum) != nil else { throw NaiveOverflow() }
        return Double(sum)
    }
}
