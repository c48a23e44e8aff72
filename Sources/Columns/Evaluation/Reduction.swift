import Model
import Planning

extension Evaluator {
    /// One value for each run of values; `count` and `sum` of nothing are 0, the others missing (law 2).
    func reduce(
        _ function: AggregateFunction, _ values: Vector?, _ bounds: [Int32], isDistinct: Bool, _ parameter: Double?
    ) throws(ExecutionError) -> Vector {
        guard let values else { return Vector(.integers(bounds.runLengths)) }
        if let statistic = function.declaration.statistic { return values.statistics(bounds, statistic) }
        switch function {
        case .count:
            if isDistinct { return Vector(.integers(values.distinctCounts(bounds))) }
            return Vector(.integers(values.valid.map { $0.counts(bounds) } ?? bounds.runLengths))
        case .sum: return try overflowIsMissing ? values.wideSums(bounds) : values.sums(bounds)
        case .avg: return try values.averages(bounds)
        case .min: return values.extremes(bounds, isLargest: false)
        case .max: return values.extremes(bounds, isLargest: true)
        case .mode: return values.modes(bounds)
        case .median: return values.quantiles(bounds, 0.5)
        case .quantile: return values.quantiles(bounds, parameter ?? 0.5)
        default: throw ExecutionError.unsupported("\(function.rawValue) over rows")
        }
    }
}

extension [Int32] {
    /// The distances between neighbouring bounds.
    var runLengths: [Int64] { RecordRanges(starts: Array(dropLast()), ends: Array(dropFirst())).counts }

    /// Bounds of runs that belong to some positions as bounds of all positions, where the others have empty runs.
    func spread(_ owners: [Int32]?, count: Int) -> [Int32] {
        guard let owners else { return self }
        var result: [Int32] = []
        result.reserveCapacity(count + 1)
        for (index, owner) in owners.enumerated() {
            while result.count <= Int(owner) { result.append(self[index]) }
        }
        while result.count <= count { result.append(last ?? 0) }
        return result
    }

    /// Each run between neighbouring bounds, with its index.
    ///
    /// Unsafe access, because this is the loop around every reduction.
    @inline(__always)
    func forEachRun(_ body: (_ index: Int, _ places: Range<Int>) -> Void) {
        withUnsafeBufferPointer { bounds in
            for index in 0..<Swift.max(0, bounds.count - 1) {
                body(index, Range(uncheckedBounds: (Int(bounds[index]), Int(bounds[index &+ 1]))))
            }
        }
    }
}

extension Vector {
    /// Values with 0 in place of missing ones, so that these add nothing.
    private func zeroing<Number: Numeric & BitwiseCopyable>(_ values: [Number]) -> [Number] {
        guard let valid else { return values }
        return values.indices.map { valid[$0] != 0 ? values[$0] : 0 }
    }

    fileprivate func sums(_ bounds: [Int32]) throws(ExecutionError) -> Vector {
        switch values {
        case .integers(let values):
            let known = zeroing(values)
            var hasOverflown = false
            var sums = [Int64](repeating: 0, count: Swift.max(0, bounds.count - 1))
            known.withUnsafeBufferPointer { known in
                bounds.forEachRun { index, places in
                    var sum: Int64 = 0
                    for place in places {
                        let (next, overflow) = sum.addingReportingOverflow(known[place])
                        sum = next
                        hasOverflown = hasOverflown || overflow
                    }
                    sums[index] = sum
                }
            }
            if hasOverflown { throw ExecutionError.overflow }
            return Vector(.integers(sums))
        case .numbers(let values):
            let known = zeroing(values)
            var sums = [Double](repeating: 0, count: Swift.max(0, bounds.count - 1))
            known.withUnsafeBufferPointer { known in
                bounds.forEachRun { index, places in
                    var sum = 0.0
                    for place in places { sum += known[place] }
                    sums[index] = sum
                }
            }
            return Vector(finite: sums, valid: nil)
        case .texts: throw ExecutionError.unsupported("the sum of texts")
        }
    }

    /// Missing where they are beyond 64 bits; on the way they may be.
    fileprivate func wideSums(_ bounds: [Int32]) throws(ExecutionError) -> Vector {
        guard case .integers(let values) = values else { return try sums(bounds) }
        let known = zeroing(values)
        var sums = [Int64](repeating: 0, count: Swift.max(0, bounds.count - 1)),
            fits = Mask(repeating: 1, count: Swift.max(0, bounds.count - 1))
        bounds.forEachRun { index, places in
            let sum = places.reduce(Int128(0)) { $0 + Int128(known[$1]) }
            sums[index] = Int64(truncatingIfNeeded: sum)
            fits[index] = Int64(exactly: sum) == nil ? 0 : 1
        }
        return Vector(.integers(sums), valid: fits.contains(0) ? fits : nil)
    }

