import Model
import Planning
import Semantics

/// Groups in one pass: each batch groups its own rows, and what its groups amount to is put together with those of the
/// others.
///
/// For aggregates that can be put together from parts, where there are far fewer groups than rows: no value of a row
/// outlives its batch.
struct PartialGroupAggregation: Sendable {
    private struct Part: Sendable {
        var function: AggregateFunction
        var operand: PlanExpression?
        var filter: PlanExpression?
        var isDistinct: Bool
    }

    private let parts: [Part]

    /// nil where some aggregate takes all of its values at once.
    init?(_ aggregates: [PlanExpression]) {
        var parts: [Part] = []
        for case .groupAggregate(let function, let operand, _, let filter, let isDistinct, _) in aggregates {
            let kind = operand?.type.kind
            switch function {
            // Texts of different batches need not have the same codes.
            case .count: if isDistinct && kind == .text { return nil }
            case .sum, .avg: if isDistinct || kind == .text { return nil }
            case .min, .max: if isDistinct || kind == .text || kind == .number { return nil }
            default: return nil
            }
            parts.append(Part(function: function, operand: operand, filter: filter, isDistinct: isDistinct))
        }
        if parts.count < aggregates.count { return nil }
        self.parts = parts
    }

    /// The partial result for some rows of a group.
    struct Entry: Sendable, BitwiseCopyable {
        var count: Int64 = 0
        var sum: Int64 = 0
        var numbers = 0.0
        var least = Int64.max
        var greatest = Int64.min
        /// For distinct values, which ascend: the batch's first value, whether the group has it, and the group's last
        /// value.
        var start: UInt64 = 0
        var hasStart: Int64 = 0
        var last: UInt64 = 0
    }

    /// The groups of a batch.
    struct Batch: Sendable {
        var rowCount = 0
        var keys: [Vector] = []
        var groupCount = 0
        /// Per part, one entry for each group.
        var entries: [[Entry]] = []
        /// Per part: the bound on the values' distance from 0, and whether they are numbers.
        var magnitudes: [UInt64] = []
        var areNumbers: [Bool] = []
        /// Per part over distinct values: the first and the last value; nil if they do not ascend.
        var ascents: [ClosedRange<UInt64>?] = []

        /// So few groups that to group each batch by itself is worth it.
        var isWorthwhile: Bool { groupCount * 16 <= max(rowCount, 1_024) }
    }

    // MARK: A batch

    func batch(_ evaluator: inout Evaluator, _ frame: RowBatch, _ keys: [PlanExpression]) throws(ExecutionError)
        -> Batch
    {
        var batch = Batch(rowCount: frame.count)
        if frame.count == 0 { return batch }
        var vectors: [Vector] = []
        for key in keys { vectors.append(try evaluator.value(key, frame)) }
        let grouping = Grouping(vectors, rowCount: frame.count, Workers(count: 1))
        batch.keys = vectors.map { $0.at(grouping.representatives) }
        batch.groupCount = grouping.count
        for part in parts {
            var known: Mask?
            if let filter = part.filter { known = try evaluator.mask(filter, frame) }
            var vector: Vector?
            if let operand = part.operand {
                vector = try evaluator.value(operand, frame)
                known = vector?.valid?.and(known) ?? known
            }
            add(part, vector, known ?? Mask(repeating: 1, count: frame.count), grouping, to: &batch)
        }
        return batch
    }

