internal import Model

/// What the model knows of a field's values, and those that an input has beside them.
final class Vocabulary {
    let values: KnownValues
    /// As they are stored.
    let names: [[UInt8]]
    private let field: Field
    private var rows = 0
    private var counts: [String: Int] = [:]
    private var hasMore = false
    /// Of the row at hand.
    private var pending: String?

    init(_ values: KnownValues, field: Field) {
        self.values = values
        names = values.values.map { Array($0.name.utf8) }
        self.field = field
    }

    func noteUnknown(_ bytes: UTF8Bytes) { pending = String(decoding: bytes.prefix(ImportLimits.quotedBytes), as: UTF8.self) }

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
        return ImportReport.UnknownValues(field: field.name, rows: rows, values: sorted.map { .init(text: field.isPersonal ? nil : $0.key, rows: $0.value) },
                                          hasMore: hasMore)
    }
}
