import Model
import Planning
import Semantics

/// The records of the positions of a frame: those in time, and which of them fulfil the condition.
final class Records {
    /// The frame of those whose records they are.
    let outer: RowBatch
    /// The positions in it that have records in time, where most have none; nil for all positions.
    let owners: [Int32]?
    /// Rows of the records in time, one run for each of these positions.
    let runs: RecordRanges
    /// Where each run begins when they stand one after another, and at the end how many records there are.
    private(set) lazy var bounds: [Int32] = runs.bounds
    /// All of these rows, one run after another.
    private(set) lazy var frame = RowBatch(
        variable: set.row, entity: set.entity, rows: runs.rows(Int(bounds.last ?? 0)), outer: outer,
        parents: .bounds(bounds, of: owners))
    /// Which of them are kept; nil for all.
    fileprivate(set) var mask: RecordMask?
    private let set: RecordSet

    fileprivate init(_ located: LocatedRecords, of set: RecordSet, in outer: RowBatch) {
        owners = located.owners
        runs = located.runs
        self.set = set
        self.outer = outer
    }

    /// How many are kept in each run.
    var counts: [Int64] { mask?.counts(runs) ?? runs.counts }

    /// The first or the last row that is kept of each run; -1 where there is none.
    func ends(isLast: Bool) -> [Int32] {
        mask?.ends(runs, isLast: isLast) ?? runs.starts.paired(runs.ends) { $0 == $1 ? -1 : isLast ? $1 &- 1 : $0 }
    }

    /// Only those that are kept.
    func kept() -> KeptRecords {
        guard let mask else { return KeptRecords(frame: frame, bounds: bounds) }
        let (rows, bounds) = mask.kept(runs)
        return KeptRecords(
            frame: RowBatch(
                variable: set.row, entity: set.entity, rows: .list(rows), outer: outer,
                parents: .bounds(bounds, of: owners)), bounds: bounds)
    }

    /// The rows from the first to the last as one frame, with others among them; nil if these are too many.
    ///
    /// Conditions on a row's own fields are evaluated faster over the whole span than run by run.
    fileprivate var span: RowBatch? {
        let (rows, own) = runs.boundingRange
        guard own > 0, rows.count < 8 * own else { return nil }
        return RowBatch(variable: set.row, entity: set.entity, rows: .range(rows))
    }

    /// Bytes for all rows, or for those of a span.
    fileprivate func runMask(_ bytes: Mask, _ frame: RowBatch) -> RecordMask {
        guard case .range(let range) = frame.rows else { return RecordMask(bytes, frame.rows, starts: bounds) }
        let first = Int32(truncatingIfNeeded: range.lowerBound), length = Int32(truncatingIfNeeded: range.count)
        // An empty run may lie outside.
        return RecordMask(bytes, frame.rows, starts: runs.starts.converted { min(max($0 &- first, 0), length) })
    }

    /// A mask that leaves out records whose value is not known.
    func known(_ validity: ColumnBuffer<UInt8>) -> RecordMask {
        mask.map { $0.and($0.rows.known(validity)) }
            ?? RecordMask(frame.rows.known(validity), frame.rows, starts: bounds)
    }

    /// A value for each run as a value for each position of the outer frame.
    ///
    /// - Parameter isZero: whether nothing amounts to 0; else its value is missing.
    func spread(_ values: Vector, isZero: Bool) -> Vector {
        owners.map { values.scattered($0, count: outer.count, isZeroElsewhere: isZero) } ?? values
    }

    func spread(_ mask: Mask) -> Mask {
        owners.map { mask.scattered($0, over: Mask(repeating: 0, count: outer.count)) } ?? mask
    }
}

/// Records of each position of a frame that fulfil what is asked of them.
struct KeptRecords {
    /// Only those that are kept.
    var frame: RowBatch
    /// Those of position i are `bounds[i] ..< bounds[i + 1]`.
    var bounds: [Int32]

    func positions(_ index: Int) -> Range<Int> { Int(bounds[index])..<Int(bounds[index + 1]) }
}

extension Evaluator {
    /// The records of a set, in time and tested.
    mutating func records(of set: RecordSet, in frame: RowBatch) throws(ExecutionError) -> Records {
        if let known = known.records(of: set, in: frame) { return known }
        let located = try locate(set, in: frame)
        let records = Records(located, of: set, in: frame)
        if !located.rest.isEmpty, !located.runs.isEmpty {
            let condition = located.rest.count == 1 ? located.rest[0] : PlanExpression.and(located.rest)
            let tested = (condition.testsFieldsAlone(of: set.row) ? records.span : nil) ?? records.frame
            records.mask = records.runMask(try mask(condition, tested), tested)
        }
        known.remember(records, of: set, in: frame)
        return records
    }

