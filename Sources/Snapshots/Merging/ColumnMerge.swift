internal import Columns
internal import Model
internal import Store

/// Puts values of new rows between those of old ones.
struct ColumnMerge {
    let insertion: RowInsertion
    /// Where rows that the column refers to lie now; nil where it holds values.
    var target: RowInsertion?

    /// - Parameter new: in the order of the scan of the new rows.
    /// - Returns: nil where what is missing in the old rows may be known now.
    func merge(_ old: Column, _ new: StagedColumn) throws(OutOfMemory) -> Column? {
        // A key that led nowhere may be that of a new row.
        if let target, target.count > 0, old.validity != nil { return nil }
        let validity = try validity(old, new)
        if case .double(let values) = old.stored {
            guard let memory = LargeMemory(byteCount: insertion.newCount * 8, isScattered: false) else {
                throw OutOfMemory()
            }
            let out = memory.pointer(Double.self)
            copy(values, out)
            place(new, out) { block, row in block.memory.pointer(Double.self)[row] }
            return Column(
                kind: old.kind, count: insertion.newCount,
                stored: .double(ColumnBuffer(memory, count: insertion.newCount)), validity: validity)
        }
        if let dictionary = old.dictionary { return try merge(texts: old, dictionary, new, validity) }
        if new.values == .rows { return try merge(rows: old, new, validity) }
        var words: [Int64] = [], least = Int64.max, greatest = Int64.min, unit = Int64.max
        for block in new.blocks {
            for row in 0..<block.count { words.append(block.isMissing(row) ? 0 : block.integer(row)) }
            guard block.least <= block.greatest else { continue }
            least = min(least, block.least)
            greatest = max(greatest, block.greatest)
            unit = min(unit, block.unit)
        }
        let known = new.blocks.flatMap { block in (0..<block.count).map { !block.isMissing($0) } }
        var encoding = Encoding(of: old)
        if !zip(words, known).allSatisfy({ !$1 || encoding.holds($0) }) {
            if let bounds = old.bounds {
                least = min(least, bounds.lowerBound)
                greatest = max(greatest, bounds.upperBound)
                unit = min(unit, old.unit)
            }
            encoding = Encoding(least: least, greatest: greatest, unit: unit)
        }
        let stored = zip(words, known).map { $1 ? ($0 &- encoding.base) / encoding.unit : 0 }
        // Without a range of the old values, none is known for the merged ones.
        let extremes = old.extremes.map {
            least <= greatest ? min($0.lowerBound, least)...max($0.upperBound, greatest) : $0
        }
        return try store(old, encoding, stored, validity, nil, extremes: extremes)
    }

    // MARK: Codes

    private func merge(
        texts old: Column, _ dictionary: TextDictionary, _ new: StagedColumn, _ validity: ColumnBuffer<UInt8>?
    ) throws(OutOfMemory) -> Column {
        let merged = try DictionaryMerge(dictionary, new.dictionary)
        let codes = new.blocks.flatMap { block in
            let codes = block.memory.pointer(UInt32.self)
            return (0..<block.count).map { block.isMissing($0) ? 0 : Int64(merged.newCodes[Int(codes[$0])]) }
        }
        return try store(
            old, Encoding(codesUpTo: Int64(merged.dictionary.count) - 1), codes, validity, merged.dictionary,
            merged.oldCodes.map { moved in { Int64(moved[Int($0)]) } })
    }

    private func merge(rows old: Column, _ new: StagedColumn, _ validity: ColumnBuffer<UInt8>?) throws(OutOfMemory)
        -> Column
    {
        let rows = new.blocks.flatMap { block in
            let rows = block.memory.pointer(UInt32.self)
            return (0..<block.count).map { rows[$0] == StagedColumn.noRow ? 0 : Int64(rows[$0]) }
        }
        var greatest = rows.max() ?? 0
        let moved: ((Int64) -> Int64)? = target.flatMap { target in
            target.isAtEnd ? nil : { Int64(target.moved(Int($0))) }
        }
        if let last = old.bounds?.upperBound { greatest = max(greatest, moved?(last) ?? last) }
        return try store(old, Encoding(codesUpTo: greatest), rows, validity, nil, moved)
    }

    // MARK: Writing

