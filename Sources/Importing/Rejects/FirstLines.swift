internal import Model
internal import Store

/// On which line of an input each key stands first. Found out by reading the input once more, when a key has turned up
/// twice with contradicting values: most files need it never, and no memory is spent on it before.
final class FirstLines {
    private let lines: ScratchTable

    /// - Parameters:
    ///   - input: from its beginning.
    ///   - key: which cell of a row is the key.
    init(of input: Input, key: Int, writer: BatchWriter) throws(StoreError) {
        lines = try ScratchTable()
        let batch = RecordBatch(stride: input.producer.stride, rowCapacity: 1024)
        var hasMore = true
        while hasMore {
            batch.clear()
            hasMore = try input.producer.fill(batch)
            for number in 0..<batch.rowCount {
                let key = batch.row(number)[key].value(as: .int, in: batch)
                _ = try lines.insert(key, number: Int64(batch.line(ofRow: number)))
            }
        }
    }

    func line(of key: Value) throws(StoreError) -> Int? { try lines.number(of: key).map { Int($0) } }
}
