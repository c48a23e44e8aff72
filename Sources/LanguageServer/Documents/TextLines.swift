package import JSON

/// A text as UTF-8 bytes, with where its lines start. An edit costs what it touches and a pass over the line starts
/// behind it.
///
/// Lines end as the protocol says: in LF, CRLF, or CR alone.
package struct TextLines: Sendable {
    package private(set) var bytes: [UInt8]
    /// The first is 0.
    package private(set) var starts: [Int]
    /// One for every 1,024th byte, so that a place in a line of a megabyte is not counted from its beginning.
    private var marks = [Mark()]

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
        starts = [0]
        setMarks(behind: 0)
        appendStarts(in: 1..<(bytes.count + 1))
    }

    /// Whether a line starts at a byte, which the byte before and this one decide.
    private func startsLine(_ offset: Int) -> Bool {
        switch bytes[offset - 1] {
        case UInt8(ascii: "\n"): true
        case UInt8(ascii: "\r"): offset == bytes.count || bytes[offset] != UInt8(ascii: "\n")
        default: false
        }
    }

    private mutating func appendStarts(in range: Range<Int>) {
        for offset in range where startsLine(offset) { starts.append(offset) }
    }

    /// - Parameter range: of bytes; what of it lies outside of the text is ignored.
    package mutating func replace(_ range: Range<Int>, with text: some Collection<UInt8>) {
        let range = range.clamped(to: 0..<bytes.count)
        bytes.replaceSubrange(range, with: text)
        setMarks(behind: range.lowerBound)
        let change = text.count - range.count
        // A line start depends on its own byte and the one before: outside of the edit these are unchanged.
        let kept = max(1, lowerBound(range.lowerBound))
        let behind = starts[min(lowerBound(range.upperBound + 1), starts.count)...].map { $0 + change }
        starts.removeSubrange(kept...)
        appendStarts(in: max(1, range.lowerBound)..<(range.lowerBound + text.count + 1))
        starts.append(contentsOf: behind)
    }

    /// How many lines start before the byte.
    private func lowerBound(_ offset: Int) -> Int {
        var low = 0, high = starts.count
        while low < high {
            let middle = (low + high) / 2
            if starts[middle] < offset { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The line, from 0, that holds a byte.
    package func line(atUTF8Offset offset: Int) -> Int { max(0, lowerBound(offset + 1) - 1) }

    /// The bytes of a line without its line break.
    package func utf8Range(ofLine line: Int) -> Range<Int> {
        let start = starts[line]
        var end = line + 1 < starts.count ? starts[line + 1] : bytes.count
        if line + 1 < starts.count {
            end -= 1
            if bytes[end] == UInt8(ascii: "\n"), end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        }
        return start..<end
    }

    // MARK: Positions

    /// The byte of a position. Behind the end of a line: its end. Behind the last line: the end of the text.
    package func utf8Offset(of position: Position, _ encoding: PositionEncoding) -> Int {
        guard position.line < starts.count else { return bytes.count }
        guard position.line >= 0 else { return 0 }
        return encoding.utf8Offset(of: position.character, in: bytes[utf8Range(ofLine: position.line)])
    }

    /// - Parameter offset: clamped to the text.
    package func position(atUTF8Offset offset: Int, _ encoding: PositionEncoding) -> Position {
        let offset = min(max(0, offset), bytes.count)
        let line = line(atUTF8Offset: offset)
        return Position(line: line, character: length(starts[line]..<offset, encoding))
    }

    /// Counts of the bytes before a given byte.
    private struct Mark {
        static let distance = 1_024

        /// Bytes that are not the first of a character.
        var continuations = 0
        /// Characters that UTF-16 needs two units for.
        var wide = 0

        mutating func add(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) {
            for byte in bytes where byte >= 0x80 {
                if byte & 0xC0 == 0x80 { continuations += 1 } else if byte >= 0xF0 { wide += 1 }
            }
        }
    }

    private mutating func setMarks(behind offset: Int) {
        var marks = Array(marks.prefix(offset / Mark.distance + 1))
        bytes.withUnsafeBufferPointer { bytes in
            while marks.count * Mark.distance <= bytes.count {
                var mark = marks[marks.count - 1]
                mark.add(bytes[(marks.count - 1) * Mark.distance..<marks.count * Mark.distance])
                marks.append(mark)
            }
        }
        self.marks = marks
    }

    private func mark(at offset: Int) -> Mark {
        let start = offset / Mark.distance
        var mark = marks[start]
        bytes.withUnsafeBufferPointer { mark.add($0[start * Mark.distance..<offset]) }
        return mark
    }

    private func length(_ range: Range<Int>, _ encoding: PositionEncoding) -> Int {
        if encoding == .utf8 || range.count <= Mark.distance { return encoding.length(of: bytes[range]) }
        let before = mark(at: range.lowerBound), all = mark(at: range.upperBound)
        return range.count - (all.continuations - before.continuations)
            + (encoding == .utf16 ? all.wide - before.wide : 0)
    }

    package func utf8Range(_ range: JSONValue?, _ encoding: PositionEncoding) -> Range<Int>? {
        guard let start = Position(range?["start"]), let end = Position(range?["end"]) else { return nil }
        let from = utf8Offset(of: start, encoding), to = utf8Offset(of: end, encoding)
        // Some clients send what was selected backwards.
        return min(from, to)..<max(from, to)
    }

    package func json(_ range: Range<Int>, _ encoding: PositionEncoding) -> JSONValue {
        [
            "start": position(atUTF8Offset: range.lowerBound, encoding).json,
            "end": position(atUTF8Offset: range.upperBound, encoding).json
        ]
    }
}
