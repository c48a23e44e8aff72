internal import Model

/// Columns that could be a key: each value is there once, and none is missing.
enum KeyCandidates {
    private static let rows = 1000, columns = 8

    /// - Parameter sample: rows behind the header.
    static func of(_ header: [String], in sample: UTF8Bytes, _ delimiter: UInt8) -> [String] {
        let bytes = Array(sample.prefix(1 << 18))
        let reader = DelimitedReader(RecordBuffer(MemoryStream(bytes), capacity: bytes.count + 1), delimiter: delimiter)
        var seen = header.map { _ in Set<String>() }
        var isKey = header.map { !$0.isEmpty && !ColumnMatcher.isRejectColumn($0) }
        for _ in 0..<rows {
            guard case .record? = try? reader.next() else { break }
            for index in header.indices where isKey[index] {
                let value = index < reader.cells.count
                    ? String(decoding: reader.bytes(reader.cells[index]), as: UTF8.self) : ""
                isKey[index] = !value.isEmpty && seen[index].insert(value).inserted
            }
        }
        return Array(header.indices.filter { isKey[$0] && !seen[$0].isEmpty }.map { header[$0] }.prefix(columns))
    }
}
