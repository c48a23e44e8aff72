import Model
import Planning

extension Evaluator {
    /// One value for each run of values; `count` and `sum` of nothing are 0, the others missing (law 2).
    func reduce(_ function: AggregateFunction, _ values: Vector?, _ bounds: [Int32], isDistinct: Bool, _ parameter: Double?) throws(ExecutionError) -> Vector {
        let runs = (0..<max(0, bounds.count - 1)).map { Int(bounds[$0])..<Int(bounds[$0 + 1]) }
        guard let values else { return Vector(.integers(runs.map { Int64($0.count) })) }
        switch function {
        case .count:
            if isDistinct { return Vector(.integers(runs.map { Int64(values.distinctCount($0)) })) }
            guard let valid = values.valid else { return Vector(.integers(runs.map { Int64($0.count) })) }
            return Vector(.integers(runs.map { run in run.reduce(Int64(0)) { $0 + Int64(valid[$1]) } }))
        case .sum: return try values.sums(runs)
        case .avg: return try values.averages(runs)
        case .min: return values.extremes(runs, isLargest: false)
        case .max: return values.extremes(runs, isLargest: true)
        case .median: return values.quantiles(runs, 0.5)
        case .quantile: return values.quantiles(runs, parameter ?? 0.5)
        case .any, .all, .none, .first, .last, .nth, .balance: throw ExecutionError.unsupported("\(function.rawValue) over rows")
        }
    }
}

extension Vector {
    private static func zeroing(_ values: [Int64], _ valid: Mask?) -> [Int64] {
        guard let valid else { return values }
        return values.indices.map { valid[$0] != 0 ? values[$0] : 0 }
    }

    fileprivate func sums(_ runs: [Range<Int>]) throws(ExecutionError) -> Vector {
        switch values {
        case .integers(let values):
            // What is missing adds nothing.
            let known = Vector.zeroing(values, valid)
            var hasOverflown = false
            var sums = [Int64](repeating: 0, count: runs.count)
            for index in runs.indices {
                var sum: Int64 = 0
                for place in runs[index] {
                    let (next, overflow) = sum.addingReportingOverflow(known[place])
                    sum = next
                    hasOverflown = hasOverflown || overflow
                }
                sums[index] = sum
            }
            if hasOverflown { throw ExecutionError.overflow }
            return Vector(.integers(sums))
        case .numbers(let values):
            let known = valid.map { valid in values.indices.map { valid[$0] != 0 ? values[$0] : 0 } } ?? values
            var sums = [Double](repeating: 0, count: runs.count)
            for index in runs.indices {
                var sum = 0.0
                for place in runs[index] { sum += known[place] }
                sums[index] = sum
            }
            return Vector(.numbers(sums))
        case .texts: throw ExecutionError.unsupported("the sum of texts")
        }
    }

    fileprivate func averages(_ runs: [Range<Int>]) throws(ExecutionError) -> Vector {
        var counts = Mask(repeating: 0, count: runs.count)
        var averages = [Double](repeating: 0, count: runs.count)
        for (index, run) in runs.enumerated() {
            var count = 0
            var whole: Int64 = 0, sum = 0.0, isWhole = true
            for place in run where isValid(place) {
                count += 1
                switch values {
                case .integers(let values):
                    let (next, overflow) = whole.addingReportingOverflow(values[place])
                    if overflow {
                        sum += Double(whole)
                        whole = values[place]
                    } else {
                        whole = next
                    }
                case .numbers(let values):
                    isWhole = false
                    sum += values[place]
                case .texts: throw ExecutionError.unsupported("the mean of texts")
                }
            }
            if count > 0 {
                counts[index] = 1
                averages[index] = (isWhole ? sum + Double(whole) : sum) / Double(count)
            }
        }
        return Vector(.numbers(averages), valid: counts.contains(0) ? counts : nil)
    }

    fileprivate func extremes(_ runs: [Range<Int>], isLargest: Bool) -> Vector {
        let ranks = ranks, valid = valid
        var best = [Int32](repeating: -1, count: runs.count)
        for index in runs.indices {
            var place = -1
            for candidate in runs[index] {
                if let valid, valid[candidate] == 0 { continue }
                if place < 0 || (isLargest ? ranks[candidate] > ranks[place] : ranks[candidate] < ranks[place]) { place = candidate }
            }
            best[index] = Int32(truncatingIfNeeded: place)
        }
        return gathered(best)
    }

    fileprivate func quantiles(_ runs: [Range<Int>], _ share: Double) -> Vector {
        var known = Mask(repeating: 1, count: runs.count)
        var results = [Double](repeating: 0, count: runs.count)
        for (index, run) in runs.enumerated() {
            let result: Double?
            switch values {
            case .integers(let values):
                var some = run.filter { isValid($0) }.map { values[$0] }
                result = Quantile.value(of: &some, at: share)
            case .numbers(let values):
                var some = run.filter { isValid($0) }.map { values[$0] }
                result = Quantile.value(of: &some, at: share)
            case .texts: result = nil
            }
            if let result { results[index] = result } else { known[index] = 0 }
        }
        return Vector(.numbers(results), valid: known.contains(0) ? known : nil)
    }

    fileprivate func distinctCount(_ run: Range<Int>) -> Int {
        switch values {
        case .integers(let values): Set(run.lazy.filter { isValid($0) }.map { values[$0] }).count
        case .numbers(let values): Set(run.lazy.filter { isValid($0) }.map { values[$0] }).count
        // Codes of one list may stand for equal texts only where the list was folded.
        case .texts(let codes, let texts):
            texts.isSorted ? Set(run.lazy.filter { isValid($0) }.map { codes[$0] }).count : Set(run.lazy.filter { isValid($0) }.map { texts.text(Int(codes[$0])) }).count
        }
    }
}
