internal import Concurrency
internal import Columns
internal import Store

/// Positions of an order of rows that new ones were merged into, worked out when they are asked for: columns that are
/// merged only need to know where the new rows lie. What asks is what builds another column, and the file, once the
/// question is answered.
final class MergedPositions: Sendable {
    let insertion: RowInsertion
    private let old: RowOrder
    private let known = Monitor<ColumnBuffer<UInt32>?>(nil)

    /// - Parameter insertion: of the new rows, the last ones of the scan, into the old order.
    init(_ old: RowOrder, _ insertion: RowInsertion) {
        self.old = old
        self.insertion = insertion
    }

    func get() throws(OutOfMemory) -> ColumnBuffer<UInt32> {
        try known.locked { (known) throws(OutOfMemory) in
            if let known { return known }
            let positions = try positions()
            known = positions
            return positions
        }
    }

    private func positions() throws(OutOfMemory) -> ColumnBuffer<UInt32> {
        guard let memory = LargeMemory(byteCount: insertion.newCount * 4, isScattered: false) else {
            throw OutOfMemory()
        }
        let target = memory.pointer(UInt32.self), count = old.count
        if let positions = try old.positions() {
            positions.withUnsafe { positions in
                concurrently(2) { half in
                    for place in (half == 0 ? 0..<count / 2 : count / 2..<count) {
                        target[place] = UInt32(truncatingIfNeeded: insertion.moved(Int(positions[place])))
                    }
                }
            }
        } else {
            insertion.forEachStretch { rows, place in
                var row = UInt32(truncatingIfNeeded: place)
                for old in rows {
                    target[old] = row
                    row &+= 1
                }
            }
        }
        for (index, before) in insertion.before.enumerated() {
            target[count + insertion.rows[index]] = before + UInt32(index)
        }
        return ColumnBuffer(memory, count: insertion.newCount)
    }
}
