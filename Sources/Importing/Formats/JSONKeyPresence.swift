internal import JSON
internal import Model
internal import Store

/// Whether the objects of an input bring keys of their own, which has to be known before the first is taken in.
extension JSONLinesProducer {
    /// Whether the first object of the input has a member for `field`. Nothing is consumed. A broken first line is
    /// rejected later like any other; until then records are taken to have keys.
    static func firstRecord(
        of buffer: RecordBuffer, mentions field: Int, _ matcher: ColumnMatcher
    ) throws(StoreError) -> Bool {
        while true {
            var start = buffer.start
            while start < buffer.filled, buffer.bytes[start] <= 0x20 { start += 1 }
            var end = start
            while end < buffer.filled, buffer.bytes[end] != UInt8(ascii: "\n") { end += 1 }
            if end == buffer.filled, !buffer.isAtEnd, try buffer.readMore() { continue }
            let line = buffer.slice(start..<end)
            if JSONScanner(line).isAtEnd {
                throw StoreError(.noRecords, "the file is empty", notes: ["every line must hold a JSON object"])
            }
            if let member = JSONScanner.memberWithRecords(of: line, { matcher.field(forKey: $0) != nil }) {
                throw StoreError(
                    .unreadableInput,
                    "cannot read \(buffer.name): its records are in the list “\(member)” of one object",
                    notes: ["import the list: jq '.\(member)' FILE | clientele import … -", "nothing was imported"])
            }
            return object(line, mentions: field, matcher)
        }
    }

    /// Whether any object of the input has a member for `field`.
    static func anyRecord(
        of buffer: RecordBuffer, mentions field: Int, _ matcher: ColumnMatcher
    ) throws(StoreError) -> Bool {
        while true {
            var end = buffer.start
            while end < buffer.filled, buffer.bytes[end] != UInt8(ascii: "\n") { end += 1 }
            if end == buffer.filled, !buffer.isAtEnd {
                if try !buffer.readMore() { _ = try buffer.skipLine() }
                continue
            }
            if end == buffer.start, buffer.isAtEnd, end == buffer.filled { return false }
            if object(buffer.slice(buffer.start..<end), mentions: field, matcher, otherwise: false) { return true }
            buffer.consume(to: min(end + 1, buffer.filled), lines: 1)
        }
    }

    /// - Parameter otherwise: what holds of a line that can't be read.
    private static func object(
        _ line: UTF8Bytes, mentions field: Int, _ matcher: ColumnMatcher, otherwise: Bool = true
    ) -> Bool {
        var scanner = JSONScanner(line)
        guard scanner.take("{"), !scanner.take("}") else { return otherwise }
        repeat {
            scanner.skipBlanks()
            var name: [UInt8] = [], row: [UInt8] = []
            guard let (range, _) = try? scanner.text(), (try? scanner.unescaped(range, into: &name)) != nil,
                  scanner.take(":"), let value = try? scanner.value() else { return otherwise }
            let text = String(decoding: name, as: UTF8.self)
            if text == ColumnMatcher.rejectedRowColumn, case .text(let range, _) = value {
                guard (try? scanner.unescaped(range, into: &row)) != nil else { return otherwise }
                return row.withUnsafeBufferPointer { object($0, mentions: field, matcher, otherwise: otherwise) }
            }
            let fields = matcher.entity.fields
            // One that was rejected for the key that it lacks comes from among others that had one.
            if text == "reject_column", case .text(let range, hasEscapes: false) = value,
               line[range].elementsEqual(fields[field].name.utf8) { return true }
            if let found = matcher.field(forKey: text), fields[found].column == fields[field].column { return true }
        } while scanner.take(",")
        return false
    }
}

extension JSONScanner {
    /// The member that holds the records in a web service's response: the only member of an object that is a list of
    /// objects, where at most one other member has the name of a field, such as `total`.
    fileprivate static func memberWithRecords(of line: UTF8Bytes, _ isField: (String) -> Bool) -> String? {
        var scanner = JSONScanner(line), found: [String] = [], fields = 0
        guard scanner.take("{"), !scanner.take("}") else { return nil }
        repeat {
            scanner.skipBlanks()
            var name: [UInt8] = []
            guard let (range, _) = try? scanner.text(), (try? scanner.unescaped(range, into: &name)) != nil,
                  scanner.take(":"), let value = try? scanner.value() else { return nil }
            if case .array(let range) = value, line[range].dropFirst().first(where: { $0 > 0x20 }) == UInt8(ascii: "{")
            {
                found.append(String(decoding: name, as: UTF8.self))
            } else if isField(String(decoding: name, as: UTF8.self)) {
                fields += 1
            }
        } while scanner.take(",")
        return found.count == 1 && fields <= 1 && scanner.take("}") ? found[0] : nil
    }
}