    /// Unsafe access: a number of a group and a byte of the mask for each row, and an entry for each group.
    private func add(_ part: Part, _ vector: Vector?, _ known: Mask, _ grouping: Grouping, to batch: inout Batch) {
        var entries = [Entry](repeating: Entry(), count: grouping.count)
        var magnitude: UInt64 = 0, isNumber = false, ascent: ClosedRange<UInt64>? = 0...0
        entries.withUnsafeMutableBufferPointer { entries in
            known.withUnsafeBufferPointer { known in
                grouping.numbers.withUnsafeBufferPointer { groups in
                    switch (part.isDistinct ? nil : part.function, vector?.values) {
                    case (nil, _?):
                        let keys = vector?.sortKeys(nil, isDescending: false, Workers(count: 1)) ?? []
                        ascent = PartialGroupAggregation.countChanges(keys, known, groups, entries)
                    case (.sum?, .integers(let values)?), (.avg?, .integers(let values)?):
                        for row in 0..<known.count {
                            let value = values[row] & (0 &- Int64(truncatingIfNeeded: known[row])),
                                group = Int(groups[row])
                            magnitude |= UInt64(bitPattern: value ^ (value &>> 63))
                            entries[group].count &+= Int64(truncatingIfNeeded: known[row])
                            entries[group].sum &+= value
                        }
                        magnitude += 1
                    case (.sum?, .numbers(let values)?), (.avg?, .numbers(let values)?):
                        isNumber = true
                        for row in 0..<known.count where known[row] != 0 {
                            entries[Int(groups[row])].count &+= 1
                            entries[Int(groups[row])].numbers += values[row]
                        }
                    case (.min?, .integers(let values)?), (.max?, .integers(let values)?):
                        for row in 0..<known.count where known[row] != 0 {
                            let group = Int(groups[row])
                            entries[group].count &+= 1
                            entries[group].least = min(entries[group].least, values[row])
                            entries[group].greatest = max(entries[group].greatest, values[row])
                        }
                    default:
                        for row in 0..<known.count {
                            entries[Int(groups[row])].count &+= Int64(truncatingIfNeeded: known[row])
                        }
                    }
                }
            }
        }
        batch.entries.append(entries)
        batch.magnitudes.append(magnitude)
        batch.areNumbers.append(isNumber)
        batch.ascents.append(ascent)
    }

    /// Where values ascend as rows come, as those of customers do, each change in a group is another value.
    ///
    /// - Returns: the first and the last value; nil where they do not ascend.
    private static func countChanges(
        _ keys: [UInt64], _ known: UnsafeBufferPointer<UInt8>, _ groups: UnsafeBufferPointer<Int32>,
        _ entries: UnsafeMutableBufferPointer<Entry>
    ) -> ClosedRange<UInt64>? {
        guard let start = keys.first, let end = keys.last else { return nil }
        var descends = false
        for row in 1..<max(1, keys.count) { descends = descends || keys[row] < keys[row - 1] }
        if descends { return nil }
        // Before the first one there is none that a value of the batch could be equal to.
        for group in entries.indices { (entries[group].start, entries[group].last) = (start, start &- 1) }
        for row in 0..<known.count {
            let key = keys[row], isCounted = Int64(truncatingIfNeeded: known[row])
            var entry = entries[Int(groups[row])]
            entry.count &+= (entry.last == key ? 0 : 1) & isCounted
            entry.last = isCounted == 0 ? entry.last : key
            entry.hasStart |= (key == start ? 1 : 0) & isCounted
            entries[Int(groups[row])] = entry
        }
        return start...end
    }

    // MARK: All of them

    /// Keys and aggregates of all groups, in the order of their keys; nil where values must be seen all at once.
    func columns(_ batches: [Batch], keyCount: Int, _ workers: Workers) -> (columns: [Vector], count: Int)? {
        let batches = batches.filter { $0.rowCount > 0 }
        guard !batches.isEmpty else { return nil }
        let keys = (0..<keyCount).map { key in Vector(concatenating: batches.map { $0.keys[key] }) }
        let total = batches.reduce(0) { $0 + $1.groupCount }
        let grouping = Grouping(keys, rowCount: total, workers)
        var columns = keys.map { $0.gathered(grouping.representatives) }
        for (index, part) in parts.enumerated() {
            guard let entries = merged(batches, index, part, grouping) else { return nil }
            columns.append(
                PartialGroupAggregation.column(
                    part.function, entries, isNumber: batches.contains { $0.areNumbers[index] }))
        }
        return (columns, grouping.count)
    }

