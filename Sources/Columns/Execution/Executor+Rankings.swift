import Model
import Planning

extension Executor {
    /// Where each customer with a value stands among those who have one; customers come in the order of keys.
    func place(_ line: RankOrder, _ ranking: PlanRanking) throws(ExecutionError) -> Vector {
        let count = line.count, parts = ranking.parts ?? 1
        let valid = line.members == nil ? nil : line.values.valid
        switch ranking.function {
        case .rank: return Vector(.integers(line.compared(0) { _, upTo in Int64(count - upTo + 1) }), valid: valid)
        case .percentileRank:
            return Vector(
                .numbers(line.compared(0) { lower, _ in count == 1 ? 0 : Double(lower) / Double(count - 1) }),
                valid: valid)
        case .ntile: return Vector(.integers(line.parts(parts)), valid: valid)
        // With b values below it among N, cut point k of n lies below a value where k (N - 1) < b n.
        case .quantileScore:
            let middle = Int64(RankingFunction.middleScore(of: parts))
            return Vector(.integers(line.compared(0) { lower, upTo in
                if lower == 0 { return upTo == count ? middle : 1 }
                return Int64((lower * parts + count - 2) / (count - 1))
            }), valid: valid)
        case .share, .cumulativeShare: break
        }
        let reduction = GroupAggregation(
            Grouping(one: line.values.count), nil, workers, overflowIsMissing: plan.overflowIsMissing)
        let total = try reduction.reduce(.sum, line.values, isDistinct: false, nil)
        guard total.isValid(0), let sum = total.numbers?.first, sum > 0, let numbers = line.values.numbers else {
            return Vector.repeating(.missing, count: line.values.count)
        }
        if ranking.function == .share { return Vector(.numbers(numbers.map { $0 / sum }), valid: valid) }
        return Vector(.numbers(line.sharesBefore()), valid: valid)
    }
}

extension Vector {
    /// How many of these whole numbers from 1 up to another one are known, and how many of them are the one that there
    /// is most of.
    func mostShared(upTo greatest: Int) -> (count: Int, total: Int) {
        guard case .integers(let values) = values else { return (0, 0) }
        var counts = [Int](repeating: 0, count: greatest + 1)
        for position in values.indices where valid.map({ $0[position] != 0 }) ?? true {
            counts[min(max(0, Int(clamping: values[position])), greatest)] += 1
        }
        return (counts.max() ?? 0, counts.reduce(0, +))
    }
}
