internal import Model
internal import Store

/// Values of a field that the model knows, and further ones found in an input.
final class Vocabulary {
    let values: KnownValues
    /// As they are stored.
    let names: [[UInt8]]
    /// Those of at most 16 bytes, packed: most cells are spelt as they are stored, and few comparisons show it.
    private let packedNames: [UInt128]
    private let field: Field
    private var rows = 0
    private var counts: [String: Int] = [:]
    private var hasMore = false
    /// Unknown value of the current row.
    private var pending: String?

    init(_ values: KnownValues, field: Field) {
        self.values = values
        names = values.values.map { Array($0.name.utf8) }
        packedNames = names.filter { $0.count <= 16 }.map { $0.reduce(0) { $0 << 8 | UInt128($1) } }
        self.field = field
    }

    /// Whether a text is spelt as it is stored. False where that is not told at a glance.
    func isStoredSpelling(_ bytes: UTF8Bytes) -> Bool {
        guard bytes.count <= 16 else { return false }
        var packed: UInt128 = 0
        for byte in bytes { packed = packed << 8 | UInt128(byte) }
        for name in packedNames where name == packed { return true }
        return false
    }

    func noteUnknown(_ bytes: UTF8Bytes) {
        pending = String(decoding: bytes.prefix(ImportLimits.quotedBytes), as: UTF8.self)
    }

    /// Ends a row: what it has counts where it was taken in.
    func countUnknown(isKept: Bool) {
        guard let text = pending else { return }
        pending = nil
        guard isKept else { return }
        rows += 1
        if let count = counts[text] {
            counts[text] = count + 1
        } else if counts.count < ImportLimits.unknownValues {
            counts[text] = 1
        } else {
            hasMore = true
        }
    }

    /// nil where there were none.
    var report: ImportReport.UnknownValues? {
        guard rows > 0 else { return nil }
        let sorted = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        let values = sorted.map { text, rows in
            ImportReport.UnknownValues.Value(text: field.isPersonal ? nil : text, rows: rows)
        }
        return ImportReport.UnknownValues(field: field.name, rows: rows, values: values, hasMore: hasMore)
    }
}