    /// - Parameters:
    ///   - new: as it is to be stored.
    ///   - moved: what became of an old value; nil where nothing did.
    private func store(
        _ old: Column, _ encoding: Encoding, _ new: [Int64], _ validity: ColumnBuffer<UInt8>?,
        _ dictionary: TextDictionary?,
        extremes: ClosedRange<Int64>? = nil, _ moved: ((Int64) -> Int64)? = nil
    ) throws(OutOfMemory) -> Column {
        guard let memory = LargeMemory(byteCount: insertion.newCount * encoding.width, isScattered: false) else {
            throw OutOfMemory()
        }
        let stored: Column.Stored = switch encoding.width {
        case 1: .int8(store(old, encoding, new, moved, memory))
        case 2: .int16(store(old, encoding, new, moved, memory))
        case 4: .int32(store(old, encoding, new, moved, memory))
        default: .int64(store(old, encoding, new, moved, memory))
        }
        return Column(
            kind: old.kind, count: insertion.newCount, stored: stored, base: encoding.base, unit: encoding.unit,
            validity: validity, dictionary: dictionary, extremes: extremes)
    }

    private func store<Stored: FixedWidthInteger & BitwiseCopyable>(
        _ old: Column, _ encoding: Encoding, _ new: [Int64], _ moved: ((Int64) -> Int64)?, _ memory: LargeMemory
    ) -> ColumnBuffer<Stored> {
        let out = memory.pointer(Stored.self)
        if moved == nil, encoding == Encoding(of: old), let values: ColumnBuffer<Stored> = old.buffer() {
            copy(values, out)
        } else {
            let words = SortableColumn(old), validity = old.validity
            insertion.forEachStretchConcurrently { rows, place in
                for row in rows {
                    if let validity, validity[row >> 3] >> UInt8(row & 7) & 1 == 0 { continue }
                    let word = words.word(row)
                    out[place + row - rows.lowerBound] = Stored(
                        truncatingIfNeeded: ((moved?(word) ?? word) &- encoding.base) / encoding.unit)
                }
            }
        }
        for (index, before) in insertion.before.enumerated() {
            out[Int(before) + index] = Stored(truncatingIfNeeded: new[insertion.rows[index]])
        }
        return ColumnBuffer(memory, count: insertion.newCount)
    }

    private func copy<Value: BitwiseCopyable>(_ old: ColumnBuffer<Value>, _ out: UnsafeMutablePointer<Value>) {
        // Nothing but whole stretches within both: `insertion` counts the column's rows.
        old.withUnsafe { old in
            guard let base = old.baseAddress else { return }
            insertion.forEachStretchConcurrently { rows, place in
                (out + place).update(from: base + rows.lowerBound, count: rows.count)
            }
        }
    }

    private func place<Value>(
        _ new: StagedColumn, _ out: UnsafeMutablePointer<Value>, _ value: (StagedColumn.Block, Int) -> Value
    ) {
        let values = new.blocks.flatMap { block in (0..<block.count).map { value(block, $0) } }
        for (index, before) in insertion.before.enumerated() {
            out[Int(before) + index] = values[insertion.rows[index]]
        }
    }

    /// nil where nothing is missing.
    private func validity(_ old: Column, _ new: StagedColumn) throws(OutOfMemory) -> ColumnBuffer<UInt8>? {
        let isKnown = new.blocks.flatMap { block in
            let rows = block.memory.pointer(UInt32.self)
            return (0..<block.count).map { new.values == .rows ? rows[$0] != StagedColumn.noRow : !block.isMissing($0) }
        }
        guard old.validity != nil || isKnown.contains(false) else { return nil }
        let count = insertion.newCount, size = (count + 7) / 8
        guard let memory = LargeMemory(byteCount: size) else { throw OutOfMemory() }
        let bits = memory.pointer(UInt8.self)
        bits.update(repeating: 0xFF, count: count / 8)
        if count % 8 > 0 { bits[size - 1] = UInt8(1) << UInt8(count % 8) - 1 }
        if let validity = old.validity {
            validity.withUnsafe { validity in
                insertion.forEachStretch { rows, place in
                    for row in rows where validity[row >> 3] >> UInt8(row & 7) & 1 == 0 {
                        let now = place + row - rows.lowerBound
                        bits[now >> 3] &= ~(1 << UInt8(now & 7))
                    }
                }
            }
        }
        for (index, before) in insertion.before.enumerated() where !isKnown[insertion.rows[index]] {
            let now = Int(before) + index
            bits[now >> 3] &= ~(1 << UInt8(now & 7))
        }
        return ColumnBuffer(memory, count: size)
    }
}

