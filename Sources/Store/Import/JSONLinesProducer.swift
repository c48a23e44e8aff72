internal import Model
internal import Syntax

/// Rows of JSON Lines: an object a line; what an object does not mention stays as it is in the store.
final class JSONLinesProducer: RowProducer {
    let checker: RecordChecker
    let buffer: RecordBuffer
    let stride: Int
    private(set) var ignoredColumns: [String] = []
    /// Indexes into the entity's fields, in the order of a row's cells.
    let fields: [Int]

    private let matcher: ColumnMatcher
    private let rejects: RejectSink
    private var rowsRead = 0
    private var line = 0

    /// What a key of the objects stands for.
    private struct Key {
        let bytes: [UInt8]
        /// Index into `fields`; nil where no field takes it.
        let cell: Int?
    }

    private var keys: [Key] = []
    private var keyIndex: [[UInt8]: Int] = [:]
    private var unescapedKey: [UInt8] = []
    private var unescapedText: [UInt8] = []

    /// - Parameter hasKey: whether records bring their own keys.
    init(_ buffer: RecordBuffer, matcher: ColumnMatcher, hasKey: Bool, values: ValueReader, options: ImportOptions, rejects: RejectSink) {
        self.buffer = buffer
        self.matcher = matcher
        self.rejects = rejects
        let entity = matcher.entity
        var columns: Set<String> = []
        fields = entity.fields.indices.filter { (hasKey || $0 != entity.key) && columns.insert(entity.fields[$0].column).inserted }
        stride = fields.count
        checker = RecordChecker(entity, columns: fields.map { (entity.fields[$0].name, $0) }, reader: values,
                                createsOwners: options.createCustomers)
    }

    /// Whether the first object of the input has a member for `field`. Nothing is consumed.
    static func firstRecord(of buffer: RecordBuffer, mentions field: Int, _ matcher: ColumnMatcher) throws(StoreError) -> Bool {
        while true {
            var start = buffer.start
            while start < buffer.filled, buffer.bytes[start] <= 0x20 { start += 1 }
            var end = start
            while end < buffer.filled, buffer.bytes[end] != UInt8(ascii: "\n") { end += 1 }
            if end == buffer.filled, !buffer.isAtEnd, try buffer.readMore() { continue }
            var scanner = JSONScanner(buffer.slice(start..<end))
            if scanner.isAtEnd { throw StoreError(.noRecords, "the file is empty", notes: ["every line must hold a JSON object"]) }
            guard scanner.take("{"), !scanner.take("}") else { return true }
            repeat {
                scanner.skipBlanks()
                var name: [UInt8] = []
                // A broken first line is rejected later like any other; until then records are taken to have keys.
                guard let (range, _) = try? scanner.text(), (try? scanner.unescaped(range, into: &name)) != nil,
                      scanner.take(":"), (try? scanner.value()) != nil else { return true }
                if let found = matcher.field(forKey: String(decoding: name, as: UTF8.self)),
                   matcher.entity.fields[found].column == matcher.entity.fields[field].column { return true }
            } while scanner.take(",")
            return false
        }
    }

    func fill(_ batch: RecordBatch) throws(StoreError) -> Bool {
        defer {
            batch.bytesConsumed = buffer.bytesConsumed
            batch.rowsRead = rowsRead
            batch.rejects = rejects.count
        }
        while !batch.isFull {
            var end = buffer.start
            while end < buffer.filled, buffer.bytes[end] != UInt8(ascii: "\n") { end += 1 }
            if end == buffer.filled, !buffer.isAtEnd {
                if try buffer.readMore() { continue }
                line = buffer.line
                rowsRead += 1
                let row = try buffer.skipLine()
                try rejects.reject(line, .init(column: "", value: [], reason: "the line is longer than \(ImportLimits.recordBytes >> 20) MiB"),
                                   cells: nil, row: row)
                continue
            }
            if end == buffer.start, buffer.isAtEnd, end == buffer.filled { return false }
            line = buffer.line
            let bytes = buffer.slice(buffer.start..<end)
            if !bytes.allSatisfy({ $0 <= 0x20 && $0 != 0 }) {
                rowsRead += 1
                if let rejection = check(bytes, batch) {
                    try rejects.reject(line, rejection, cells: nil, row: Array(bytes.last == 0x0D ? bytes.dropLast() : bytes[...]))
                }
            }
            buffer.consume(to: min(end + 1, buffer.filled), lines: 1)
        }
        return true
    }

