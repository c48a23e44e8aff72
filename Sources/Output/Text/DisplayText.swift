import Syntax

/// Bytes made fit for one line of a terminal: well-formed UTF-8 without anything that moves the cursor, changes colours
/// or reverses the line, or has no look of its own. `␊` stands for a line feed, `␛` for escape, `\u{202E}` for what has
/// no picture.
package enum DisplayText {
    /// Appends the printable form of `source[start..<end]` and returns its width in columns.
    @discardableResult
    static func append(_ source: [UInt8], from start: Int, to end: Int, into bytes: inout [UInt8]) -> Int {
        var (position, width) = (start, 0)
        while position < end {
            let cluster = appendCluster(source, at: position, before: end, into: &bytes)
            position = cluster.end
            width += cluster.width
        }
        return width
    }

    /// The beginning of a text, for a sentence about it.
    package static func excerpt(_ text: String, upTo length: Int) -> String {
        text.count <= length ? printable(text) : printable(String(text.prefix(length - 1))) + "…"
    }

    static func printable(_ text: String) -> String {
        let source = Array(text.utf8)
        var bytes: [UInt8] = []
        append(source, from: 0, to: source.count, into: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Makes the bytes from `start` on printable in place and returns their width.
    static func makePrintable(_ bytes: inout [UInt8], from start: Int) -> Int {
        var index = start
        while index < bytes.count, (0x20...0x7E).contains(bytes[index]) { index += 1 }
        if index == bytes.count { return index - start }
        let source = Array(bytes[start...])
        bytes.removeLast(source.count)
        return append(source, from: 0, to: source.count, into: &bytes)
    }

    /// Appends the printable form of the cluster at `start`; the end is in the source.
    static func appendCluster(
        _ source: [UInt8], at start: Int, before end: Int, into bytes: inout [UInt8]
    ) -> (end: Int, width: Int) {
        let cluster = DisplayWidth.cluster(source, at: start, before: end)
        let first = UTF8Scalar(source, at: start, before: end)
        if let shown = DisplayWidth.shown(first.value) {
            bytes.append(contentsOf: shown.bytes)
        } else if first.value == 0xFFFD, first.byteCount == 1 {
            bytes.append(contentsOf: "\u{FFFD}".utf8)
            bytes.append(contentsOf: source[(start + 1)..<cluster.end])
        } else {
            bytes.append(contentsOf: source[start..<cluster.end])
        }
        return cluster
    }

    /// Appends as much of the printable `source[start..<end]` as fits into `width` columns with a `…` behind it, and
    /// fills up what a wide character left over.
    /// - Precondition: the text is wider than `width`, and `width >= 1`.
    static func appendShortened(_ source: [UInt8], from start: Int, to end: Int, width: Int, into bytes: inout [UInt8])
    {
        var (position, used) = (start, 0)
        while position < end {
            let cluster = DisplayWidth.cluster(source, at: position, before: end)
            if used + cluster.width > width - 1 { break }
            bytes.append(contentsOf: source[position..<cluster.end])
            position = cluster.end
            used += cluster.width
        }
        bytes.append(contentsOf: "…".utf8)
        for _ in (used + 1)..<max(width, used + 1) { bytes.append(UInt8(ascii: " ")) }
    }

    /// Lines for a terminal that are not laid out: as they are, but for what must not be sent there.
    ///
    /// - Parameter bytes: whole characters.
    static func lines(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var position = 0
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\n"), UInt8(ascii: "\t"):
                result.append(bytes[position])
                position += 1
            // An end of line as some files have it moves the cursor to where it goes anyway.
            case UInt8(ascii: "\r") where position + 1 < bytes.count && bytes[position + 1] == UInt8(ascii: "\n"):
                position += 1
            default: position = appendCluster(bytes, at: position, before: bytes.count, into: &result).end
            }
        }
        return result
    }

    package static func lines(_ text: String) -> String { String(decoding: lines(Array(text.utf8)), as: UTF8.self) }
}
