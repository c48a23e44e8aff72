/// Takes messages out of a stream of bytes, as the protocol frames them: headers, an empty line, as many bytes as
/// `Content-Length` says.
///
/// Enters: bytes as they come, in pieces of any size. Leaves: the contents of messages, in order, and what could not be
/// one. Never: keeps more than a message of the largest size; loses its place for good: behind broken headers it goes
/// on at the next `Content-Length:`.
package struct FrameDecoder {
    package enum Frame: Sendable, Hashable {
        case message([UInt8])
        /// Bytes that are no message have been left out.
        case malformed(reason: String)
    }

    /// Largest content that is taken; a longer one is passed over.
    package let contentLimit: Int
    /// Longest headers.
    package static let headerLimit = 8 << 10
    /// A content is passed over up to so many times the limit; a larger number is taken for a mistake, not for a
    /// length.
    private static let believable = 16

    private var buffer: [UInt8] = []
    /// Number of bytes already taken from the buffer.
    private var start = 0
    /// How many bytes of a content that is too long are still to come.
    private var toPassOver = 0
    private var isLost = false

    package init(contentLimit: Int = 64 << 20) { self.contentLimit = contentLimit }

    package mutating func append(_ bytes: some Collection<UInt8>) {
        let passed = min(toPassOver, bytes.count)
        toPassOver -= passed
        if start > 0, start == buffer.count || start > 1 << 20 {
            buffer.removeSubrange(..<start)
            start = 0
        }
        buffer.append(contentsOf: bytes.dropFirst(passed))
    }

    /// Whether the stream could end here without cutting something in two.
    package var isBetweenMessages: Bool { start == buffer.count && toPassOver == 0 }

    /// The next message, or nil until more bytes are there.
    package mutating func next() -> Frame? {
        if isLost, !findNextHeader() { return nil }
        guard let (headers, end) = headerBlock() else {
            guard buffer.count - start > FrameDecoder.headerLimit else { return nil }
            start += 1
            return lose("the headers do not end")
        }
        guard let length = contentLength(headers), length <= contentLimit * FrameDecoder.believable else {
            start = end
            return lose("the headers have no Content-Length that can be understood")
        }
        guard length <= contentLimit else {
            let there = min(length, buffer.count - end)
            start = end + there
            toPassOver = length - there
            return .malformed(reason: "a message of \(length) bytes is longer than \(contentLimit)")
        }
        guard buffer.count - end >= length else { return nil }
        start = end + length
        return .message(Array(buffer[end..<start]))
    }

    /// The headers at the beginning, and where the content starts. Lines may end in LF alone.
    private func headerBlock() -> (headers: Range<Int>, end: Int)? {
        var place = start
        while place < buffer.count, place - start <= FrameDecoder.headerLimit {
            if buffer[place] == UInt8(ascii: "\n") {
                if place + 1 < buffer.count, buffer[place + 1] == UInt8(ascii: "\n") {
                    return (start..<place, place + 2)
                }
                if place + 2 < buffer.count, buffer[place + 1] == UInt8(ascii: "\r"),
                    buffer[place + 2] == UInt8(ascii: "\n")
                {
                    return (start..<place, place + 3)
                }
            }
            place += 1
        }
        return nil
    }

    /// nil where no header says it, or none that can be understood.
    private func contentLength(_ headers: Range<Int>) -> Int? {
        for line in buffer[headers].split(separator: UInt8(ascii: "\n")) {
            let parts = line.split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, FrameDecoder.isContentLength(parts[0]) else { continue }
            let digits = parts[1].filter {
                $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") && $0 != UInt8(ascii: "\r")
            }
            guard !digits.isEmpty, digits.allSatisfy({ $0 &- UInt8(ascii: "0") <= 9 }) else { return nil }
            return Int(String(decoding: digits, as: UTF8.self))
        }
        return nil
    }

    private static let name = Array("content-length".utf8)

    private static func isContentLength(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.count == name.count
            && zip(bytes, name).allSatisfy { $0 == $1 || ($0 | 0x20 == $1 && $1 != UInt8(ascii: "-")) }
    }

    private mutating func lose(_ reason: String) -> Frame {
        isLost = true
        return .malformed(reason: reason)
    }

    /// Goes on to the next header that says how long its content is. What comes before it is dropped.
    private mutating func findNextHeader() -> Bool {
        let length = FrameDecoder.name.count
        var place = start
        while place + length < buffer.count {
            if buffer[place + length] == UInt8(ascii: ":"), FrameDecoder.isContentLength(buffer[place..<place + length])
            {
                start = place
                isLost = false
                return true
            }
            place += 1
        }
        start = max(start, buffer.count - length)
        return false
    }
}

/// Puts a message into a frame.
package enum FrameEncoder {
    package static func frame(_ content: [UInt8]) -> [UInt8] {
        Array("Content-Length: \(content.count)\r\n\r\n".utf8) + content
    }
}
