import Model
import Planning

/// Aggregates over all rows together: each batch adds up its own, so that no value outlives its batch.
///
/// Only what can be put together from parts: counts, sums, means, and the least and greatest of whole numbers.
struct UngroupedAggregation: Sendable {
    private struct Part: Sendable {
        var function: AggregateFunction
        var operand: PlanExpression?
        var filter: PlanExpression?
    }

    private let parts: [Part]

    /// nil where some aggregate takes all of its values at once.
    init?(_ aggregates: [PlanExpression]) {
        var parts: [Part] = []
        for aggregate in aggregates {
            guard case .groupAggregate(let function, let operand, _, let filter, false, _) = aggregate else {
                return nil
            }
            let kind = operand?.type.kind
            switch function {
            case .count: break
            case .sum, .avg: if kind == .text { return nil }
            case .min, .max: if kind == .text || kind == .number { return nil }
            default: return nil
            }
            parts.append(Part(function: function, operand: operand, filter: filter))
        }
        self.parts = parts
    }

    /// Whether nothing is asked but how many rows there are.
    var onlyCountsRows: Bool { parts.allSatisfy { $0.operand == nil && $0.filter == nil } }

    // MARK: A batch

    func counts(_ count: Int) -> [Total] { parts.map { _ in Total(count: count) } }

    /// The totals of a batch's rows, one for each aggregate.
    func totals(_ evaluator: inout Evaluator, _ batch: RowBatch) throws(ExecutionError) -> [Total] {
        var totals: [Total] = []
        for part in parts {
            var kept: Mask?
            if let filter = part.filter { kept = try evaluator.mask(filter, batch) }
            guard let operand = part.operand else {
                totals.append(Total(count: kept?.holdingCount ?? batch.count))
                continue
            }
            if kept == nil, let total = evaluator.storedTotal(of: operand, batch) {
                totals.append(total)
                continue
            }
            let vector = try evaluator.value(operand, batch)
            let known = vector.valid?.and(kept) ?? kept
            switch vector.values {
            case .integers(let values): totals.append(Total(values, known))
            case .numbers(let values): totals.append(Total(values, known))
            case .texts: totals.append(Total(count: known?.holdingCount ?? batch.count))
            }
        }
        return totals
    }

    // MARK: All of them

    /// One row; nil where a sum may leave 64 bits on the way.
    func columns(_ batches: [[Total]]) -> [Vector]? {
        var columns: [Vector] = []
        for (index, part) in parts.enumerated() {
            var total = Total(count: 0)
            for batch in batches { total.add(batch[index]) }
            let isKnown: Mask? = total.count == 0 ? [0] : nil
            switch part.function {
            case .count: columns.append(Vector(.integers([Int64(total.count)])))
            case .sum:
                guard total.isExact else { return nil }
                columns.append(
                    total.isNumber ? Vector(finite: [total.numbers], valid: nil) : Vector(.integers([total.sum])))
            case .avg:
                guard total.isExact else { return nil }
                let sum = total.isNumber ? total.numbers : Double(total.sum)
                columns.append(Vector(finite: [total.count == 0 ? 0 : sum / Double(total.count)], valid: isKnown))
            case .min: columns.append(Vector(.integers([total.count == 0 ? 0 : total.least]), valid: isKnown))
            default: columns.append(Vector(.integers([total.count == 0 ? 0 : total.greatest]), valid: isKnown))
            }
        }
        return columns
    }

    struct Total: Sendable {
        var count: Int
        var sum: Int64 = 0
        var least = Int64.max
        var greatest = Int64.min
        var numbers = 0.0
        var isNumber = false
        /// No sum of some of the values lies farther from 0.
        var bound: UInt64 = 0

        /// Whether sums stay within 64 bits, whichever values come first.
        var isExact: Bool { bound <= UInt64(Int64.max) }

        init(count: Int) { self.count = count }

        init(count: Int, sum: Int64, least: Int64, greatest: Int64) {
            (self.count, self.sum, self.least, self.greatest) = (count, sum, least, greatest)
            if count > 0 {
                let (bound, overflow) = max(least.magnitude, greatest.magnitude).multipliedReportingOverflow(
                    by: UInt64(count))
                self.bound = overflow ? .max : bound
            }
        }

        /// Unsafe access: the mask is as long as the values.
        init(_ values: [Int64], _ known: Mask?) {
            let (sum, least, greatest) = values.withUnsafeBufferPointer { values in
                var sum: Int64 = 0, least = Int64.max, greatest = Int64.min
                if let known {
                    known.withUnsafeBufferPointer { known in
                        for row in 0..<values.count {
                            // All bits where the value counts, none elsewhere.
                            let counts = 0 &- Int64(truncatingIfNeeded: known[row])
                            sum &+= values[row] & counts
                            least = min(least, values[row] & counts | .max & ~counts)
                            greatest = max(greatest, values[row] & counts | .min & ~counts)
                        }
                    }
                } else {
                    for row in 0..<values.count {
                        sum &+= values[row]
                        least = min(least, values[row])
                        greatest = max(greatest, values[row])
                    }
                }
                return (sum, least, greatest)
            }
            self.init(count: known?.holdingCount ?? values.count, sum: sum, least: least, greatest: greatest)
        }

        init(_ values: [Double], _ known: Mask?) {
            self.init(count: known?.holdingCount ?? values.count)
            isNumber = true
            for row in values.indices where known.map({ $0[row] != 0 }) ?? true { numbers += values[row] }
        }

        mutating func add(_ other: Total) {
            count += other.count
            sum &+= other.sum
            numbers += other.numbers
            isNumber = isNumber || other.isNumber
            least = min(least, other.least)
            greatest = max(greatest, other.greatest)
            let (bound, overflow) = self.bound.addingReportingOverflow(other.bound)
            self.bound = overflow ? .max : bound
        }
    }
}

extension Executor {
    /// The aggregates of all rows of a relation; nil where they take more than one pass.
    func totals(_ aggregates: [PlanExpression], of relation: RelationNode) throws(ExecutionError) -> [Vector]? {
        guard let reduction = UngroupedAggregation(aggregates), let pass = pass(relation) else { return nil }
        let batches = Batches(pass.rows), condition = pass.condition
        return reduction.columns(try workers.map(batches.count, evaluator) { evaluator, index throws(ExecutionError) in
            var batch = batches[index]
            if let condition {
                let mask = try evaluator.mask(condition, batch)
                if reduction.onlyCountsRows { return reduction.counts(mask.holdingCount) }
                if mask.holdingCount < batch.count { batch = batch.selecting(mask.positions) }
            }
            return try reduction.totals(&evaluator, batch)
        })
    }
}
