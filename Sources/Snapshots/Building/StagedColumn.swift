internal import Columns
internal import Store

/// A column as it came out of the store, in the order of the scan, narrowed block by block.
struct StagedColumn {
    enum Values {
        /// `base + unit * stored`, stored in 32 bits, or, where `isWide`, in 64 with base 0 and unit 1.
        case integers
        case numbers
        /// Codes of the pool of the block's part; once `sortTexts` has run, of the dictionary.
        case texts
        /// Rows of another entity, `StagedColumn.noRow` where there is none.
        case rows
    }

    struct Block {
        let count: Int
        let memory: LargeMemory
        var base: Int64 = 0
        var unit: Int64 = 1
        var isWide = false
        /// One byte a row; nil where all are known.
        var missing: LargeMemory?
        /// The range of the known integers; empty if there are none.
        var least = Int64.max
        var greatest = Int64.min
        /// Which part of a scan that was done in several.
        var part = 0
    }

    static let noRow = UInt32.max

    let values: Values
    var blocks: [Block] = []
    /// For texts: one pool per part.
    var pools: [TextPool] = []

    var dictionary: TextDictionary?

    var count: Int { blocks.reduce(0) { $0 + $1.count } }

    /// Texts that are keys → the rows they stand for.
    ///
    /// - Precondition: the blocks are of one part.
    mutating func lookUpTexts(in keys: KeyIndex) {
        guard values == .texts else { return }
        let pool = pools.first ?? TextPool()
        let rows = (0..<pool.count).map { keys.row(ofText: pool.text($0)) }
        rows.withUnsafeBufferPointer { rows in
            for block in blocks {
                let codes = block.memory.pointer(UInt32.self)
                for row in 0..<block.count where codes[row] != TextPool.missing { codes[row] = rows[Int(codes[row])] }
            }
        }
        self = StagedColumn(values: .rows, blocks: blocks)
    }

    /// Makes one dictionary of the parts' pools.
    mutating func sortTexts() throws(OutOfMemory) {
        guard values == .texts, dictionary == nil else { return }
        let merged = pools.first ?? TextPool()
        var codes: [[UInt32]] = []
        for pool in pools {
            codes.append((0..<pool.count).map { pool === merged ? UInt32($0) : merged.code(of: pool.text($0)) })
        }
        let order = merged.sortedCodes()
        guard merged.byteCount < Int(UInt32.max), let offsets = LargeMemory(byteCount: (order.count + 1) * 4),
            let bytes = LargeMemory(byteCount: merged.byteCount)
        else { throw OutOfMemory() }
        var ranks = [UInt32](repeating: 0, count: order.count), end = 0
        for (rank, code) in order.enumerated() {
            ranks[Int(code)] = UInt32(rank)
            let text = merged.text(Int(code))
            if let base = text.baseAddress { (bytes.base + end).copyMemory(from: base, byteCount: text.count) }
            end += text.count
            offsets.pointer(UInt32.self)[rank + 1] = UInt32(end)
        }
        let ranksByPart = codes.map { $0.map { ranks[Int($0)] } }
        for block in blocks {
            let values = block.memory.pointer(UInt32.self)
            ranksByPart[block.part].withUnsafeBufferPointer { ranks in
                for row in 0..<block.count where values[row] != TextPool.missing {
                    values[row] = ranks[Int(values[row])]
                }
            }
        }
        dictionary = TextDictionary(
            offsets: ColumnBuffer(offsets, count: order.count + 1), bytes: ColumnBuffer(bytes, count: end))
        pools = []
    }
}

extension ColumnBuffer {
    init(_ memory: LargeMemory, count: Int) {
        self.init(ColumnBytes(memory.bytes) { _ = memory }, count: count)
    }
}

/// No memory for what a question needs.
struct OutOfMemory: Error {}

extension StagedColumn.Block {
    /// Units of times and lengths of time that are worth a try, the largest first.
    private static let units: [Int64] = [86_400_000_000, 1_000_000]

