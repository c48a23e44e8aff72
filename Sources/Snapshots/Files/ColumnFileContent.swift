internal import Columns
internal import Model

// How columns and the order of rows are put into files, and taken out.

extension ColumnFileContent {
    init(_ column: Column) {
        let (width, values): (Int64, ColumnBytes) = switch column.stored {
        case .int8(let buffer): (1, buffer.owner)
        case .int16(let buffer): (2, buffer.owner)
        case .int32(let buffer): (4, buffer.owner)
        case .int64(let buffer): (8, buffer.owner)
        case .double(let buffer): (0, buffer.owner)
        }
        numbers = [Int64(column.kind.rawValue), Int64(column.count), width, column.base, column.unit]
        if let extremes = column.extremes { numbers += [1, extremes.lowerBound, extremes.upperBound] }
        pieces = [values, column.validity?.owner, column.dictionary?.offsets.owner, column.dictionary?.bytes.owner]
    }

    /// nil where the content is no column.
    var column: Column? {
        guard numbers.count >= 5, pieces.count >= 4,
            let kind = UInt8(exactly: numbers[0]).flatMap(ValueKind.init(rawValue:)),
            let count = Int(exactly: numbers[1]),
              let values = pieces[0], count >= 0 else { return nil }
        let stored: Column.Stored
        switch numbers[2] {
        case 1 where values.bytes.count == count: stored = .int8(ColumnBuffer(values, count: count))
        case 2 where values.bytes.count == count * 2: stored = .int16(ColumnBuffer(values, count: count))
        case 4 where values.bytes.count == count * 4: stored = .int32(ColumnBuffer(values, count: count))
        case 8 where values.bytes.count == count * 8: stored = .int64(ColumnBuffer(values, count: count))
        case 0 where values.bytes.count == count * 8: stored = .double(ColumnBuffer(values, count: count))
        default: return nil
        }
        var validity: ColumnBuffer<UInt8>?
        if let bits = pieces[1] {
            guard bits.bytes.count == (count + 7) / 8 else { return nil }
            validity = ColumnBuffer(bits, count: bits.bytes.count)
        }
        var dictionary: TextDictionary?
        if let offsets = pieces[2], let bytes = pieces[3] {
            guard offsets.bytes.count >= 4, offsets.bytes.count % 4 == 0 else { return nil }
            dictionary = TextDictionary(
                offsets: ColumnBuffer(offsets.copy(), count: offsets.bytes.count / 4),
                bytes: ColumnBuffer(bytes, count: bytes.bytes.count))
        }
        guard (kind == .text) == (dictionary != nil) else { return nil }
        let extremes = numbers.count >= 8 && numbers[5] == 1 && numbers[6] <= numbers[7] ? numbers[6]...numbers[7] : nil
        return Column(
            kind: kind, count: count, stored: stored, base: numbers[3], unit: numbers[4], validity: validity,
            dictionary: dictionary, extremes: extremes)
    }

    init(_ order: RowOrder) throws(OutOfMemory) {
        numbers = [Int64(order.count), Int64(order.orphans)]
        pieces = [try order.positions()?.owner, order.offsets?.owner]
    }

    /// nil where the content is no order of rows.
    var order: RowOrder? {
        guard numbers.count >= 2, pieces.count >= 2, let count = Int(exactly: numbers[0]),
            let orphans = Int(exactly: numbers[1])
        else { return nil }
        if let positions = pieces[0], positions.bytes.count != count * 4 { return nil }
        if let offsets = pieces[1], offsets.bytes.count % 4 != 0 { return nil }
        return RowOrder(count: count, pieces[0].map { .at(ColumnBuffer($0, count: count)) } ?? .asScanned,
                        offsets: pieces[1].map { ColumnBuffer($0.copy(), count: $0.bytes.count / 4) }, orphans: orphans)
    }
}

extension ColumnBytes {
    /// In memory of its own: what says where something else lies stays as it was when the file loses its end.
    fileprivate func copy() -> ColumnBytes {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: max(bytes.count, 1), alignment: 64)
        memory.copyMemory(from: bytes)
        return ColumnBytes(UnsafeRawBufferPointer(rebasing: memory[0..<bytes.count])) { memory.deallocate() }
    }
}
