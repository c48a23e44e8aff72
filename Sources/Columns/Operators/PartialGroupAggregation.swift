import Model
import Planning
import Semantics

/// Groups in one pass: batches group their own rows, and what their groups amount to is put together.
///
/// For aggregates that can be put together from parts, where there are far fewer groups than rows: no value of a row
/// outlives its batch.
struct PartialGroupAggregation: Sendable {
    fileprivate struct Part: Sendable {
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

    /// Whether operands and filters can be asked of rows that are left out.
    var isCheapOfAnyRow: Bool {
        parts.allSatisfy { $0.operand?.isCheapOfAnyRow != false && $0.filter?.isCheapOfAnyRow != false }
    }

    /// The partial result for some rows of a group.
    struct Entry: Sendable, BitwiseCopyable {
        var count: Int64 = 0
        var sum: Int64 = 0
        var numbers = 0.0
        var least = Int64.max
        var greatest = Int64.min
        /// For distinct values, which ascend: the piece's first value, whether the group has it, and the group's last
        /// value.
        var start: UInt64 = 0
        var hasStart: Int64 = 0
        var last: UInt64 = 0
    }

    /// The partial results of an aggregate.
    struct Figures: Sendable {
        /// One for each group.
        var entries: [Entry] = []
        /// The bound on the values' distance from 0.
        var magnitude: UInt64
        var areNumbers = false
        /// Over distinct values: the first and the last value; nil if they do not ascend.
        var ascent: ClosedRange<UInt64>?
    }

    /// The groups of some batches.
    struct Piece: Sendable {
        var rowCount: Int
        var keys: [Vector]
        var groupCount: Int
        /// One for each part.
        var figures: [Figures]
        /// Above the codes of keys that are the same in every batch; nil where codes are a batch's own.
        var limit: Int?

        /// So few groups that to group each piece by itself is worth it.
        var isWorthwhile: Bool { limit != nil || groupCount * 16 <= max(rowCount, 1_024) }

        /// Batches in a piece, so many that there are far fewer groups than rows in each.
        func size(_ count: Int) -> Int { limit.map { max(1, count / 64, $0 * 16 / Executor.batchSize) } ?? 1 }
    }

    /// Tables of so many places lie in a core's cache, and are small beside the rows.
    private static func most(_ rowCount: Int) -> Int { max(KeyCodes.few, min(1 << 14, rowCount / 16)) }

    // MARK: A piece

    /// The rows of a batch that count, all of them or those of a mask.
    typealias KeptRows = (frame: RowBatch, kept: Mask?)

    /// The groups of some batches, in one where the codes of all keys are the same in each of them.
    ///
    /// - Parameter total: rows of all batches there are.
    func pieces(
        _ evaluator: inout Evaluator, _ batches: Range<Int>, _ keys: [PlanExpression], total: Int,
        _ rows: (inout Evaluator, Int) throws(ExecutionError) -> KeptRows
    ) throws(ExecutionError) -> [Piece] {
        var pieces: [Piece] = [], open: OpenPiece?
        let most = PartialGroupAggregation.most(total)
        for index in batches {
            evaluator.known.forget()
            let (frame, kept) = try rows(&evaluator, index), count = kept?.holdingCount ?? frame.count
            if count == 0 { continue }
            var coded: [CodedKey] = []
            for key in keys { coded.append(try evaluator.codedKey(key, frame)) }
            var operands: [Operand] = []
            for part in parts { operands.append(try operand(part, &evaluator, frame)) }
            let domains = coded.compactMap(\.domain)
            guard domains.count == coded.count, let codes = KeyCodes(dense: coded.map(\.codes), most: most) else {
                pieces.append(piece(of: coded, operands, kept, count))
                continue
            }
            if open?.accepts(domains, operands) != true {
                if let open { pieces.append(open.piece) }
                open = OpenPiece(domains, operands, limit: codes.limit)
            }
            open?.accumulator.add(operands, parts, codes.codes.replaced(by: codes.limit, unless: kept), count)
        }
        if let open { pieces.append(open.piece) }
        return pieces
    }

    /// The values of a batch's rows that an aggregate looks at.
    fileprivate struct Operand {
        var vector: Vector?
        /// Rows that count, those that are left out aside: 1; nil for all.
        var known: Mask?

        var isNumber: Bool { if case .numbers? = vector?.values { true } else { false } }
    }

    private func operand(_ part: Part, _ evaluator: inout Evaluator, _ frame: RowBatch) throws(ExecutionError)
        -> Operand
    {
        var found = Operand()
        if let filter = part.filter { found.known = try evaluator.mask(filter, frame) }
        if let operand = part.operand {
            found.vector = try evaluator.value(operand, frame)
            found.known = found.vector?.valid?.and(found.known) ?? found.known
        }
        return found
    }

    /// Batches whose keys have the same codes, as far as they are added up.
    private struct OpenPiece {
        let domains: [CodedKey.Domain]
        let areNumbers: [Bool]
        var accumulator: GroupAccumulator

        init(_ domains: [CodedKey.Domain], _ operands: [Operand], limit: Int) {
            self.domains = domains
            areNumbers = operands.map(\.isNumber)
            accumulator = GroupAccumulator(limit: limit, partCount: operands.count)
        }

        func accepts(_ domains: [CodedKey.Domain], _ operands: [Operand]) -> Bool {
            zip(self.domains, domains).allSatisfy { $0.isSame(as: $1) } && areNumbers == operands.map(\.isNumber)
        }

        var piece: Piece {
            let groups = accumulator.groups
            var keys: [Vector] = [], below = groups.codes
            for domain in domains.reversed() {
                let limit = Int32(truncatingIfNeeded: domain.limit)
                keys.insert(domain.values(below.converted { $0 % limit }), at: 0)
                below = below.converted { $0 / limit }
            }
            return Piece(
                rowCount: accumulator.rowCount, keys: keys, groupCount: groups.codes.count, figures: groups.figures,
                limit: accumulator.limit)
        }
    }

    /// The groups of a batch, by codes of its own.
    private func piece(of keys: [CodedKey], _ operands: [Operand], _ kept: Mask?, _ count: Int) -> Piece {
        let alone = Workers(count: 1)
        var codes = keys[0].codes
        for key in keys.dropFirst() { codes = codes.combined(with: key.codes, alone) }
        if codes.limit > KeyCodes.few {
            let (numbers, representatives) = codes.numbered(alone)
            codes = KeyCodes(numbers, limit: representatives.count)
        }
        let places = codes.codes.replaced(by: codes.limit, unless: kept)
        var accumulator = GroupAccumulator(limit: codes.limit, partCount: parts.count)
        accumulator.add(operands, parts, places, count)
        let groups = accumulator.groups, representatives = places.firstRows(limit: codes.limit).at(groups.codes)
        return Piece(
            rowCount: count, keys: keys.map { $0.values(at: representatives) }, groupCount: groups.codes.count,
            figures: groups.figures)
    }

    // MARK: All of them

    /// Keys and aggregates of all groups, in the order of their keys; nil where values must be seen all at once.
    func columns(_ pieces: [Piece], keyCount: Int, _ workers: Workers) -> (columns: [Vector], count: Int)? {
        guard !pieces.isEmpty else { return nil }
        let keys = (0..<keyCount).map { key in Vector(concatenating: pieces.map { $0.keys[key] }) }
        let total = pieces.reduce(0) { $0 + $1.groupCount }
        let grouping = Grouping(keys, rowCount: total, workers)
        var columns = keys.map { $0.gathered(grouping.representatives) }
        for (index, part) in parts.enumerated() {
            guard let entries = merged(pieces, index, part, grouping) else { return nil }
            columns.append(
                PartialGroupAggregation.column(
                    part.function, entries, isNumber: pieces.contains { $0.figures[index].areNumbers }))
        }
        return (columns, grouping.count)
    }

    private func merged(_ pieces: [Piece], _ index: Int, _ part: Part, _ grouping: Grouping) -> [Entry]? {
        var entries = [Entry](repeating: Entry(), count: grouping.count)
        var place = 0, bound: UInt64 = 0, end: UInt64?
        for piece in pieces {
            let figures = piece.figures[index]
            let (most, o1) = figures.magnitude.multipliedReportingOverflow(by: UInt64(piece.rowCount)),
                (sum, o2) = bound.addingReportingOverflow(most)
            if o1 || o2 || sum > UInt64(Int64.max) { return nil }
            bound = sum
            if part.isDistinct {
                guard let ascent = figures.ascent, ascent.lowerBound >= end ?? 0 else { return nil }
                end = ascent.upperBound
            }
            for entry in figures.entries {
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
        // A customer's rows may be in two pieces.
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
        let asksAnyRow = keys.allSatisfy(\.isCheapOfAnyRow) && reduction.isCheapOfAnyRow
        @Sendable func rows(_ evaluator: inout Evaluator, _ index: Int) throws(ExecutionError)
            -> PartialGroupAggregation.KeptRows
        {
            let batch = batches[index]
            guard let condition else { return (batch, nil) }
            let mask = try evaluator.mask(condition, batch), count = mask.holdingCount
            if count == batch.count { return (batch, nil) }
            // Where most rows are kept, to gather their values costs more than to read those of the others too.
            return asksAnyRow && count * 2 >= batch.count ? (batch, mask) : (batch.selecting(mask.positions), nil)
        }
        // The first batch shows whether there are few groups.
        var evaluator = evaluator.forThread
        let total = pass.rows.count
        let first = try reduction.pieces(&evaluator, 0..<1, keys, total: total, rows).first
        if let first, !first.isWorthwhile { return nil }
        let size = first?.size(batches.count) ?? 1, count = (batches.count + size - 1) / size
        let pieces = try workers.map(count, self.evaluator) { evaluator, index throws(ExecutionError) in
            let piece = index * size..<min(batches.count, (index + 1) * size)
            return try reduction.pieces(&evaluator, piece, keys, total: total, rows)
        }
        return reduction.columns(pieces.flatMap { $0 }, keyCount: keys.count, workers)
    }
}

extension GroupAccumulator {
    /// Adds a batch.
    fileprivate mutating func add(
        _ operands: [PartialGroupAggregation.Operand], _ parts: [PartialGroupAggregation.Part], _ codes: [Int32],
        _ count: Int
    ) {
        add(codes, keptCount: count)
        for (place, (operand, part)) in zip(operands, parts).enumerated() {
            switch (part.isDistinct ? nil : part.function, operand.vector?.values) {
            case (nil, _?):
                let keys = operand.vector?.sortKeys(nil, isDescending: false, Workers(count: 1)) ?? []
                countChanges(codes, place, keys, operand.known)
            case (.sum?, .integers(let values)?), (.avg?, .integers(let values)?):
                fold(.sum, codes, place, values, operand.known)
            case (.sum?, .numbers(let values)?), (.avg?, .numbers(let values)?):
                sum(codes, place, values, operand.known)
            case (.min?, .integers(let values)?): fold(.least, codes, place, values, operand.known)
            case (.max?, .integers(let values)?): fold(.greatest, codes, place, values, operand.known)
            default: self.count(codes, place, operand.known)
            }
        }
    }
}

extension [Int32] {
    /// The first row of each code.
    fileprivate func firstRows(limit: Int) -> [Int32] {
        var rows = [Int32](repeating: 0, count: limit + 1)
        // Backwards, so that the first one is written last.
        for row in indices.reversed() { rows[Int(self[row])] = Int32(truncatingIfNeeded: row) }
        return rows
    }
}
