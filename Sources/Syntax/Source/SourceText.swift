internal import Glibc

/// One text with a name to report it by.
package struct SourceText: Sendable {
    package let id: SourceID
    /// As reports show it: a path, `<query>`, `<stdin>`, `prelude`.
    package let name: String
    package let bytes: [UInt8]
    /// Byte offsets at which lines start; the first is 0.
    package let lineStarts: [Int32]

    package init(id: SourceID, name: String, bytes: [UInt8]) {
        self.id = id
        self.name = name
        self.bytes = bytes
        lineStarts = SourceText.lineStarts(of: bytes)
    }

    /// The C library looks for a byte in many at a time.
    private static func lineStarts(of bytes: [UInt8]) -> [Int32] {
        bytes.withUnsafeBytes { bytes in
            var starts: [Int32] = [0]
            guard let base = bytes.baseAddress else { return starts }
            var offset = 0
            while offset < bytes.count,
                let found = memchr(base + offset, Int32(UInt8(ascii: "\n")), bytes.count - offset)
            {
                offset = UnsafeRawPointer(found) - base + 1
                starts.append(Int32(clamping: offset))
            }
            return starts
        }
    }

    package init(id: SourceID, name: String, text: String) {
        self.init(id: id, name: name, bytes: Array(text.utf8))
    }

    /// Zero-based line that holds the byte offset.
    package func line(atUTF8Offset offset: Int) -> Int {
        var low = 0, high = lineStarts.count
        while low < high {
            let middle = (low + high) / 2
            if Int(lineStarts[middle]) <= offset { low = middle + 1 } else { high = middle }
        }
        return max(0, low - 1)
    }

    /// Bytes of a line without its line break (LF or CRLF).
    package func utf8Range(ofLine line: Int) -> Range<Int> {
        let start = Int(lineStarts[line])
        var end = line + 1 < lineStarts.count ? Int(lineStarts[line + 1]) - 1 : bytes.count
        if end > start, end <= bytes.count, end - 1 < bytes.count, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        return start..<max(start, end)
    }

    /// Zero-based line, and the column as a count of Unicode scalars before the offset in that line.
    package func position(atUTF8Offset offset: Int) -> (line: Int, scalarColumn: Int) {
        let clamped = min(max(0, offset), bytes.count)
        let line = line(atUTF8Offset: clamped)
        let start = Int(lineStarts[line])
        let column = bytes[start..<clamped].reduce(0) { $1 & 0xC0 == 0x80 ? $0 : $0 + 1 }
        return (line, column)
    }

    package func text(_ range: Range<Int>) -> String {
        String(decoding: bytes[range.clamped(to: 0..<bytes.count)], as: UTF8.self)
    }

    package func text(_ span: SourceSpan) -> String { text(span.utf8Range) }
}

/// The texts of one compilation, by id.
package struct SourceMap: Sendable {
    private var texts: [SourceText] = []

    package init() {}

    package subscript(id: SourceID) -> SourceText? {
        texts.indices.contains(Int(id.index)) ? texts[Int(id.index)] : nil
    }

    /// The latest text of that name.
    package func text(named name: String) -> SourceText? { texts.last { $0.name == name } }

    package mutating func add(name: String, bytes: [UInt8]) -> SourceText {
        let text = SourceText(id: SourceID(Int32(texts.count)), name: name, bytes: bytes)
        texts.append(text)
        return text
    }

    package mutating func add(name: String, text: String) -> SourceText {
        add(name: name, bytes: Array(text.utf8))
    }
}