/// A dictionary with the texts of another one, and what became of both's codes.
struct DictionaryMerge {
    let dictionary: TextDictionary
    /// nil where they are as they were.
    let oldCodes: [UInt32]?
    let newCodes: [UInt32]

    init(_ old: TextDictionary, _ new: TextDictionary?) throws(OutOfMemory) {
        let newCount = new?.count ?? 0
        var oldCodes: [UInt32] = [], newCodes: [UInt32] = []
        oldCodes.reserveCapacity(old.count)
        // Both ascend.
        var merged: [(isOld: Bool, code: Int)] = [], size = 0, added = 0
        merged.reserveCapacity(old.count + newCount)
        while oldCodes.count < old.count || newCodes.count < newCount {
            let order = oldCodes.count == old.count ? 1 : newCodes.count == newCount ? -1
                : DictionaryMerge.compare(old, oldCodes.count, new ?? old, newCodes.count)
            let code = UInt32(merged.count)
            merged.append(order <= 0 ? (true, oldCodes.count) : (false, newCodes.count))
            if order > 0 { added += 1 }
            if order <= 0 { oldCodes.append(code) }
            if order >= 0 { newCodes.append(code) }
        }
        self.newCodes = newCodes
        guard added > 0, let new else {
            dictionary = old
            self.oldCodes = nil
            return
        }
        self.oldCodes = oldCodes
        for entry in merged { size += (entry.isOld ? old : new).length(entry.code) }
        guard size < Int(UInt32.max), let offsets = LargeMemory(byteCount: (merged.count + 1) * 4),
            let bytes = LargeMemory(byteCount: size)
        else { throw OutOfMemory() }
        var end = 0
        for (code, entry) in merged.enumerated() {
            let source = entry.isOld ? old : new
            source.withBytes(entry.code) { text in
                if let base = text.baseAddress { (bytes.base + end).copyMemory(from: base, byteCount: text.count) }
                end += text.count
            }
            offsets.pointer(UInt32.self)[code + 1] = UInt32(end)
        }
        dictionary = TextDictionary(
            offsets: ColumnBuffer(offsets, count: merged.count + 1), bytes: ColumnBuffer(bytes, count: end))
    }

    private static func compare(_ left: TextDictionary, _ a: Int, _ right: TextDictionary, _ b: Int) -> Int {
        left.withBytes(a) { left in right.withBytes(b) { right in TextPool.compare(left, right) } }
    }
}

extension TextDictionary {
    fileprivate func length(_ code: Int) -> Int { Int(offsets[code + 1] - offsets[code]) }

    fileprivate func withBytes<Result>(_ code: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        let start = Int(offsets[code]), end = Int(offsets[code + 1])
        return bytes.withUnsafe { body(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: $0[start..<end]))) }
    }
}

extension Encoding {
    init(of column: Column) {
        self.init(codesUpTo: 0)
        base = column.base
        unit = column.unit
        width = switch column.stored {
        case .int8: 1
        case .int16: 2
        case .int32: 4
        case .int64, .double: 8
        }
    }

    /// Whether a value can be stored.
    func holds(_ value: Int64) -> Bool {
        let (distance, overflows) = value.subtractingReportingOverflow(base)
        guard !overflows, distance % unit == 0 else { return false }
        let stored = distance / unit
        return width == 8 || stored >= -(1 << (width * 8 - 1)) && stored < 1 << (width * 8 - 1)
    }
}

extension Column {
    fileprivate func buffer<Stored>() -> ColumnBuffer<Stored>? {
        switch stored {
        case .int8(let buffer): buffer as? ColumnBuffer<Stored>
        case .int16(let buffer): buffer as? ColumnBuffer<Stored>
        case .int32(let buffer): buffer as? ColumnBuffer<Stored>
        case .int64(let buffer): buffer as? ColumnBuffer<Stored>
        case .double(let buffer): buffer as? ColumnBuffer<Stored>
        }
    }

    /// The range of the known values; nil if there are none.
    fileprivate var bounds: ClosedRange<Int64>? {
        let words = SortableColumn(self)
        var least = Int64.max, greatest = Int64.min
        for row in 0..<count {
            if let validity, validity[row >> 3] >> UInt8(row & 7) & 1 == 0 { continue }
            let word = words.word(row)
            least = min(least, word)
            greatest = max(greatest, word)
        }
        return least <= greatest ? least...greatest : nil
    }
}
