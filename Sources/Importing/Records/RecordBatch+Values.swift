internal import Model
internal import Store

extension RecordBatch.Cell {
    func value(as kind: ValueKind, in batch: RecordBatch) -> Value {
        switch tag {
        case .absent, .missing: .missing
        case .real: .number(Double(bitPattern: UInt64(bitPattern: bits)))
        case .text: .text(String(decoding: batch.text(self), as: UTF8.self))
        case .integer:
            switch kind {
            case .bool: .bool(bits != 0)
            case .money: .money(bits)
            case .date: .date(CivilDate(daysSinceEpoch: Int32(clamping: bits)))
            case .time: .time(Instant(microseconds: bits))
            case .duration: .duration(bits)
            case .int, .number, .text: .int(bits)
            }
        }
    }

    /// As messages name a key.
    func keyText(in batch: RecordBatch) -> [UInt8] {
        switch tag {
        case .text: Array(batch.text(self))
        case .real: Array("\(Double(bitPattern: UInt64(bitPattern: bits)))".utf8)
        default: Array("\(bits)".utf8)
        }
    }
}

extension RecordBatch {
    /// The cell for a key.
    func cell(of key: Value) -> Cell {
        switch key {
        case .int(let number): return Cell(bits: number, length: 0, tag: .integer)
        case .text(let text):
            var text = text
            return text.withUTF8 { appendText($0) }
        default: return .absent
        }
    }
}
