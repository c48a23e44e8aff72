internal import Concurrency
internal import Columns
internal import Store

/// Which row of the snapshot each row of a scan becomes.
struct RowOrder {
    let count: Int
    private let arrangement: Arrangement
    /// For records: one more offset than owners; see `EntityRows`.
    let offsets: ColumnBuffer<UInt32>?
    let orphans: Int

    enum Arrangement {
        /// Rows are in order as they come.
        case asScanned
        /// By place in the scan.
        case at(ColumnBuffer<UInt32>)
        case merged(MergedPositions)
    }

    init(count: Int, _ arrangement: Arrangement, offsets: ColumnBuffer<UInt32>?, orphans: Int) {
        self.count = count
        self.arrangement = arrangement
        self.offsets = offsets
        self.orphans = orphans
    }

    /// By place in the scan; nil where rows are in order as they come. Most questions after an import never ask.
    func positions() throws(OutOfMemory) -> ColumnBuffer<UInt32>? {
        switch arrangement {
        case .asScanned: nil
        case .at(let positions): positions
        case .merged(let positions): try positions.get()
        }
    }

    var isAsScanned: Bool { if case .asScanned = arrangement { true } else { false } }

    /// Where the rows lie that were merged into the order last, if any were.
    var lastInsertion: RowInsertion? {
        if case .merged(let positions) = arrangement { positions.insertion } else { nil }
    }

    // MARK: By key

    /// Customers and look-ups: by key, those without one first.
    init(key: StagedColumn) throws(OutOfMemory) {
        count = key.count
        offsets = nil
        orphans = 0
        if RowOrder.ascends(key) {
            arrangement = .asScanned
            return
        }
        let sortable = SortableKeys(key)
        let order = (0..<count).sorted { sortable.isBefore($0, $1) }
        guard let memory = LargeMemory(byteCount: count * 4) else { throw OutOfMemory() }
        for (position, row) in order.enumerated() { memory.pointer(UInt32.self)[row] = UInt32(position) }
        arrangement = .at(ColumnBuffer(memory, count: count))
    }

    private static func ascends(_ key: StagedColumn) -> Bool {
        guard case .integers = key.values else { return false }
        var previous = Int64.min, isFirst = true
        for block in key.blocks {
            if block.missing != nil { return false }
            for row in 0..<block.count {
                let value = block.integer(row)
                if !isFirst, value <= previous { return false }
                previous = value
                isFirst = false
            }
        }
        return true
    }

    // MARK: By owner

    /// Records: by owner, and within an owner as they come in the scan.
    init(owners: StagedColumn, ownerCount: Int) throws(OutOfMemory) {
        let count = owners.count
        self.count = count
        let halves = Halves(owners)
        var cursors: [LargeMemory] = []
        for _ in 0..<halves.count {
            guard let memory = LargeMemory(byteCount: (ownerCount + 1) * 4) else { throw OutOfMemory() }
            cursors.append(memory)
        }
        guard let offsets = LargeMemory(byteCount: (ownerCount + 1) * 4) else { throw OutOfMemory() }
        let isAscending = RowOrder.tally(owners, ownerCount, halves, cursors)
        let starts = offsets.pointer(UInt32.self)
        var start: UInt32 = 0
        for owner in 0...ownerCount {
            starts[owner] = start
            for half in cursors {
                let tally = half.pointer(UInt32.self)[owner]
                half.pointer(UInt32.self)[owner] = start
                start += tally
            }
        }
        orphans = count - Int(starts[ownerCount])
        self.offsets = ColumnBuffer(offsets, count: ownerCount + 1)
        if isAscending {
            arrangement = .asScanned
            return
        }
        guard let memory = LargeMemory(byteCount: count * 4) else { throw OutOfMemory() }
        concurrently(halves.count) { half in
            let next = cursors[half].pointer(UInt32.self)
            halves.forEachBlock(of: half, in: owners) { block, place in
                let rows = block.memory.pointer(UInt32.self), positions = memory.pointer(UInt32.self) + place
                for row in 0..<block.count {
                    let owner = min(Int(rows[row]), ownerCount)
                    positions[row] = next[owner]
                    next[owner] &+= 1
                }
            }
        }
        arrangement = .at(ColumnBuffer(memory, count: count))
    }

