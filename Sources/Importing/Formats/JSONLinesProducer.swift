internal import JSON
internal import Model
internal import Store
internal import Syntax

/// Rows of JSON Lines: an object a line; what an object does not mention stays as it is in the store.
final class JSONLinesProducer: RowProducer {
    let checker: RecordChecker
    let buffer: RecordBuffer
    let stride: Int
    private(set) var ignoredColumns: [String] = []
    /// Indexes into the entity's fields, in the order of a row's cells.
    let fields: [Int]

    let form = RowForm.lines

    private let matcher: ColumnMatcher
    private var rowsRead = 0

    /// Role of a key of the objects.
    private enum Role: Equatable {
        /// Index into `fields`.
        case cell(Int)
        /// Cells that it is put together into with others, and its place among them.
        case parts([Part])
        /// No field takes it.
        case unused
        /// The key of a record, where the records before had none.
        case unexpectedKey
        /// A key that a rejects file has added in front.
        case reject(String)
        /// In a rejects file, a line that could not be read.
        case rejectedRow
    }

    private struct Part: Equatable {
        let cell: Int
        let place: Int
    }

    private struct Key {
        let bytes: [UInt8]
        let role: Role
        /// Conditions on it, by their places in `tests`.
        let tests: [Int]
        /// Whether it says which currency the amounts are in.
        let isCurrency: Bool
    }

    /// Which objects are records.
    private let tests: [(column: String, test: CellTest)]
    /// Values of the current object that conditions ask for, in the order of `tests`.
    private var tested: [[UInt8]] = []
    /// Values of the current object to be joined, by cell and then by place.
    private var parts: [Int: [Int: [UInt8]]] = [:]
    private(set) var leftOut = 0
    private let currency: Currency
    private let currencyColumn: String?
    private let hasAmounts: Bool
    /// That of the object at hand, with the name of its key.
    private var currencyFound: (name: String, text: [UInt8])?

    private var keys: [Key] = []
    private var keyIndex: [[UInt8]: Int] = [:]
    private var unescapedKey: [UInt8] = []
    private var unescapedText: [UInt8] = []

    /// - Parameter hasKey: whether records bring their own keys. Where they do not, one that does is rejected: the key
    ///   that the store has made for a record before may be the same.
    init(_ buffer: RecordBuffer, matcher: ColumnMatcher, hasKey: Bool, values: ValueReader, options: ImportOptions) {
        self.buffer = buffer
        self.matcher = matcher
        tests = (options.part?.condition?.tests ?? []).map { ($0.column, CellTest($0.test)) }
        let entity = matcher.entity
        currency = values.currency
        currencyColumn = options.currencyColumn
        hasAmounts = entity.fields.contains { $0.type.kind == .money }
        var columns: Set<String> = []
        fields = entity.fields.indices.filter {
            (hasKey || $0 != entity.key) && columns.insert(entity.fields[$0].column).inserted
        }
        stride = fields.count
        checker = RecordChecker(entity, columns: fields.map { (entity.fields[$0].name, $0) }, reader: values, options)
    }

    func fill(_ batch: RecordBatch) throws(StoreError) -> Bool {
        defer {
            batch.bytesConsumed = buffer.bytesRead
            batch.rowsRead = rowsRead
        }
        while !batch.isFull {
            var end = buffer.start
            while end < buffer.filled, buffer.bytes[end] != UInt8(ascii: "\n") { end += 1 }
            if end == buffer.filled, !buffer.isAtEnd {
                if try buffer.readMore() { continue }
                rowsRead += 1
                let reason = "the line is longer than \(ImportLimits.recordBytes >> 20) MiB, and no more of it is kept"
                let (line, rejection) = (buffer.line, RecordChecker.Rejection(column: "", value: [], reason: reason))
                batch.reject(RejectedRow(line: line, rejection: rejection, cells: nil, source: try buffer.skipLine()))
                continue
            }
            if end == buffer.start, buffer.isAtEnd, end == buffer.filled { return false }
            let bytes = buffer.slice(buffer.start..<end)
            if !bytes.allSatisfy({ $0 <= 0x20 && $0 != 0 }) {
                rowsRead += 1
                check(bytes.last == 0x0D ? UTF8Bytes(rebasing: bytes.dropLast()) : bytes, batch)
            }
            buffer.consume(to: min(end + 1, buffer.filled), lines: 1)
        }
        return true
    }

