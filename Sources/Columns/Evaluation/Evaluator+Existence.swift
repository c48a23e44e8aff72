import Model
import Planning
import Semantics

extension Evaluator {
    mutating func exists(_ set: RecordSet, _ frame: RowBatch) throws(ExecutionError) -> Mask {
        if set.path.first == catalogue.model.customer {
            guard let value = everybody[.exists(set)] else {
                throw ExecutionError.unsupported("an aggregate over everybody")
            }
            return Mask(repeating: value == .bool(true) ? 1 : 0, count: frame.count)
        }
        guard let latest = try latest(of: set, frame) else {
            let records = try records(of: set, in: frame)
            return records.spread(records.mask?.any(records.runs) ?? records.runs.nonEmpty)
        }
        guard !latest.open.isEmpty else { return latest.found }
        let records = try records(of: set, in: frame.selecting(latest.open))
        return records.spread(records.mask?.any(records.runs) ?? records.runs.nonEmpty).scattered(
            latest.open, over: latest.found)
    }

    /// Where the latest record is in a window without an end, and fulfils the condition, no other one is to be looked
    /// at; where it is not in the window, none is.
    ///
    /// - Returns: where there is a record, and the positions for which the latest one does not tell; nil where it is of
    ///   no use to ask.
    private mutating func latest(of set: RecordSet, _ frame: RowBatch) throws(ExecutionError) -> (
        found: Mask, open: [Int32]
    )? {
        guard !undecided.contains(set.row), case .variable(let id) = set.anchor, frame.variable == id,
            set.path.count == 1, set.timeRanges.count == 1,
            let range = set.timeRanges.first, range.row == .variable(set.row),
            range.field == catalogue.model.entities[set.entity].eventTime, let from = range.from,
              set.condition?.testsFieldsAlone(of: set.row) ?? true, let offsets = catalogue.rows[set.entity]?.offsets,
            let times = catalogue.columns[LoadedColumns.Place(entity: set.entity, field: range.field)]?.column,
            !times.reaches(range.to),
              let latest = catalogue.latest(of: set.entity) else { return nil }
        let first = latest.storedCeiling(from)
        // The least number stands for no record.
        guard first > latest.leastStorable else { return nil }
        var found = EncodedPredicate(values: .inside(first, .max)).mask(latest, frame.rows)
        guard let condition = set.condition else { return (found, []) }
        let recent = found.positions
        if recent.isEmpty { return (found, []) }
        let rows = offsets.withUnsafe { offsets in
            // Unsafe access: offsets are one more than the owners.
            frame.rowNumbers.at(recent).converted { Int32(truncatingIfNeeded: offsets[Int($0) &+ 1]) &- 1 }
        }
        let holds = try mask(condition, RowBatch(variable: set.row, entity: set.entity, rows: .list(rows)))
        let open = recent.at(holds.complement.positions)
        // Not asked again where it has mostly been asked in vain.
        if open.count * 2 > recent.count { undecided.insert(set.row) }
        found = holds.scattered(recent, over: found)
        return (found, open)
    }
}

extension Column {
    /// Whether a time lies at or behind a moment; nobody knows of a column that nobody has looked at.
    fileprivate func reaches(_ end: Int64?) -> Bool {
        guard let end else { return false }
        return extremes.map { $0.upperBound >= end } ?? true
    }

    /// The least value of the stored type.
    fileprivate var leastStorable: Int64 {
        switch stored {
        case .int8: Int64(Int8.min)
        case .int16: Int64(Int16.min)
        case .int32: Int64(Int32.min)
        case .int64, .double: .min
        }
    }
}
