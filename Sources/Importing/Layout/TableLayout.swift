internal import Model
internal import Store

/// How a delimited text is laid out: what separates its cells, and where the line that names the columns is.
struct TableLayout: Equatable {
    var delimiter: UInt8
    /// Records in front of the header: a title, a line `sep=;`.
    var recordsAbove = 0

    static let delimiters: [UInt8] = [",", ";", "\t", "|"].map { UInt8(ascii: $0) }

    /// As messages name it.
    static func name(_ delimiter: UInt8) -> String {
        delimiter == 0x09 ? "tabs" : "‘\(String(decoding: [delimiter], as: UTF8.self))’"
    }
}

/// Finds the layout by the names of columns that a model knows.
struct LayoutDetector {
    /// How many of these names of columns are known.
    let knownColumns: ([String]) -> Int
    /// Delimiter that the file's format suggests: tried first, and chosen where all fit equally well.
    let preferred: UInt8
    /// Delimiter stated by the user; nil to detect it.
    var stated: UInt8?
    var statedAbove: Int?

    /// How far below the top a header may stand.
    private static let depth = 20

    /// - Parameters:
    ///   - sample: the beginning of the text.
    ///   - isWhole: whether it is all of it.
    func layout(of sample: UTF8Bytes, isWhole: Bool) -> TableLayout {
        let marked = LayoutDetector.marked(sample)
        var best = TableLayout(
            delimiter: stated ?? marked ?? preferred, recordsAbove: statedAbove ?? (marked == nil ? 0 : 1))
        var bestScore = Score(matches: 0, columns: 0)
        let candidates = (stated ?? marked).map { [$0] }
            ?? [preferred] + TableLayout.delimiters.filter { $0 != preferred }
        for delimiter in candidates {
            let records = LayoutDetector.records(sample, isWhole, delimiter)
            for (number, record) in records.enumerated() where statedAbove == nil || number == statedAbove {
                guard let score = score(record, number, records), bestScore < score else { continue }
                (best, bestScore) = (TableLayout(delimiter: delimiter, recordsAbove: number), score)
            }
        }
        return bestScore.columns > 0 || stated ?? marked != nil ? best : byShape(sample, isWhole) ?? best
    }

    /// Where no name is known: the separator that parts all lines into as many cells, the one that makes the most of
    /// them.
    private func byShape(_ sample: UTF8Bytes, _ isWhole: Bool) -> TableLayout? {
        var best: (layout: TableLayout, columns: Int)?
        for delimiter in TableLayout.delimiters {
            let records = LayoutDetector.records(sample, isWhole, delimiter)
            guard let columns = records.first?.count, columns > best?.columns ?? 1,
                  records.allSatisfy({ $0.count == columns }) else { continue }
            best = (TableLayout(delimiter: delimiter, recordsAbove: statedAbove ?? 0), columns)
        }
        return best?.layout
    }

    private struct Score: Comparable {
        var matches: Int
        var columns: Int

        static func < (a: Score, b: Score) -> Bool { (a.matches, a.columns) < (b.matches, b.columns) }
    }

    /// nil where a record is no header: below the first line, one name that is known may be chance, and what follows
    /// has to have as many cells.
    private func score(_ record: [String], _ number: Int, _ records: [[String]]) -> Score? {
        let matches = knownColumns(record)
        guard matches > 0 else { return nil }
        if number > 0, statedAbove == nil {
            let below = records.dropFirst(number + 1).filter { $0.count > 1 || record.count == 1 }
            guard matches > 1, below.isEmpty || below.contains(where: { $0.count == record.count }) else { return nil }
        }
        return Score(matches: matches, columns: record.count)
    }

    /// `sep=;`, which spreadsheets put into the first line.
    private static func marked(_ sample: UTF8Bytes) -> UInt8? {
        let line = sample.prefix { $0 != 0x0A && $0 != 0x0D }
        let text = String(decoding: line.prefix(16), as: UTF8.self).lowercased().filter { $0 != "\"" }
        guard line.count <= 16, text.hasPrefix("sep="), text.utf8.count == 5 else { return nil }
        return text.utf8.last
    }

    /// The cells of the first records, as texts. One that can't be read has none.
    static func records(_ sample: UTF8Bytes, _ isWhole: Bool, _ delimiter: UInt8) -> [[String]] {
        let bytes = MemoryStream(Array(sample.prefix(1 << 16)))
        let reader = DelimitedReader(RecordBuffer(bytes, capacity: 1 << 16), delimiter: delimiter)
        var records: [[String]] = []
        while records.count < depth, let outcome = try? reader.next() {
            switch outcome {
            case .end: return records
            case .malformed: records.append([])
            case .record:
                records.append(reader.cells.map { String(decoding: reader.bytes($0).prefix(200), as: UTF8.self) })
            }
        }
        return records
    }
}

/// Bytes that are in memory.
final class MemoryStream: ByteStream {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(buffer.count, bytes.count - position)
        buffer.copyBytes(from: bytes[position..<(position + count)])
        position += count
        return count
    }
}