    private func merged(_ batches: [Batch], _ index: Int, _ part: Part, _ grouping: Grouping) -> [Entry]? {
        var entries = [Entry](repeating: Entry(), count: grouping.count)
        var place = 0, bound: UInt64 = 0, end: UInt64?
        for batch in batches {
            let (most, o1) = batch.magnitudes[index].multipliedReportingOverflow(by: UInt64(batch.rowCount)),
                (sum, o2) = bound.addingReportingOverflow(most)
            if o1 || o2 || sum > UInt64(Int64.max) { return nil }
            bound = sum
            if part.isDistinct {
                guard let ascent = batch.ascents[index], ascent.lowerBound >= end ?? 0 else { return nil }
                end = ascent.upperBound
            }
            for entry in batch.entries[index] {
                let group = Int(grouping.numbers[place])
                place += 1
                if entry.count > 0 {
                    PartialGroupAggregation.add(entry, to: &entries[group], isDistinct: part.isDistinct)
                }
            }
        }
        return entries
    }

    private static func add(_ entry: Entry, to whole: inout Entry, isDistinct: Bool) {
        // A customer's rows may be in two batches.
        let isContinued = isDistinct && whole.count > 0 && entry.hasStart != 0 && entry.start == whole.last
        whole.count += entry.count - (isContinued ? 1 : 0)
        whole.sum &+= entry.sum
        whole.numbers += entry.numbers
        whole.least = min(whole.least, entry.least)
        whole.greatest = max(whole.greatest, entry.greatest)
        whole.last = entry.last
    }

    private static func column(_ function: AggregateFunction, _ entries: [Entry], isNumber: Bool) -> Vector {
        let known = entries.converted { $0.count == 0 ? 0 as UInt8 : 1 }, valid = known.contains(0) ? known : nil
        switch function {
        case .count: return Vector(.integers(entries.converted { $0.count }))
        case .sum where isNumber: return Vector(finite: entries.converted { $0.numbers }, valid: nil)
        case .sum: return Vector(.integers(entries.converted { $0.sum }))
        case .avg:
            return Vector(finite: entries.converted { entry in
                entry.count == 0 ? 0 : (isNumber ? entry.numbers : Double(entry.sum)) / Double(entry.count)
            }, valid: valid)
        case .min: return Vector(.integers(entries.converted { $0.count == 0 ? 0 : $0.least }), valid: valid)
        default: return Vector(.integers(entries.converted { $0.count == 0 ? 0 : $0.greatest }), valid: valid)
        }
    }
}

extension Executor {
    /// Keys and aggregates of the groups of a relation's rows; nil where they take more than one pass.
    func groups(_ keys: [PlanExpression], _ aggregates: [PlanExpression], of relation: RelationNode)
        throws(ExecutionError) -> (columns: [Vector], count: Int)?
    {
        guard let reduction = PartialGroupAggregation(aggregates), let pass = pass(relation) else { return nil }
        let batches = Batches(pass.rows), condition = pass.condition
        @Sendable func group(_ evaluator: inout Evaluator, _ index: Int) throws(ExecutionError)
            -> PartialGroupAggregation.Batch
        {
            var batch = batches[index]
            if let condition {
                let mask = try evaluator.mask(condition, batch)
                if mask.holdingCount < batch.count { batch = batch.selecting(mask.positions) }
            }
            return try reduction.batch(&evaluator, batch, keys)
        }
        // The first batch shows whether there are few groups.
        var evaluator = evaluator.forThread
        guard try group(&evaluator, 0).isWorthwhile else { return nil }
        let groups = try workers.map(batches.count, self.evaluator) { evaluator, index throws(ExecutionError) in
            try group(&evaluator, index)
        }
        return reduction.columns(groups, keyCount: keys.count, workers)
    }
}