    private func check(_ bytes: UTF8Bytes, _ batch: RecordBatch) {
        checker.begin(in: batch)
        do throws(JSONScanner.Problem) {
            let object = try readObject(bytes)
            // A line of a rejects file that could not be read, and may have been mended.
            if let row = object.rejectedRow { return row.withUnsafeBufferPointer { check($0, batch) } }
            guard holds() else {
                checker.abandon()
                leftOut += 1
                rowsRead -= 1
                return
            }
            joinParts()
            checkCurrency()
            guard object.ownStart > 0 else { return end(bytes, batch) }
            // Members that a rejects file has added are not repeated if the object is rejected again.
            ([UInt8(ascii: "{")] + bytes[object.ownStart...]).withUnsafeBufferPointer { end($0, batch) }
        } catch {
            checker.rejectRow("the line " + error.lineReason)
            end(bytes, batch)
        }
    }

    private func holds() -> Bool {
        zip(tests, tested).allSatisfy { condition, cell in
            cell.withUnsafeBufferPointer { condition.test.holds($0) }
        }
    }

    private func checkCurrency() {
        guard let found = currencyFound, !found.text.isEmpty,
              !CurrencyColumn.isSame(String(decoding: found.text, as: UTF8.self), currency) else { return }
        let reason = "is another currency than the store's, which is \(currency.code)"
        found.text.withUnsafeBufferPointer { checker.reject(found.name, $0, reason) }
    }

    private func joinParts() {
        for (cell, texts) in parts {
            let joined = texts.sorted { $0.key < $1.key }.map(\.value).filter { !$0.isEmpty }.joined(separator: [0x20])
            Array(joined).withUnsafeBufferPointer { checker.set(cell, $0) }
        }
    }

    private func end(_ source: UTF8Bytes, _ batch: RecordBatch) {
        if batch.keeps == .digests {
            batch.digest = RowDigest()
            batch.digest.update(cell: source)
        }
        if let rejection = checker.end(line: buffer.line, source: source) {
            batch.reject(form.rejected(buffer.line, rejection, source: Array(source)))
        }
    }

    /// Parts of an object other than its cells.
    private struct Object {
        /// End of the members that a rejects file has added in front; 0 where there are none.
        var ownStart = 0
        /// A line that could not be read, where the object holds nothing else.
        var rejectedRow: [UInt8]?
    }

    private func readObject(_ bytes: UTF8Bytes) throws(JSONScanner.Problem) -> Object {
        var scanner = JSONScanner(bytes), object = Object()
        tested = tests.map { _ in [] }
        parts.removeAll(keepingCapacity: true)
        currencyFound = nil
        guard scanner.take("{") else { throw scanner.problem(.noValue) }
        var expected = 0, hasOwn = false, isOfRejects = false
        if !scanner.take("}") {
            repeat {
                scanner.skipBlanks()
                let start = scanner.position
                let (name, hasEscapes) = try scanner.text()
                guard scanner.take(":") else { throw scanner.problem(.noValue) }
                let key = try key(name, hasEscapes, scanner, &expected)
                let value = try scanner.value()
                for test in key.tests { tested[test] = try text(of: value, scanner) ?? [] }
                if key.isCurrency, let text = try text(of: value, scanner) {
                    currencyFound = (String(decoding: key.bytes, as: UTF8.self), text)
                }
                switch key.role {
                case .reject(let name):
                    isOfRejects = true
                    try note(name, value, scanner)
                    continue
                case .rejectedRow:
                    guard case .text(let range, _) = value else { continue }
                    var row: [UInt8] = []
                    try scanner.unescaped(range, into: &row)
                    object.rejectedRow = row
                    continue
                case .cell(let cell): try set(cell, value, scanner)
                case .parts(let places):
                    let text = try text(of: value, scanner) ?? []
                    for part in places { parts[part.cell, default: [:]][part.place] = text }
                case .unused: break
                case .unexpectedKey: rejectKey(value, bytes)
                }
                if !hasOwn, isOfRejects { object.ownStart = start }
                hasOwn = true
            } while scanner.take(",")
            guard scanner.take("}") else { throw scanner.problem(.noValue) }
        }
        scanner.skipBlanks()
        guard scanner.isAtEnd else { throw scanner.problem(.noValue) }
        // Members added to the object mean that it was mended there.
        if hasOwn { object.rejectedRow = nil }
        return object
    }

    /// Notes a member that says why the object was rejected.
    private func note(_ name: String, _ value: JSONScanner.Value, _ scanner: JSONScanner) throws(JSONScanner.Problem) {
        guard case .text(let range, _) = value else { return }
        var bytes: [UInt8] = []
        try scanner.unescaped(range, into: &bytes)
        var former = checker.former ?? RecordChecker.Rejection(column: "", value: [], reason: "")
        switch name {
        case "reject_column": former.column = String(decoding: bytes, as: UTF8.self)
        case "reject_value": former.value = bytes
        case "reject_reason": former.reason = String(decoding: bytes, as: UTF8.self)
        default: return
        }
        checker.former = former
    }