    /// The rows of the records of a set, and what is still to be tested of each.
    private func locate(_ set: RecordSet, in frame: RowBatch) throws(ExecutionError) -> LocatedRecords {
        var located = LocatedRecords(owners: try recentOwners(set, frame), runs: RecordRanges(starts: [], ends: []))
        for (depth, entity) in set.path.enumerated() {
            guard let offsets = catalogue.rows[entity]?.offsets else {
                throw ExecutionError.unsupported("records that are not loaded")
            }
            located.runs =
                depth > 0
                ? located.runs.children(offsets) : try children(of: set.anchor, offsets, in: frame, located.owners)
            let row = (depth + 1..<set.path.count).reduce(RowReference.variable(set.row)) { inner, _ in .owner(inner) }
            for range in set.timeRanges where range.row == row {
                let column = catalogue.columns[LoadedColumns.Place(entity: entity, field: range.field)]?.column
                // Rows ascend in time within one owner: a run of the anchor's own records can be cut, one of records of
                // records cannot.
                if depth == 0, range.field == catalogue.model.entities[entity].eventTime, let column {
                    column.narrow(&located.runs, range)
                } else if column?.isWithin(range) != true {
                    located.rest.append(range.condition)
                }
            }
        }
        if let condition = set.condition { located.rest.append(condition) }
        located.leaveOutEmptyRuns()
        return located
    }

    /// Those whose latest record is recent enough for a window, where they are few: the others' records need not be
    /// looked at.
    private func recentOwners(_ set: RecordSet, _ frame: RowBatch) throws(ExecutionError) -> [Int32]? {
        guard case .variable(let id) = set.anchor, frame.variable == id, let entity = set.path.first else { return nil }
        let row = (1..<set.path.count).reduce(RowReference.variable(set.row)) { inner, _ in .owner(inner) }
        guard
            let range = set.timeRanges.first(where: {
                $0.row == row && $0.field == catalogue.model.entities[entity].eventTime
            }), let from = range.from,
              let latest = catalogue.latest(of: entity) else { return nil }
        let mask = EncodedPredicate(values: .inside(latest.storedCeiling(from), .max)).mask(latest, frame.rows)
        return mask.holdingCount * 2 < mask.count ? mask.positions : nil
    }

    private func children(
        of anchor: RowReference, _ offsets: ColumnBuffer<UInt32>, in frame: RowBatch, _ owners: [Int32]?
    )
        throws(ExecutionError) -> RecordRanges
    {
        if case .variable(let id) = anchor, frame.variable == id, case .range(let range) = frame.rows {
            guard let owners else { return RecordRanges(childrenOf: range, offsets) }
            let first = Int32(truncatingIfNeeded: range.lowerBound)
            return RecordRanges(childrenOf: owners.converted { first &+ $0 }, offsets)
        }
        let rows = try rowNumbers(of: anchor, in: frame)
        return RecordRanges(childrenOf: owners.map { rows.at($0) } ?? rows, offsets)
    }
}

/// Where records lie, and what is still to be tested of each.
private struct LocatedRecords {
    var owners: [Int32]?
    var runs: RecordRanges
    var rest: [PlanExpression] = []

    /// Where most positions have no records, only the others are gone on with.
    mutating func leaveOutEmptyRuns() {
        let some = runs.nonEmpty
        guard owners == nil, some.holdingCount * 2 < some.count else { return }
        let positions = some.positions
        runs = RecordRanges(starts: runs.starts.at(positions), ends: runs.ends.at(positions))
        owners = positions
    }
}

extension RecordRanges {
    /// The records of each row of a range.
    ///
    /// Unsafe access: offsets are one more than the owners, whose rows these are.
    init(childrenOf owners: Range<Int>, _ offsets: ColumnBuffer<UInt32>) {
        func copy(from first: Int) -> [Int32] {
            offsets.withUnsafe { offsets in
                [Int32](unsafeUninitializedCapacity: owners.count) { buffer, initialized in
                    guard let buffer = buffer.baseAddress, let offsets = offsets.baseAddress else { return }
                    for index in 0..<owners.count { buffer[index] = Int32(truncatingIfNeeded: offsets[first &+ index]) }
                    initialized = owners.count
                }
            }
        }
        starts = copy(from: owners.lowerBound)
        ends = copy(from: owners.lowerBound + 1)
    }

    /// The records of each row of a list; none where it has -1.
    init(childrenOf owners: [Int32], _ offsets: ColumnBuffer<UInt32>) {
        func at(_ shift: Int) -> [Int32] {
            offsets.withUnsafe { offsets in
                owners.withUnsafeBufferPointer { owners in
                    [Int32](unsafeUninitializedCapacity: owners.count) { buffer, initialized in
                        initialized = owners.count
                        guard let buffer = buffer.baseAddress, let offsets = offsets.baseAddress else { return }
                        for index in 0..<owners.count {
                            buffer[index] =
                                owners[index] < 0 ? 0 : Int32(truncatingIfNeeded: offsets[Int(owners[index]) &+ shift])
                        }
                    }
                }
            }
        }
        starts = at(0)
        ends = at(1)
    }

    /// The records of the rows of each run, which lie side by side as the rows do.
    func children(_ offsets: ColumnBuffer<UInt32>) -> RecordRanges {
        func at(_ rows: [Int32]) -> [Int32] {
            offsets.withUnsafe { offsets in
                rows.withUnsafeBufferPointer { rows in
                    [Int32](unsafeUninitializedCapacity: rows.count) { buffer, initialized in
                        initialized = rows.count
                        guard let buffer = buffer.baseAddress, let offsets = offsets.baseAddress else { return }
                        for index in 0..<rows.count {
                            buffer[index] = Int32(truncatingIfNeeded: offsets[Int(rows[index])])
                        }
                    }
                }
            }
        }
        return RecordRanges(starts: at(starts), ends: at(ends))
    }
}
