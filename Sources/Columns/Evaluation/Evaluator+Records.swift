import Model
import Planning
import Semantics

/// The records of each position of a frame: those in time, and which of them fulfil the condition.
final class Records {
    /// Rows of the records in time, one run a position.
    let runs: Runs
    /// Where each run begins when they stand one after another, and at the end how many records there are.
    private(set) lazy var bounds: [Int32] = runs.bounds
    /// All of these rows, one run after another.
    private(set) lazy var frame = Frame(variable: set.row, entity: set.entity, rows: runs.rows(Int(bounds.last ?? 0)), outer: outer, parents: .bounds(bounds))
    /// Which of them are kept; nil for all.
    fileprivate(set) var mask: Mask?
    private let set: RecordSet
    /// The frame of those whose records they are.
    let outer: Frame

    fileprivate init(_ runs: Runs, of set: RecordSet, in outer: Frame) {
        self.runs = runs
        self.set = set
        self.outer = outer
    }

    /// How many are kept of each position.
    var counts: [Int64] { mask.map { $0.counts(bounds) } ?? runs.counts }

    /// The first or the last row that is kept of each position; -1 where there is none.
    ///
    /// Unsafe access: the mask has a byte for each row of the runs.
    func ends(_ isLast: Bool) -> [Int32] {
        guard let mask else { return runs.starts.indices.map { runs.starts[$0] == runs.ends[$0] ? -1 : isLast ? runs.ends[$0] &- 1 : runs.starts[$0] } }
        return mask.withUnsafeBufferPointer { mask in
            [Int32](unsafeUninitializedCapacity: runs.starts.count) { buffer, initialized in
                initialized = runs.starts.count
                guard let buffer = buffer.baseAddress else { return }
                var place = 0
                runs.forEach { index, rows in
                    var found: Int32 = -1
                    if isLast {
                        var step = rows.count
                        while step > 0 {
                            step &-= 1
                            if mask[place &+ step] != 0 {
                                found = Int32(truncatingIfNeeded: rows.lowerBound &+ step)
                                break
                            }
                        }
                    } else {
                        for step in 0..<rows.count where mask[place &+ step] != 0 {
                            found = Int32(truncatingIfNeeded: rows.lowerBound &+ step)
                            break
                        }
                    }
                    buffer[index] = found
                    place &+= rows.count
                }
            }
        }
    }

    /// Only those that are kept.
    func kept() -> KeptRecords {
        guard let mask, mask.contains(0) else { return KeptRecords(frame: frame, bounds: bounds) }
        return KeptRecords(frame: frame.selecting(mask.positions), bounds: mask.kept(bounds))
    }
}

/// Records of each position of a frame that fulfil what is asked of them.
struct KeptRecords {
    /// Only those that are kept.
    var frame: Frame
    /// Those of position i are `bounds[i] ..< bounds[i + 1]`.
    var bounds: [Int32]

    func positions(_ index: Int) -> Range<Int> { Int(bounds[index])..<Int(bounds[index + 1]) }
}

extension Evaluator {
    /// The records of a set, in time and tested.
    mutating func records(of set: RecordSet, in frame: Frame) throws(ExecutionError) -> Records {
        if let known = known.records(of: set, in: frame) { return known }
        let (runs, rest) = try runs(of: set, in: frame)
        let records = Records(runs, of: set, in: frame)
        if !rest.isEmpty, records.frame.count > 0 { records.mask = try mask(rest.count == 1 ? rest[0] : .and(rest), records.frame) }
        known.remember(records, of: set, in: frame)
        return records
    }

    /// The rows of the records of a set for each position, and what is still to be tested of each.
    func runs(of set: RecordSet, in frame: Frame) throws(ExecutionError) -> (runs: Runs, rest: [PlanExpression]) {
        var runs: Runs?
        var rest: [PlanExpression] = []
        for (depth, entity) in set.path.enumerated() {
            guard let rows = catalogue.rows[entity], let offsets = rows.offsets else { throw ExecutionError.unsupported("records that are not loaded") }
            var next = if let runs { runs.children(offsets) } else { try children(of: set.anchor, offsets, in: frame) }
            let row = (depth + 1..<set.path.count).reduce(RowReference.variable(set.row)) { inner, _ in .owner(inner) }
            for range in set.timeRanges where range.row == row {
                if range.field == catalogue.model.entities[entity].eventTime,
                   let column = catalogue.columns[ColumnCatalogue.Place(entity: entity, field: range.field)]?.column {
                    column.narrow(&next, range)
                } else {
                    rest.append(range.condition)
                }
            }
            runs = next
        }
        if let condition = set.condition { rest.append(condition) }
        return (runs ?? Runs(starts: [], ends: []), rest)
    }

    private func children(of anchor: RowReference, _ offsets: ColumnBuffer<UInt32>, in frame: Frame) throws(ExecutionError) -> Runs {
        if case .variable(let id) = anchor, frame.variable == id, case .range(let range) = frame.rows { return Runs(childrenOf: range, offsets) }
        return Runs(childrenOf: try rowNumbers(of: anchor, in: frame), offsets)
    }
}

extension Runs {
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
                        for index in 0..<owners.count { buffer[index] = owners[index] < 0 ? 0 : Int32(truncatingIfNeeded: offsets[Int(owners[index]) &+ shift]) }
                    }
                }
            }
        }
        starts = at(0)
        ends = at(1)
    }

    /// The records of the rows of each run, which lie side by side as the rows do.
    func children(_ offsets: ColumnBuffer<UInt32>) -> Runs {
        func at(_ rows: [Int32]) -> [Int32] {
            offsets.withUnsafe { offsets in
                rows.withUnsafeBufferPointer { rows in
                    [Int32](unsafeUninitializedCapacity: rows.count) { buffer, initialized in
                        initialized = rows.count
                        guard let buffer = buffer.baseAddress, let offsets = offsets.baseAddress else { return }
                        for index in 0..<rows.count { buffer[index] = Int32(truncatingIfNeeded: offsets[Int(rows[index])]) }
                    }
                }
            }
        }
        return Runs(starts: at(starts), ends: at(ends))
    }
}