    private func check(_ bytes: UTF8Bytes, _ batch: RecordBatch) -> RecordChecker.Rejection? {
        checker.begin(in: batch)
        do throws(JSONScanner.Problem) {
            try readObject(bytes)
        } catch {
            checker.rejectRow("the line " + error.reason)
        }
        return checker.end()
    }

    private func readObject(_ bytes: UTF8Bytes) throws(JSONScanner.Problem) {
        var scanner = JSONScanner(bytes)
        guard scanner.take("{") else { throw .syntax }
        var expected = 0
        if !scanner.take("}") {
            repeat {
                scanner.skipBlanks()
                let (name, hasEscapes) = try scanner.text()
                guard scanner.take(":") else { throw .syntax }
                let cell = try cell(name, hasEscapes, scanner, &expected)
                let value = try scanner.value()
                if let cell { try set(cell, value, scanner) }
            } while scanner.take(",")
            guard scanner.take("}") else { throw .syntax }
        }
        scanner.skipBlanks()
        guard scanner.isAtEnd else { throw .syntax }
    }

    private func set(_ cell: Int, _ value: JSONScanner.Value, _ scanner: JSONScanner) throws(JSONScanner.Problem) {
        let bytes = scanner.bytes
        switch value {
        case .null: checker.setMissing(cell)
        case .literal(let range): checker.set(cell, UTF8Bytes(rebasing: bytes[range]), isQuoted: false)
        case .text(let range, hasEscapes: false): checker.set(cell, UTF8Bytes(rebasing: bytes[range]), isQuoted: true)
        case .text(let range, hasEscapes: true):
            try scanner.unescaped(range, into: &unescapedText)
            unescapedText.withUnsafeBufferPointer { checker.set(cell, $0, isQuoted: true) }
        case .object(let range): checker.reject(cell, UTF8Bytes(rebasing: bytes[range]), "is an object, not one value")
        case .array(let range): checker.reject(cell, UTF8Bytes(rebasing: bytes[range]), "is a list, not one value")
        }
    }

    /// The cell that a key fills. Objects of one file mostly have their keys in one order, so the one that came next
    /// in earlier objects is tried first.
    private func cell(_ name: Range<Int>, _ hasEscapes: Bool, _ scanner: JSONScanner, _ expected: inout Int) throws(JSONScanner.Problem) -> Int? {
        let bytes = UTF8Bytes(rebasing: scanner.bytes[name])
        if expected < keys.count, keys[expected].bytes.count == bytes.count, keys[expected].bytes.elementsEqual(bytes) {
            expected += 1
            return keys[expected - 1].cell
        }
        let written = Array(bytes)
        if let index = keyIndex[written] {
            expected = index + 1
            return keys[index].cell
        }
        unescapedKey = written
        if hasEscapes { try scanner.unescaped(name, into: &unescapedKey) }
        let text = String(decoding: unescapedKey, as: UTF8.self)
        let field = matcher.field(forKey: text)
        let cell = field.flatMap { field in
            fields.firstIndex { matcher.entity.fields[$0].column == matcher.entity.fields[field].column }
        }
        if keys.count < ImportLimits.rememberedKeys {
            if cell == nil, !ColumnMatcher.isRejectColumn(text) { ignoredColumns.append(text) }
            keyIndex[written] = keys.count
            keys.append(Key(bytes: written, cell: cell))
            expected = keys.count
        }
        return cell
    }

    /// - Throws: E0607 where no object has a key that `--map` names.
    func checkAtEnd() throws(StoreError) {
        if rowsRead > 0, let column = matcher.unseenColumns(keys.map { String(decoding: $0.bytes, as: UTF8.self) }).first {
            throw StoreError(.unknownMapColumn, "no record of the file has a key \(column)",
                             notes: ["keys that no field takes: " + ignoredColumns.prefix(30).joined(separator: ", ")])
        }
    }
}