    static func integers(_ count: Int, _ column: TableScan.ColumnBlock, isTemporal: Bool) throws(OutOfMemory) -> Self {
        let values = column.integers
        var least = Int64.max, greatest = Int64.min
        var missing: LargeMemory?
        if column.hasMissing {
            missing = try copy(column, count)
            let isMissing = column.isMissing
            for row in 0..<count where isMissing[row] == 0 {
                least = min(least, values[row])
                greatest = max(greatest, values[row])
            }
        } else {
            for row in 0..<count {
                least = min(least, values[row])
                greatest = max(greatest, values[row])
            }
        }
        let unit = isTemporal ? unit(values, count) : 1
        // A missing value is stored as 0 and may lie far from the others.
        let base = least > greatest || fits(least, greatest, 0, unit) ? 0 : least - least % unit
        guard least > greatest || fits(least, greatest, base, unit) else {
            guard let memory = LargeMemory(byteCount: count * 8) else { throw OutOfMemory() }
            memory.base.copyMemory(from: column.memory.base, byteCount: count * 8)
            return Self(count: count, memory: memory, isWide: true, missing: missing, least: least, greatest: greatest)
        }
        guard let memory = LargeMemory(byteCount: count * 4) else { throw OutOfMemory() }
        let narrow = memory.pointer(Int32.self)
        switch unit {
        case 86_400_000_000:
            for row in 0..<count { narrow[row] = Int32(truncatingIfNeeded: (values[row] &- base) / 86_400_000_000) }
        case 1_000_000:
            for row in 0..<count { narrow[row] = Int32(truncatingIfNeeded: (values[row] &- base) / 1_000_000) }
        default: for row in 0..<count { narrow[row] = Int32(truncatingIfNeeded: values[row] &- base) }
        }
        return Self(
            count: count, memory: memory, base: base, unit: unit, missing: missing, least: least, greatest: greatest)
    }

    static func numbers(_ count: Int, _ column: TableScan.ColumnBlock) throws(OutOfMemory) -> Self {
        guard let memory = LargeMemory(byteCount: count * 8) else { throw OutOfMemory() }
        memory.base.copyMemory(from: column.memory.base, byteCount: count * 8)
        return Self(
            count: count, memory: memory, isWide: true, missing: column.hasMissing ? try copy(column, count) : nil)
    }

    static func texts(_ count: Int, _ column: TableScan.ColumnBlock) throws(OutOfMemory) -> Self {
        guard let memory = LargeMemory(byteCount: count * 4) else { throw OutOfMemory() }
        memory.base.copyMemory(from: column.memory.base, byteCount: count * 4)
        return Self(count: count, memory: memory, missing: column.hasMissing ? try copy(column, count) : nil)
    }

    /// The rows that keys stand for.
    static func rows(_ count: Int, _ column: TableScan.ColumnBlock, _ keys: KeyIndex) throws(OutOfMemory) -> Self {
        guard let memory = LargeMemory(byteCount: count * 4) else { throw OutOfMemory() }
        let rows = memory.pointer(UInt32.self), words = column.integers, isMissing = column.isMissing
        if column.kind == .number {
            let numbers = column.memory.pointer(Double.self)
            for row in 0..<count {
                rows[row] = isMissing[row] != 0 ? StagedColumn.noRow : keys.row(of: KeyBits.of(numbers[row]))
            }
        } else if case .dense(let first, let keyCount) = keys, !column.hasMissing {
            let limit = UInt64(keyCount)
            for row in 0..<count {
                let place = UInt64(bitPattern: words[row] &- first)
                rows[row] = place < limit ? UInt32(truncatingIfNeeded: place) : StagedColumn.noRow
            }
        } else {
            for row in 0..<count { rows[row] = isMissing[row] != 0 ? StagedColumn.noRow : keys.row(of: words[row]) }
        }
        return Self(count: count, memory: memory)
    }

    private static func unit(_ values: UnsafeMutablePointer<Int64>, _ count: Int) -> Int64 {
        // Missing values are stored as 0, which every unit divides.
        var row = 0
        while row < count, values[row] % 86_400_000_000 == 0 { row += 1 }
        if row == count { return 86_400_000_000 }
        while row < count, values[row] % 1_000_000 == 0 { row += 1 }
        return row == count ? 1_000_000 : 1
    }

    /// Whether 32 bits hold what lies between the two.
    private static func fits(_ least: Int64, _ greatest: Int64, _ base: Int64, _ unit: Int64) -> Bool {
        let (low, o1) = least.subtractingReportingOverflow(base),
            (high, o2) = greatest.subtractingReportingOverflow(base)
        return !o1 && !o2 && Int32(exactly: low / unit) != nil && Int32(exactly: high / unit) != nil
    }

    private static func copy(_ column: TableScan.ColumnBlock, _ count: Int) throws(OutOfMemory) -> LargeMemory {
        guard let memory = LargeMemory(byteCount: count) else { throw OutOfMemory() }
        memory.base.copyMemory(from: column.missing.base, byteCount: count)
        return memory
    }

    /// The integer in a row of the block; meaningless where it is missing.
    func integer(_ row: Int) -> Int64 {
        isWide ? memory.pointer(Int64.self)[row] : base &+ Int64(memory.pointer(Int32.self)[row]) &* unit
    }

    func isMissing(_ row: Int) -> Bool { missing.map { $0.pointer(UInt8.self)[row] != 0 } ?? false }
}
