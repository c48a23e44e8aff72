internal import Columns
internal import Store

/// Which row of the snapshot each row of a scan becomes.
struct RowOrder {
    let count: Int
    /// By place in the scan; nil where rows are in order as they come.
    let positions: ColumnBuffer<UInt32>?
    /// Of records: `owners + 1` of them, see `EntityRows`.
    let offsets: ColumnBuffer<UInt32>?
    let orphans: Int

    init(count: Int, positions: ColumnBuffer<UInt32>?, offsets: ColumnBuffer<UInt32>?, orphans: Int) {
        self.count = count
        self.positions = positions
        self.offsets = offsets
        self.orphans = orphans
    }

    // MARK: By key

    /// Customers and look-ups: by key, those without one first.
    init(key: StagedColumn) throws(OutOfMemory) {
        count = key.count
        offsets = nil
        orphans = 0
        if RowOrder.ascends(key) {
            positions = nil
            return
        }
        let sortable = SortableKeys(key)
        let order = (0..<count).sorted { sortable.isBefore($0, $1) }
        guard let memory = LargeMemory(byteCount: count * 4) else { throw OutOfMemory() }
        for (position, row) in order.enumerated() { memory.pointer(UInt32.self)[row] = UInt32(position) }
        positions = ColumnBuffer(memory, count: count)
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

    /// Records: by owner, then by time, then by key.
    ///
    /// - Parameters:
    ///   - owners: the owner's row of each record.
    ///   - time: nil where the entity has no event time.
    ///   - key: nil where the scan is in the order of keys.
    init(owners: StagedColumn, ownerCount: Int, time: StagedColumn?, key: StagedColumn?) throws(OutOfMemory) {
        let count = owners.count
        self.count = count
        guard let ends = LargeMemory(byteCount: (ownerCount + 2) * 4), let memory = LargeMemory(byteCount: count * 4),
              let latest = LargeMemory(byteCount: (ownerCount + 1) * 8), let marks = LargeMemory(byteCount: ownerCount + 1) else { throw OutOfMemory() }
        // Shifted by one, so that the counting leaves starts where the placing leaves ends.
        let cursors = ends.pointer(UInt32.self)
        for block in owners.blocks {
            let rows = block.memory.pointer(UInt32.self)
            for row in 0..<block.count { cursors[min(Int(rows[row]), ownerCount) + 1] += 1 }
        }
        let orphans = Int(cursors[ownerCount + 1])
        self.orphans = orphans
        for owner in 0..<(ownerCount + 1) { cursors[owner + 1] += cursors[owner] }
        guard let offsets = LargeMemory(byteCount: (ownerCount + 1) * 4) else { throw OutOfMemory() }
        offsets.base.copyMemory(from: ends.base, byteCount: (ownerCount + 1) * 4)

        let times = latest.pointer(Int64.self), isUnordered = marks.pointer(UInt8.self), positions = memory.pointer(UInt32.self)
        times.update(repeating: Int64.min, count: ownerCount + 1)
        var place = 0, unordered = false
        // Equal times are in order only where the scan is in the order of keys.
        let tie: Int64 = key == nil ? 0 : 1
        for (index, block) in owners.blocks.enumerated() {
            let rows = block.memory.pointer(UInt32.self)
            let timeBlock = time.map { $0.blocks[index] }
            for row in 0..<block.count {
                let owner = min(Int(rows[row]), ownerCount)
                positions[place] = cursors[owner]
                if let timeBlock {
                    let value = timeBlock.isMissing(row) ? Int64.min : timeBlock.integer(row)
                    if value < times[owner] &+ tie, cursors[owner] != offsets.pointer(UInt32.self)[owner] {
                        isUnordered[owner] = 1
                        unordered = true
                    }
                    times[owner] = value
                } else if tie == 1 {
                    isUnordered[owner] = 1
                    unordered = true
                }
                cursors[owner] += 1
                place += 1
            }
        }
        self.positions = ColumnBuffer(memory, count: count)
        self.offsets = ColumnBuffer(offsets, count: ownerCount + 1)
        guard unordered else { return }
        try RowOrder.sort(owners, ownerCount, offsets, memory, isUnordered, SortableKeys(time), SortableKeys(key))
    }

    /// Sorts the runs of the owners that are marked.
    private static func sort(_ owners: StagedColumn, _ ownerCount: Int, _ offsets: LargeMemory, _ positions: LargeMemory, _ isUnordered: UnsafeMutablePointer<UInt8>,
                             _ time: SortableKeys?, _ key: SortableKeys?) throws(OutOfMemory) {
        let count = owners.count
        guard let memory = LargeMemory(byteCount: count * 4) else { throw OutOfMemory() }
        let scanned = memory.pointer(UInt32.self), positions = positions.pointer(UInt32.self), starts = offsets.pointer(UInt32.self)
        var place = 0
        for block in owners.blocks {
            let rows = block.memory.pointer(UInt32.self)
            for row in 0..<block.count {
                if isUnordered[min(Int(rows[row]), ownerCount)] != 0 { scanned[Int(positions[place])] = UInt32(place) }
                place += 1
            }
        }
        for owner in 0...ownerCount where isUnordered[owner] != 0 {
            let start = Int(starts[owner]), end = owner == ownerCount ? count : Int(starts[owner + 1])
            var run = UnsafeMutableBufferPointer(start: scanned + start, count: end - start)
            run.sort { left, right in
                if let time {
                    let (a, b) = (time.word(Int(left)), time.word(Int(right)))
                    if a != b { return a < b }
                }
                if let key {
                    if key.isBefore(Int(left), Int(right)) { return true }
                    if key.isBefore(Int(right), Int(left)) { return false }
                }
                return left < right
            }
            for position in start..<end { positions[Int(scanned[position])] = UInt32(position) }
        }
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