    private func rejectKey(_ value: JSONScanner.Value, _ bytes: UTF8Bytes) {
        let range: Range<Int> = switch value {
        case .null: 0..<0
        case .literal(let range), .text(let range, _), .object(let range), .array(let range): range
        }
        guard !range.isEmpty else { return }
        let reason = "is a key, and records before this one have none: import those that have keys by themselves"
        checker.reject(column: matcher.entity.keyField, UTF8Bytes(rebasing: bytes[range]), reason)
    }

    private func set(_ cell: Int, _ value: JSONScanner.Value, _ scanner: JSONScanner) throws(JSONScanner.Problem) {
        let bytes = scanner.bytes
        switch value {
        case .null: checker.setMissing(cell)
        case .literal(let range): checker.set(cell, UTF8Bytes(rebasing: bytes[range]), isLiteral: true)
        case .text(let range, hasEscapes: false): checker.set(cell, UTF8Bytes(rebasing: bytes[range]))
        case .text(let range, hasEscapes: true):
            try scanner.unescaped(range, into: &unescapedText)
            unescapedText.withUnsafeBufferPointer { checker.set(cell, $0) }
        case .object(let range): checker.reject(cell, UTF8Bytes(rebasing: bytes[range]), "is an object, not one value")
        case .array(let range): checker.reject(cell, UTF8Bytes(rebasing: bytes[range]), "is a list, not one value")
        }
    }

    /// nil for lists and objects.
    private func text(of value: JSONScanner.Value, _ scanner: JSONScanner) throws(JSONScanner.Problem) -> [UInt8]? {
        switch value {
        case .null: return []
        case .literal(let range): return Array(scanner.bytes[range])
        case .text(let range, _):
            var text: [UInt8] = []
            try scanner.unescaped(range, into: &text)
            return text
        case .object, .array: return nil
        }
    }

    /// The key with this name. The objects of a file mostly have their keys in the same order, so the key that came
    /// next in earlier objects is tried first.
    private func key(_ name: Range<Int>, _ hasEscapes: Bool, _ scanner: JSONScanner,
                     _ expected: inout Int) throws(JSONScanner.Problem) -> Key {
        let bytes = UTF8Bytes(rebasing: scanner.bytes[name])
        if expected < keys.count, keys[expected].bytes.count == bytes.count, keys[expected].bytes.elementsEqual(bytes) {
            expected += 1
            return keys[expected - 1]
        }
        let written = Array(bytes)
        if let index = keyIndex[written] {
            expected = index + 1
            return keys[index]
        }
        unescapedKey = written
        if hasEscapes { try scanner.unescaped(name, into: &unescapedKey) }
        let text = String(decoding: unescapedKey, as: UTF8.self)
        let normalised = ColumnMatcher.normalised(text)
        let role = role(of: text)
        let key = Key(bytes: written, role: role,
                      tests: tests.indices.filter { ColumnMatcher.normalised(tests[$0].column) == normalised },
                      isCurrency: role == .unused && hasAmounts && CurrencyColumn.isOne(text, currencyColumn))
        if keys.count < ImportLimits.rememberedKeys {
            if key.role == .unused, key.tests.isEmpty { ignoredColumns.append(text) }
            keyIndex[written] = keys.count
            keys.append(key)
            expected = keys.count
        }
        return key
    }

    private func role(of name: String) -> Role {
        if name == ColumnMatcher.rejectedRowColumn { return .rejectedRow }
        if ColumnMatcher.isRejectColumn(name) { return .reject(name) }
        let joined = matcher.parts(forKey: name).compactMap { part in
            fields.firstIndex(of: part.field).map { Part(cell: $0, place: part.place) }
        }
        if !joined.isEmpty { return .parts(joined) }
        guard let field = matcher.field(forKey: name) else { return .unused }
        let entity = matcher.entity, column = entity.fields[field].column
        if let cell = fields.firstIndex(where: { entity.fields[$0].column == column }) { return .cell(cell) }
        return column == entity.keyField.column ? .unexpectedKey : .unused
    }

    /// - Throws: E0607 where no object has a key that `--map` names.
    func checkAtEnd() throws(StoreError) {
        let seen = keys.map { String(decoding: $0.bytes, as: UTF8.self) }
        if rowsRead > 0, let column = matcher.unseenColumns(seen).first {
            throw StoreError(.unknownMapColumn, "no record of the file has a key \(column)",
                             notes: ["keys that no field takes: " + ignoredColumns.prefix(30).joined(separator: ", ")])
        }
    }
}
