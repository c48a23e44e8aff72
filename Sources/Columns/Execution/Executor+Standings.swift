import Model
import Planning

extension Executor {
    /// Where each customer with a value stands among those who have one; customers come in the order of keys.
    func place(_ values: Vector, _ standing: PlanStanding) throws(ExecutionError) -> Vector {
        let members = (0..<Int32(clamping: values.count)).filter { values.isValid(Int($0)) }
        let count = members.count
        var valid = Mask(repeating: 0, count: values.count)
        for member in members { valid[Int(member)] = 1 }
        if standing.function.addsUp { return try share(values, standing, members, valid) }
        let line = values.sorted(members), ranks = values.ranks
        func isEqual(_ a: Int32, _ b: Int32) -> Bool { ranks[Int(a)] == ranks[Int(b)] }
        /// How many members have a lower value, for the members from the lowest up.
        var lower = [Int](repeating: 0, count: count)
        for place in line.indices.dropFirst() { lower[place] = isEqual(line[place - 1], line[place]) ? lower[place - 1] : place }
        let parts = standing.parts ?? 1
        if standing.function == .percentileRank {
            var shares = [Double](repeating: 0, count: values.count)
            for (place, member) in line.enumerated() { shares[Int(member)] = count == 1 ? 0 : Double(lower[place]) / Double(count - 1) }
            return Vector(.numbers(shares), valid: valid)
        }
        var results = [Int64](repeating: 0, count: values.count)
        var higher = 0
        for place in line.indices.reversed() {
            let member = Int(line[place])
            switch standing.function {
            case .rank:
                if place + 1 < count, !isEqual(line[place], line[place + 1]) { higher = count - 1 - place }
                results[member] = Int64(higher + 1)
            case .ntile:
                // The first parts are larger by one where the customers can't be shared out evenly.
                let (size, larger) = (count / parts, count % parts)
                let part = place < larger * (size + 1) ? place / (size + 1) : larger + (place - larger * (size + 1)) / max(size, 1)
                results[member] = Int64(part + 1)
            // With b values below it among N, cut point k of n lies below a value where k (N - 1) < b n.
            default: results[member] = lower[place] == 0 ? 1 : Int64((lower[place] * parts + count - 2) / (count - 1))
            }
        }
        return Vector(.integers(results), valid: valid)
    }

    private func share(_ values: Vector, _ standing: PlanStanding, _ members: [Int32], _ valid: Mask) throws(ExecutionError) -> Vector {
        let total = try evaluator.reduce(.sum, values.gathered(members), [0, Int32(clamping: members.count)], isDistinct: false, nil)
        guard let sum = total.numbers?.first, sum > 0, let numbers = values.numbers else { return Vector.repeating(.missing, count: values.count) }
        var shares = [Double](repeating: 0, count: values.count)
        if standing.function == .share {
            for member in members { shares[Int(member)] = numbers[Int(member)] / sum }
            return Vector(.numbers(shares), valid: valid)
        }
        // From the highest down, equal values in the order of keys.
        let line = values.sorted(members, isDescending: true)
        if case .integers(let whole) = values.values {
            var before: Int64 = 0
            for member in line {
                shares[Int(member)] = Double(before) / sum
                before &+= whole[Int(member)]
            }
        } else {
            var before = 0.0
            for member in line {
                shares[Int(member)] = before / sum
                before += numbers[Int(member)]
            }
        }
        return Vector(.numbers(shares), valid: valid)
    }
}
