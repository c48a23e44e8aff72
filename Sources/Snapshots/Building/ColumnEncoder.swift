internal import Concurrency
internal import Columns
internal import Model
internal import Store

/// Staged values → a column in the snapshot's order, in the narrowest integers that hold them.
struct ColumnEncoder {
    let order: RowOrder
    /// Keeps what `positions` leads to.
    private let kept: ColumnBuffer<UInt32>?
    private let positions: UnsafePointer<UInt32>?

    init(order: RowOrder) throws(OutOfMemory) {
        self.order = order
        kept = try order.positions()
        positions = kept?.withUnsafe { $0.baseAddress }
    }

    func encode(_ staged: StagedColumn, kind: ValueKind) throws(OutOfMemory) -> Column {
        let validity = try validity(staged)
        switch staged.values {
        case .numbers:
            let memory = try allocate(8)
            forEachBlock(staged) { block, place in
                let values = block.memory.pointer(Double.self)
                scatter(block, place, memory.pointer(Double.self)) { values[$0] }
            }
            return Column(
                kind: kind, count: order.count, stored: .double(ColumnBuffer(memory, count: order.count)),
                validity: validity)
        case .texts, .rows:
            let greatest = staged.dictionary.map { Int64($0.count) - 1 } ?? greatestRow(staged)
            let encoding = Encoding(codesUpTo: greatest)
            let stored = try store(staged, encoding)
            return Column(
                kind: kind, count: order.count, stored: stored, validity: validity, dictionary: staged.dictionary)
        case .integers:
            let encoding = Encoding(staged)
            return Column(
                kind: kind, count: order.count, stored: try store(staged, encoding), base: encoding.base,
                unit: encoding.unit, validity: validity,
                extremes: encoding.extremes)
        }
    }

    private func allocate(_ width: Int) throws(OutOfMemory) -> LargeMemory {
        guard let memory = LargeMemory(byteCount: order.count * width, isScattered: positions != nil) else {
            throw OutOfMemory()
        }
        return memory
    }

    private func greatestRow(_ staged: StagedColumn) -> Int64 {
        var greatest: UInt32 = 0
        for block in staged.blocks {
            let rows = block.memory.pointer(UInt32.self)
            for row in 0..<block.count where rows[row] != StagedColumn.noRow { greatest = max(greatest, rows[row]) }
        }
        return Int64(greatest)
    }

    private func store(_ staged: StagedColumn, _ encoding: Encoding) throws(OutOfMemory) -> Column.Stored {
        switch encoding.width {
        case 1: .int8(try store(staged, encoding, Int8.self))
        case 2: .int16(try store(staged, encoding, Int16.self))
        case 4: .int32(try store(staged, encoding, Int32.self))
        default: .int64(try store(staged, encoding, Int64.self))
        }
    }

    @inline(__always)
    private func store<Stored: FixedWidthInteger & BitwiseCopyable>(
        _ staged: StagedColumn, _ encoding: Encoding, _: Stored.Type
    ) throws(OutOfMemory) -> ColumnBuffer<Stored> {
        let memory = try allocate(MemoryLayout<Stored>.stride)
        let out = memory.pointer(Stored.self)
        forEachBlock(staged) { block, place in
            let narrow = block.memory.pointer(Int32.self), wide = block.memory.pointer(Int64.self)
            // Both are exact: the column's unit divides the block's, and the distance of their bases.
            let offset = (block.base &- encoding.base) / encoding.unit, factor = block.unit / encoding.unit
            if staged.values != .integers {
                scatter(block, place, out) { narrow[$0] == -1 ? 0 : Stored(truncatingIfNeeded: narrow[$0]) }
            } else if block.isWide {
                // A wide block's unit is 1, and so is the column's.
                scatter(block, place, out) { Stored(truncatingIfNeeded: wide[$0] &- encoding.base) }
            } else if offset == 0, factor == 1 {
                scatter(block, place, out) { Stored(truncatingIfNeeded: narrow[$0]) }
            } else {
                scatter(block, place, out) { Stored(truncatingIfNeeded: offset &+ Int64(narrow[$0]) &* factor) }
            }
        }
        return ColumnBuffer(memory, count: order.count)
    }

    /// Two blocks at a time.
    private func forEachBlock(_ staged: StagedColumn, _ body: (StagedColumn.Block, Int) -> Void) {
        let halves = Halves(staged)
        concurrently(halves.count) { half in halves.forEachBlock(of: half, in: staged, body) }
    }