    /// Counts the records of each owner, in each half of the scan.
    ///
    /// - Returns: whether the records come by owner already.
    private static func tally(_ owners: StagedColumn, _ ownerCount: Int, _ halves: Halves, _ tallies: [LargeMemory])
        -> Bool
    {
        // The first and the last owner of each half, and whether it ascends between.
        var found = halves.indices.map { _ in (first: 0, last: 0, isAscending: true) }
        found.withUnsafeMutableBufferPointer { found in
            let found = UncheckedResults(found)
            concurrently(halves.count) { half in
                let tally = tallies[half].pointer(UInt32.self)
                var first: Int?, previous = 0, isAscending = true
                halves.forEachBlock(of: half, in: owners) { block, _ in
                    let rows = block.memory.pointer(UInt32.self)
                    if first == nil { first = min(Int(rows[0]), ownerCount) }
                    for row in 0..<block.count {
                        let owner = min(Int(rows[row]), ownerCount)
                        tally[owner] &+= 1
                        if owner < previous { isAscending = false }
                        previous = owner
                    }
                }
                found.buffer[half] = (first ?? ownerCount, first == nil ? ownerCount : previous, isAscending)
            }
        }
        return found.allSatisfy(\.isAscending) && zip(found, found.dropFirst()).allSatisfy { $0.last <= $1.first }
    }

    /// Where owners' records are not in order, the order in which they are.
    ///
    /// - Parameter keys: columns in this order of rows; the first decides, the next where it leaves records equal, then
    ///   their places.
    /// - Returns: nil where all are in order.
    func sorted(by keys: [Column]) throws(OutOfMemory) -> RowOrder? {
        guard let offsets, !keys.isEmpty else { return nil }
        let words = keys.map { SortableColumn($0) }
        let runs = offsets.count
        var unordered = [[Int]](repeating: [], count: 2)
        unordered.withUnsafeMutableBufferPointer { lists in
            let lists = UncheckedResults(lists)
            offsets.withUnsafe { offsets in
                concurrently(2, rows: count) { half in
                    lists.buffer[half] = SortableColumn.unordered(
                        words, offsets, half == 0 ? 0..<runs / 2 : runs / 2..<runs, count)
                }
            }
        }
        if unordered.allSatisfy(\.isEmpty) { return nil }
        guard let moves = LargeMemory(byteCount: count * 4), let memory = LargeMemory(byteCount: count * 4) else {
            throw OutOfMemory()
        }
        let moved = moves.pointer(UInt32.self), target = memory.pointer(UInt32.self)
        for row in 0..<count { moved[row] = UInt32(truncatingIfNeeded: row) }
        offsets.withUnsafe { offsets in
            concurrently(2, rows: count) { half in
                for run in unordered[half] {
                    let start = Int(offsets[run]), end = run + 1 < runs ? Int(offsets[run + 1]) : count
                    for (place, row) in SortableColumn.sorted(words, start..<end).enumerated() {
                        moved[row] = UInt32(start + place)
                    }
                }
            }
        }
        if let positions = try positions() {
            positions.withUnsafe { positions in
                for place in 0..<count { target[place] = moved[Int(positions[place])] }
            }
        } else {
            target.update(from: moved, count: count)
        }
        return RowOrder(count: count, .at(ColumnBuffer(memory, count: count)), offsets: offsets, orphans: orphans)
    }
}

/// Values of a staged column by their place in the scan, as words that compare as they do.
struct SortableKeys {
    private let column: StagedColumn
    private let starts: [Int]

    init(_ column: StagedColumn) {
        self.column = column
        var starts: [Int] = [], start = 0
        for block in column.blocks {
            starts.append(start)
            start += block.count
        }
        self.starts = starts
    }

    init?(_ column: StagedColumn?) {
        guard let column else { return nil }
        self.init(column)
    }

    /// Missing values come first.
    func word(_ place: Int) -> Int64 {
        var low = 0, high = starts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= place { low = middle } else { high = middle }
        }
        let block = column.blocks[low], row = place - starts[low]
        if block.isMissing(row) { return Int64.min }
        switch column.values {
        case .integers: return block.integer(row)
        case .numbers:
            let bits = KeyBits.of(block.memory.pointer(Double.self)[row])
            return bits >= 0 ? bits : bits ^ Int64.max
        case .texts, .rows: return Int64(block.memory.pointer(UInt32.self)[row])
        }
    }

    func isBefore(_ left: Int, _ right: Int) -> Bool {
        let (a, b) = (word(left), word(right))
        return a != b ? a < b : left < right
    }
}