    fileprivate func averages(_ bounds: [Int32]) throws(ExecutionError) -> Vector {
        let counts = valid.map { $0.counts(bounds) } ?? bounds.runLengths
        var averages = [Double](repeating: 0, count: counts.count)
        switch values {
        case .integers(let values):
            let known = zeroing(values)
            known.withUnsafeBufferPointer { known in
                bounds.forEachRun { index, places in
                    // Exact as long as it fits.
                    var whole: Int64 = 0, sum = 0.0
                    for place in places {
                        let (next, overflow) = whole.addingReportingOverflow(known[place])
                        if overflow {
                            sum += Double(whole)
                            whole = known[place]
                        } else {
                            whole = next
                        }
                    }
                    averages[index] = (sum + Double(whole)) / Double(Swift.max(1, counts[index]))
                }
            }
        case .numbers:
            guard case .numbers(let sums) = try sums(bounds).values else { break }
            averages = sums.indices.map { sums[$0] / Double(Swift.max(1, counts[$0])) }
        case .texts: throw ExecutionError.unsupported("the mean of texts")
        }
        let known = counts.mask { $0 > 0 ? 1 : 0 }
        return Vector(finite: averages, valid: known.contains(0) ? known : nil)
    }

    fileprivate func extremes(_ bounds: [Int32], isLargest: Bool) -> Vector {
        let ranks = ranks, valid = valid
        var best = [Int32](repeating: -1, count: Swift.max(0, bounds.count - 1))
        ranks.withUnsafeBufferPointer { ranks in
            bounds.forEachRun { index, places in
                var found = -1
                for place in places {
                    if let valid, valid[place] == 0 { continue }
                    if found < 0 || (isLargest ? ranks[place] > ranks[found] : ranks[place] < ranks[found]) {
                        found = place
                    }
                }
                best[index] = Int32(truncatingIfNeeded: found)
            }
        }
        return gathered(best)
    }

    /// The known value of each run that comes most often, of several such the least.
    func modes(_ bounds: [Int32]) -> Vector {
        let ranks = ranks
        var best = [Int32](repeating: -1, count: Swift.max(0, bounds.count - 1)), some: [Int] = []
        bounds.forEachRun { index, places in
            some.removeAll(keepingCapacity: true)
            for place in places where isValid(place) { some.append(place) }
            some.sort { ranks[$0] < ranks[$1] }
            var start = 0, longest = 0
            while start < some.count {
                var end = start + 1
                while end < some.count, ranks[some[end]] == ranks[some[start]] { end += 1 }
                if end - start > longest {
                    longest = end - start
                    best[index] = Int32(truncatingIfNeeded: some[start])
                }
                start = end
            }
        }
        return gathered(best)
    }

    /// A figure of the known values of each run.
    func statistics(_ bounds: [Int32], _ statistic: AggregateDeclaration.Statistic) -> Vector {
        guard let numbers else { return Vector.repeating(.missing, count: Swift.max(0, bounds.count - 1)) }
        var known = Mask(repeating: 1, count: Swift.max(0, bounds.count - 1))
        var results = [Double](repeating: 0, count: known.count), some: [Double] = []
        bounds.forEachRun { index, places in
            some.removeAll(keepingCapacity: true)
            for place in places where isValid(place) { some.append(numbers[place]) }
            if let result = some.withUnsafeBufferPointer(statistic) {
                results[index] = result
            } else {
                known[index] = 0
            }
        }
        return Vector(finite: results, valid: known.contains(0) ? known : nil)
    }

    fileprivate func quantiles(_ bounds: [Int32], _ share: Double) -> Vector {
        var known = Mask(repeating: 1, count: Swift.max(0, bounds.count - 1))
        var results = [Double](repeating: 0, count: known.count)
        let valid = valid
        func fill<Number: BitwiseCopyable>(_ values: [Number], _ quantile: (inout [Number]) -> Double?) {
            var some: [Number] = []
            values.withUnsafeBufferPointer { values in
                bounds.forEachRun { index, places in
                    some.removeAll(keepingCapacity: true)
                    for place in places {
                        if let valid, valid[place] == 0 { continue }
                        some.append(values[place])
                    }
                    if let result = quantile(&some) { results[index] = result } else { known[index] = 0 }
                }
            }
        }
        switch values {
        case .integers(let values):
            if valid == nil, let quantiles = SmallNumberQuantiles(values) { return quantiles.values(bounds, share) }
            fill(values) { Quantile.value(of: &$0, at: share) }
        case .numbers(let values): fill(values) { Quantile.value(of: &$0, at: share) }
        case .texts: known = Mask(repeating: 0, count: known.count)
        }
        return Vector(.numbers(results), valid: known.contains(0) ? known : nil)
    }
}