    /// Puts every known value where it belongs.
    @inline(__always)
    private func scatter<Stored>(
        _ block: StagedColumn.Block, _ place: Int, _ out: UnsafeMutablePointer<Stored>, _ value: (Int) -> Stored
    ) {
        let positions = positions.map { $0 + place }
        if let missing = block.missing?.pointer(UInt8.self) {
            for row in 0..<block.count where missing[row] == 0 {
                out[positions.map { Int($0[row]) } ?? place + row] = value(row)
            }
        } else if let positions {
            for row in 0..<block.count { out[Int(positions[row])] = value(row) }
        } else {
            for row in 0..<block.count { out[place + row] = value(row) }
        }
    }

    /// nil where nothing is missing.
    private func validity(_ staged: StagedColumn) throws(OutOfMemory) -> ColumnBuffer<UInt8>? {
        let isRows = staged.values == .rows
        guard staged.blocks.contains(where: { $0.missing != nil || isRows && hasNoRow($0) }) else { return nil }
        let size = (order.count + 7) / 8
        guard let memory = LargeMemory(byteCount: size) else { throw OutOfMemory() }
        let bits = memory.pointer(UInt8.self)
        bits.update(repeating: 0xFF, count: order.count / 8)
        if order.count % 8 > 0 { bits[size - 1] = UInt8(1) << UInt8(order.count % 8) - 1 }
        var place = 0
        for block in staged.blocks {
            let rows = block.memory.pointer(UInt32.self)
            for row in 0..<block.count where block.isMissing(row) || isRows && rows[row] == StagedColumn.noRow {
                let position = positions.map { Int($0[place + row]) } ?? place + row
                bits[position >> 3] &= ~(1 << UInt8(position & 7))
            }
            place += block.count
        }
        return ColumnBuffer(memory, count: size)
    }

    private func hasNoRow(_ block: StagedColumn.Block) -> Bool {
        let rows = block.memory.pointer(UInt32.self)
        for row in 0..<block.count where rows[row] == StagedColumn.noRow { return true }
        return false
    }
}

/// In which integers the values of a column are stored.
struct Encoding: Equatable {
    var base: Int64 = 0
    var unit: Int64 = 1
    /// Bytes a value.
    var width = 8
    /// The range of the known values; nil if there are none.
    var extremes: ClosedRange<Int64>?

    init(_ staged: StagedColumn) {
        var least = Int64.max, greatest = Int64.min, unit = Int64.max
        for block in staged.blocks where block.least <= block.greatest {
            least = min(least, block.least)
            greatest = max(greatest, block.greatest)
            unit = min(unit, block.unit)
        }
        self =
            least > greatest
            ? Encoding(least: 0, greatest: 0, unit: 1) : Encoding(least: least, greatest: greatest, unit: unit)
        if least <= greatest { extremes = least...greatest }
    }

    /// Codes and rows, which have base 0.
    init(codesUpTo greatest: Int64) { width = Encoding.width(0, greatest) }

    /// The narrowest with base 0, or one narrower with another base: appended values are likely to fit a base of 0 too.
    init(least: Int64, greatest: Int64, unit: Int64) {
        self.unit = unit
        let low = least / unit, high = greatest / unit
        width = Encoding.width(low, high)
        let (span, overflows) = high.subtractingReportingOverflow(low)
        if overflows || width == 1 {
            reset(width == 8)
            return
        }
        let narrow: (width: Int, half: Int64) =
            span < 1 << 8 ? (1, 1 << 7) : span < 1 << 16 ? (2, 1 << 15) : span < 1 << 32 ? (4, 1 << 31) : (8, 0)
        let (base, o1) = low.addingReportingOverflow(narrow.half)
        let (scaled, o2) = base.multipliedReportingOverflow(by: unit)
        if narrow.width < width, !o1, !o2 {
            width = narrow.width
            self.base = scaled
            return
        }
        reset(width == 8)
    }

    /// Eight bytes hold everything as it is.
    private mutating func reset(_ isWide: Bool) {
        if isWide { unit = 1 }
    }

    private static func width(_ low: Int64, _ high: Int64) -> Int {
        Int8(exactly: low) != nil && Int8(exactly: high) != nil
            ? 1
            : Int16(exactly: low) != nil && Int16(exactly: high) != nil
                ? 2
            : Int32(exactly: low) != nil && Int32(exactly: high) != nil ? 4 : 8
    }
}
