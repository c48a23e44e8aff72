internal import Model
internal import Store

/// How the bytes of a cell become the value of its column.
extension RecordChecker {
    func cell(
        _ index: Int, _ column: CheckedColumn, _ bytes: UTF8Bytes, isLiteral: Bool
    ) throws(ValueReader.Problem) -> RecordBatch.Cell {
        switch column.kind {
        case .text:
            if column.isKey, !column.isExact, !KeyText.isText(bytes), writeInt(bytes, column.number),
               let number = scratch.bytes.withUnsafeBufferPointer({ try? reader.int($0) }) {
                return Array(String(number).utf8).withUnsafeBufferPointer { batch.appendText($0) }
            }
            try reader.checkText(bytes)
            return batch.appendText(bytes)
        case .int, .number, .money:
            // `1.234` is a thousand and more here, and must not be read as anything else.
            if column.number == .comma, !isLiteral { return try rewritten(column, bytes, reader, otherwise: nil) }
        case .date, .time:
            if column.isStated, let stated = stated[index] { return try value(column.kind, bytes, stated) }
        case .bool:
            if column.hasYes, let yes = yesWords[index] {
                let isYes = Array(String(decoding: bytes, as: UTF8.self).lowercased().utf8) == yes
                return RecordBatch.Cell(bits: isYes ? 1 : 0, length: 0, tag: .integer)
            }
        case .duration: break
        }
        do throws(ValueReader.Problem) { return try value(column.kind, bytes, reader) } catch {
            if isLiteral, column.kind == .number { throw error }
            return try rewritten(column, bytes, reader, otherwise: error)
        }
    }

    /// The value of a cell that is not written as programs write it.
    private func rewritten(_ column: CheckedColumn, _ bytes: UTF8Bytes, _ reader: ValueReader,
                           otherwise problem: ValueReader.Problem?) throws(ValueReader.Problem) -> RecordBatch.Cell {
        if let narrow = WideText.narrowed(bytes) {
            return try narrow.withUnsafeBufferPointer { (narrow) throws(ValueReader.Problem) in
                do throws(ValueReader.Problem) { return try value(column.kind, narrow, reader) } catch {
                    return try rewritten(column, narrow, reader, otherwise: error)
                }
            }
        }
        let isRewritten = switch column.kind {
        case .int: writeInt(bytes, column.number)
        case .number: column.number.write(bytes, currency: nil, into: &scratch)
        case .money:
            column.number.write(bytes, currency: reader.currency, into: &scratch)
                || ExponentText.write(bytes, into: &scratch)
        case .date, .time: column.date.write(bytes, isDay: column.kind == .date, into: &scratch)
        case .bool: BoolWords.write(bytes, into: &scratch)
        case .text, .duration: false
        }
        guard isRewritten else {
            throw problem ?? (column.kind == .int ? .notInt : column.kind == .money ? .notMoney : .notNumber)
        }
        let bits = scratch.bytes.withUnsafeBufferPointer { bytes -> Result<RecordBatch.Cell, ValueReader.Problem> in
            do throws(ValueReader.Problem) { return .success(try value(column.kind, bytes, reader)) } catch {
                return .failure(error)
            }
        }
        return try bits.get()
    }

    /// With a power of ten, too, where it is whole: `1e3`.
    private func writeInt(_ bytes: UTF8Bytes, _ form: NumberForm) -> Bool {
        form.write(bytes, currency: nil, into: &scratch) || ExponentText.write(bytes, into: &scratch)
    }

    private func value(
        _ kind: ValueKind, _ bytes: UTF8Bytes, _ reader: ValueReader
    ) throws(ValueReader.Problem) -> RecordBatch.Cell {
        let bits: Int64
        switch kind {
        case .int: bits = try reader.int(bytes)
        case .money: bits = try reader.money(bytes)
        case .time: bits = try reader.time(bytes).microseconds
        case .date: bits = Int64(try reader.date(bytes).daysSinceEpoch)
        case .bool: bits = try reader.bool(bytes) ? 1 : 0
        case .duration: bits = try reader.duration(bytes)
        case .number:
            return RecordBatch.Cell(bits: Int64(bitPattern: try reader.number(bytes).bitPattern), length: 0, tag: .real)
        case .text:
            try reader.checkText(bytes)
            return batch.appendText(bytes)
        }
        return RecordBatch.Cell(bits: bits, length: 0, tag: .integer)
    }
}
