internal import Columns
internal import Store

extension RowOrder {
    /// The order of an entity that got new rows, or whose owners did.
    ///
    /// - Parameters:
    ///   - owners: where new rows lie among the owner's.
    ///   - ofNew: the owners' rows of the new records, as they are numbered now.
    ///   - times: the event time of the old records, in their order, and of the new ones; nil where the entity has
    ///     none.
    /// - Precondition: keys are row numbers, and those of new records higher than all others.
    func merging(owners: RowInsertion, ofNew: StagedColumn, times: (old: Column, new: StagedColumn)?)
        throws(OutOfMemory) -> RowOrder
    {
        guard let offsets else { return self }
        let ownerCount = owners.newCount
        guard let starts = LargeMemory(byteCount: (ownerCount + 1) * 4) else { throw OutOfMemory() }
        let start = starts.pointer(UInt32.self)
        offsets.withUnsafe { old in
            // New owners have nothing yet: their runs begin where the next old one's does.
            owners.forEachStretch { rows, place in
                // Within both: `owners` counts the old owners.
                if let base = old.baseAddress {
                    (start + place).update(from: base + rows.lowerBound, count: rows.count)
                }
            }
            for (index, before) in owners.before.enumerated() { start[Int(before) + index] = old[Int(before)] }
            start[ownerCount] = old[owners.oldCount]
        }

        // By owner and time; equal ones stay in the order of their keys, behind the old ones.
        var new: [(owner: Int, time: Int64, row: Int)] = []
        new.reserveCapacity(ofNew.count)
        let newTimes = times.map { SortableKeys($0.new) }, oldTimes = times.map { SortableColumn($0.old) }
        for block in ofNew.blocks {
            let rows = block.memory.pointer(UInt32.self)
            for row in 0..<block.count {
                new.append((min(Int(rows[row]), ownerCount), newTimes?.word(new.count) ?? 0, new.count))
            }
        }
        new.sort { ($0.owner, $0.time, $0.row) < ($1.owner, $1.time, $1.row) }
        var inserting: [(before: Int, row: Int)] = []
        inserting.reserveCapacity(new.count)
        for record in new {
            let first = Int(start[record.owner])
            var end = record.owner < ownerCount ? Int(start[record.owner + 1]) : count
            // Mostly the new ones are the latest.
            if let oldTimes { while end > first, oldTimes.word(end - 1) > record.time { end -= 1 } }
            inserting.append((end, record.row))
        }
        let insertion = RowInsertion(oldCount: count, inserting: inserting)

        // An owner's records lie behind the new ones of all owners before.
        var owner = 0
        for (added, record) in new.enumerated() where record.owner >= owner {
            for behind in owner...record.owner { start[behind] &+= UInt32(truncatingIfNeeded: added) }
            owner = record.owner + 1
        }
        for behind in owner..<max(owner, ownerCount + 1) { start[behind] &+= UInt32(truncatingIfNeeded: new.count) }
        let newOffsets = ColumnBuffer<UInt32>(starts, count: ownerCount + 1)
        let orphans = insertion.newCount - Int(start[ownerCount])
        let arrangement: RowOrder.Arrangement =
            isAsScanned && insertion.isAtEnd ? .asScanned : .merged(MergedPositions(self, insertion))
        return RowOrder(count: insertion.newCount, arrangement, offsets: newOffsets, orphans: orphans)
    }
}
