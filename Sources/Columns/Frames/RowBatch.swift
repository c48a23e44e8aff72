import Model
import Semantics

/// Rows that are looked at together: a batch of customers, or the records of such a batch inside an aggregate.
///
/// A frame inside another knows for each of its positions which position of the outer one it belongs to.
final class RowBatch {
    enum Rows {
        case range(Range<Int>)
        /// One run after another.
        case runs(RecordRanges, count: Int)
        case list([Int32])
    }

    /// The row variable that ranges over the rows; nil where the rows are columns of a stage.
    let variable: Int?
    let entity: Int
    let rows: Rows
    let outer: RowBatch?
    /// The position in `outer` of each position here; worked out when something outside is asked for.
    private(set) lazy var parents: [Int32] = parentSource.positions
    private let parentSource: Parents
    /// For some of the rows of another frame: which.
    var selection: (frame: RowBatch, positions: [Int32])? {
        if case .selection(let frame, let positions) = parentSource { (frame, positions) } else { nil }
    }

    /// For a stage: the columns of its rows. For rows of an entity: those that functions of rows have added.
    let columns: [Vector]

    /// Where the positions of the outer frame come from.
    enum Parents {
        case none
        /// Run i is `bounds[i] ..< bounds[i + 1]`, and belongs to outer position i, or to that at `positions[i]`.
        case bounds([Int32], of: [Int32]?)
        /// As they are.
        case places([Int32])
        case selection(RowBatch, [Int32])

        fileprivate var positions: [Int32] {
            switch self {
            case .none: return []
            case .places(let places): return places
            case .bounds(let bounds, let owners):
                return [Int32](unsafeUninitializedCapacity: Int(bounds.last ?? 0)) { buffer, initialized in
                    initialized = Int(bounds.last ?? 0)
                    guard let buffer = buffer.baseAddress else { return }
                    bounds.forEachRun { index, places in
                        let owner = owners?[index] ?? Int32(truncatingIfNeeded: index)
                        for place in places { buffer[place] = owner }
                    }
                }
            case .selection(let frame, let positions): return frame.outer == nil ? [] : frame.parents.at(positions)
            }
        }
    }

    init(
        variable: Int, entity: Int, rows: Rows, columns: [Vector] = [], outer: RowBatch? = nil,
        parents: Parents = .none
    ) {
        self.variable = variable
        self.entity = entity
        self.rows = rows
        self.outer = outer
        parentSource = parents
        self.columns = columns
        assert(RowBatch.isWhole(rows), "a batch has as many rows as its runs, and none below 0")
    }

    /// Rows of a stage.
    init(columns: [Vector], count: Int) {
        variable = nil
        entity = -1
        rows = .range(0..<count)
        outer = nil
        parentSource = .none
        self.columns = columns
        assert(columns.allSatisfy { $0.count == count }, "every column of a stage has a value for each row")
    }

    private static func isWhole(_ rows: Rows) -> Bool {
        switch rows {
        case .range(let range): range.lowerBound >= 0 && range.upperBound <= EntityRows.limit
        case .runs(let runs, let count): runs.total == count
        case .list(let list): list.allSatisfy { $0 >= 0 }
        }
    }

    var count: Int {
        switch rows {
        case .range(let range): range.count
        case .runs(_, let count): count
        case .list(let list): list.count
        }
    }

    /// Row numbers, one a position.
    private(set) lazy var rowNumbers: [Int32] = switch rows {
    case .range(let range): range.rowNumbers
    case .runs(let runs, let count): runs.rowNumbers(count)
    case .list(let list): list
    }

    /// Whether one of two frames was selected from the other, or both from the same one.
    func isRelated(to other: RowBatch) -> Bool {
        let own = selection?.frame, others = other.selection?.frame
        return others === self || own === other || own != nil && own === others
    }

    /// Where its rows are in another frame, the one it was selected from or one that was selected from the same; nil
    /// where not all of them are, or frames have nothing to do with each other.
    func positions(in other: RowBatch) -> [Int32]? {
        guard let own = selection else { return nil }
        if own.frame === other { return own.positions }
        guard let others = other.selection, others.frame === own.frame, others.positions.count >= own.positions.count
        else { return nil }
        var places: [Int32] = []
        places.reserveCapacity(own.positions.count)
        // Both ascend.
        var place = 0
        for position in own.positions {
            while place < others.positions.count, others.positions[place] < position { place += 1 }
            guard place < others.positions.count, others.positions[place] == position else { return nil }
            places.append(Int32(truncatingIfNeeded: place))
        }
        return places
    }

    /// The same rows with more columns behind those that they have.
    func extended(by added: [Vector]) -> RowBatch {
        guard let variable else { return RowBatch(columns: columns + added, count: count) }
        return RowBatch(variable: variable, entity: entity, rows: rows, columns: columns + added)
    }

    /// The frame of some of its positions, which ascend.
    func selecting(_ positions: [Int32]) -> RowBatch {
        guard let variable else {
            return RowBatch(columns: columns.map { $0.gathered(positions) }, count: positions.count)
        }
        let selected: [Int32]
        if case .range(let range) = rows {
            let first = Int32(truncatingIfNeeded: range.lowerBound)
            selected = positions.converted { first &+ $0 }
        } else {
            selected = rowNumbers.at(positions)
        }
        return RowBatch(
            variable: variable, entity: entity, rows: .list(selected), columns: columns.map { $0.gathered(positions) },
            outer: outer, parents: .selection(self, positions))
    }
}

extension Range<Int> {
    fileprivate var rowNumbers: [Int32] {
        [Int32](unsafeUninitializedCapacity: count) { buffer, initialized in
            initialized = count
            guard let buffer = buffer.baseAddress else { return }
            for place in 0..<count { buffer[place] = Int32(truncatingIfNeeded: lowerBound &+ place) }
        }
    }
}
