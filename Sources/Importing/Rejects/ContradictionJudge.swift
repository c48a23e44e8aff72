internal import Model
internal import Store

/// Rejects rows whose key an earlier row of the same input has, with another value: which of the two is right nobody
/// can tell. The earlier one stays; what both say in the same words counts once.
final class ContradictionJudge {
    private let input: Input
    private let writer: BatchWriter
    private let format: ValueFormat
    /// The input from its beginning; nil where it can't be read again.
    private let reopen: () throws(StoreError) -> Input?
    private var firstLines: FirstLines?
    private var isReadAgain = false

    init(_ input: Input, _ writer: BatchWriter, format: ValueFormat,
         reopen: @escaping () throws(StoreError) -> Input?) {
        self.input = input
        self.writer = writer
        self.format = format
        self.reopen = reopen
    }

    /// The rows of a batch that has been written which are not taken in after all, and those that never were, in their
    /// order.
    func rejects(in batch: RecordBatch) throws(StoreError) -> [RejectedRow] {
        if writer.contradictions.isEmpty, writer.refused.isEmpty { return batch.rejects.map(\.row) }
        var refused = writer.refused.map { ($0.row, rejection($0)) }
        for contradiction in writer.contradictions { refused.append((contradiction.row, try rejection(contradiction))) }
        var rows: [RejectedRow] = [], others = batch.rejects[...]
        for (row, rejection) in refused.sorted(by: { $0.0 < $1.0 }) {
            while let other = others.first, other.before <= row { rows.append(others.removeFirst().row) }
            rows.append(input.producer.form.rejected(
                batch.line(ofRow: row), rejection, source: Array(batch.source(ofRow: row))))
        }
        return rows + others.map(\.row)
    }

    private func rejection(_ refusal: BatchWriter.Refusal) -> RecordChecker.Rejection {
        let checker = input.producer.checker
        switch refusal.reason {
        case .lacking: return checker.lacking(refusal.cell)
        case .madeKey(let key):
            let text = ContradictionJudge.text(key, writer.kinds[refusal.cell], format)
            return RecordChecker.Rejection(
                column: checker.names[refusal.cell], value: Array(text.utf8), reason: MadeKeys.refusal,
                isPersonal: checker.personal[refusal.cell])
        }
    }

    private func rejection(_ contradiction: BatchWriter.Contradiction) throws(StoreError) -> RecordChecker.Rejection {
        let value = Array(text(contradiction.value, contradiction).utf8)
        let checker = input.producer.checker
        return RecordChecker.Rejection(
            column: checker.names[contradiction.cell], value: value, reason: try reason(contradiction),
            isPersonal: checker.personal[contradiction.cell])
    }

    private func reason(_ contradiction: BatchWriter.Contradiction) throws(StoreError) -> String {
        let line = try firstLine(of: contradiction.key)
        let earlier = text(contradiction.earlier, contradiction)
        let isPersonal = input.producer.checker.personal[contradiction.cell]
        let said = earlier.isEmpty ? "has no value there" : isPersonal ? "another value" : "says \(earlier)"
        let place = line.map { "line \($0)" } ?? "an earlier row"
        return "\(ContradictionJudge.beginning)\(place), which has the same key and \(said)"
    }

    private func firstLine(of key: Value) throws(StoreError) -> Int? {
        if !isReadAgain {
            isReadAgain = true
            if let again = try reopen(), let cell = writer.keyCell {
                firstLines = try FirstLines(of: again, key: cell, writer: writer)
            }
        }
        return try firstLines?.line(of: key)
    }

    private func text(_ value: Value, _ contradiction: BatchWriter.Contradiction) -> String {
        ContradictionJudge.text(value, writer.kinds[contradiction.cell], format)
    }

    // MARK: What rejects files say of it

    private static let beginning = "contradicts "

    static func isContradiction(_ reason: String) -> Bool { reason.hasPrefix(beginning) }

    static func text(_ value: Value, _ kind: ValueKind, _ format: ValueFormat) -> String {
        String(format.text(value, of: ValueType(kind)).prefix(200))
    }
}
