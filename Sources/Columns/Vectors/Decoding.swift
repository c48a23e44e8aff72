import Model

/// Column → vector: the rows of a frame, unpacked.
extension Column {
    func vector(_ rows: RowBatch.Rows, texts: StringDictionary?) -> Vector {
        let valid = validity.map { rows.known($0) }
        if let texts { return Vector(.texts(codes(rows), texts), valid: valid) }
        if case .double(let values) = stored { return Vector(.numbers(rows.map(values) { $0 }), valid: valid) }
        return Vector(.integers(integers(rows)), valid: valid)
    }

    func integers(_ rows: RowBatch.Rows) -> [Int64] {
        switch stored {
        case .int8(let values): integers(rows, values)
        case .int16(let values): integers(rows, values)
        case .int32(let values): integers(rows, values)
        case .int64(let values): integers(rows, values)
        case .double: []
        }
    }

    private func integers<Stored: FixedWidthInteger & BitwiseCopyable>(
        _ rows: RowBatch.Rows, _ values: ColumnBuffer<Stored>
    ) -> [Int64] {
        let (base, unit) = (base, unit)
        if unit == 1 { return rows.map(values) { base &+ Int64(truncatingIfNeeded: $0) } }
        return rows.map(values) { base &+ unit &* Int64(truncatingIfNeeded: $0) }
    }

    func codes(_ rows: RowBatch.Rows) -> [Int32] {
        switch stored {
        case .int8(let values): rows.map(values) { Int32($0) }
        case .int16(let values): rows.map(values) { Int32($0) }
        case .int32(let values): rows.map(values) { $0 }
        case .int64(let values): rows.map(values) { Int32(truncatingIfNeeded: $0) }
        case .double: []
        }
    }
}
