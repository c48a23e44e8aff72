import Model

/// Column → vector: the rows of a frame, unpacked.
extension Column {
    func vector(_ rows: Frame.Rows, texts: Texts?) -> Vector {
        let valid = validity.map { known(rows, $0) }
        if let texts { return Vector(.texts(codes(rows), texts), valid: valid) }
        if case .double(let values) = stored { return Vector(.numbers(unpacked(rows, values) { $0 }), valid: valid) }
        return Vector(.integers(integers(rows)), valid: valid)
    }

    private func integers(_ rows: Frame.Rows) -> [Int64] {
        let (base, unit) = (base, unit)
        let isPlain = base == 0 && unit == 1
        func all<Stored: FixedWidthInteger & BitwiseCopyable>(_ values: ColumnBuffer<Stored>) -> [Int64] {
            isPlain ? unpacked(rows, values) { Int64(truncatingIfNeeded: $0) } : unpacked(rows, values) { base &+ unit &* Int64(truncatingIfNeeded: $0) }
        }
        return switch stored {
        case .int8(let values): all(values)
        case .int16(let values): all(values)
        case .int32(let values): all(values)
        case .int64(let values): all(values)
        case .double: []
        }
    }

    private func codes(_ rows: Frame.Rows) -> [Int32] {
        switch stored {
        case .int8(let values): unpacked(rows, values) { Int32($0) }
        case .int16(let values): unpacked(rows, values) { Int32($0) }
        case .int32(let values): unpacked(rows, values) { $0 }
        case .int64(let values): unpacked(rows, values) { Int32(truncatingIfNeeded: $0) }
        case .double: []
        }
    }

    private func unpacked<Stored: BitwiseCopyable, Result>(_ rows: Frame.Rows, _ values: ColumnBuffer<Stored>, _ convert: (Stored) -> Result) -> [Result] {
        values.withSpan { span in
            switch rows {
            case .range(let range):
                return [Result](unsafeUninitializedCapacity: range.count) { buffer, initialized in
                    var position = 0
                    for row in range {
                        buffer.initializeElement(at: position, to: convert(span[row]))
                        position &+= 1
                    }
                    initialized = range.count
                }
            case .list(let list):
                return [Result](unsafeUninitializedCapacity: list.count) { buffer, initialized in
                    for position in list.indices { buffer.initializeElement(at: position, to: convert(span[Int(list[position])])) }
                    initialized = list.count
                }
            }
        }
    }

    private func known(_ rows: Frame.Rows, _ validity: ColumnBuffer<UInt8>) -> [UInt8] {
        validity.withSpan { span in
            switch rows {
            case .range(let range): range.map { span[$0 >> 3] >> UInt8(truncatingIfNeeded: $0 & 7) & 1 }
            case .list(let list): list.map { span[Int($0) >> 3] >> UInt8(truncatingIfNeeded: Int($0) & 7) & 1 }
            }
        }
    }
}
