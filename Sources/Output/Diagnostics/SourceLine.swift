internal import Syntax

/// A line of source as a terminal shows it, or the part of a very long one that matters, and where in it every byte of
/// the source stands.
///
/// Tabs are four columns wherever they stand; control characters and bytes that are not UTF-8 are made visible.
struct SourceLine {
    private struct Cluster {
        var utf8Start: Int
        /// Where its printable form begins in `text`.
        var textStart: Int
        var column: Int
    }

    private var clusters: [Cluster] = []
    private var text: [UInt8] = []
    private var width = 0
    private let utf8End: Int
    /// The part of the line that is shown, in columns. What is cut is a `…` of one column inside this range.
    private var window: Range<Int> = 0..<0
    private var isCutBefore = false
    private var isCutBehind = false

    /// Bytes looked at on either side of the focus: a program may put a megabyte into one line.
    private static let reach = 4096
    private static let tabWidth = 4

    /// - Parameters:
    ///   - line: zero-based.
    ///   - focus: the byte that must be visible.
    ///   - maximumWidth: columns for the text.
    init(_ source: SourceText, line: Int, focus: Int, maximumWidth: Int) {
        let range = source.utf8Range(ofLine: line)
        let focus = min(max(focus, range.lowerBound), range.upperBound)
        var start = max(range.lowerBound, focus - SourceLine.reach)
        while start > range.lowerBound, start < range.upperBound, source.bytes[start] & 0xC0 == 0x80 { start -= 1 }
        let end = min(range.upperBound, focus + SourceLine.reach)
        utf8End = end
        read(source.bytes, from: start, to: end)

        isCutBefore = start > range.lowerBound
        isCutBehind = end < range.upperBound
        window = 0..<width
        if width > maximumWidth {
            // A quarter of the window shows what leads up to the focus.
            let left = min(max(0, column(atUTF8Offset: focus) - maximumWidth / 4), width - maximumWidth)
            window = left..<(left + maximumWidth)
            isCutBefore = isCutBefore || left > 0
            isCutBehind = isCutBehind || left + maximumWidth < width
        }
    }

    private mutating func read(_ bytes: [UInt8], from start: Int, to end: Int) {
        var position = start
        while position < end {
            clusters.append(Cluster(utf8Start: position, textStart: text.count, column: width))
            if bytes[position] == UInt8(ascii: "\t") {
                text.append(spaces: SourceLine.tabWidth)
                width += SourceLine.tabWidth
                position += 1
            } else {
                let cluster = DisplayText.appendCluster(bytes, at: position, before: end, into: &text)
                position = cluster.end
                width += cluster.width
            }
        }
    }

    /// The column of the whole line at which the cluster that holds the byte begins; behind the last one, its end.
    private func column(atUTF8Offset offset: Int) -> Int {
        if offset >= utf8End { return width }
        var low = 0, high = clusters.count
        while low < high {
            let middle = (low + high) / 2
            if clusters[middle].utf8Start <= offset { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? 0 : clusters[low - 1].column
    }

    /// Columns of the window under which a span of bytes is marked: at least one, which for an empty span at the line's
    /// end is the column behind it.
    func columns(ofUTF8 range: Range<Int>) -> Range<Int> {
        let start = column(atUTF8Offset: range.lowerBound)
        // A span that ends inside a cluster covers it.
        var end = column(atUTF8Offset: range.upperBound)
        if !range.isEmpty, end <= start { end = column(behindClusterAt: range.lowerBound) }
        let last = window.count
        let shownStart = min(max(0, start - window.lowerBound), last)
        return shownStart..<max(shownStart + 1, min(end - window.lowerBound, last))
    }

    private func column(behindClusterAt offset: Int) -> Int {
        clusters.first { $0.utf8Start > offset }?.column ?? width
    }

    /// Appends the part that is shown.
    func append(to bytes: inout [UInt8]) {
        let first = isCutBefore ? window.lowerBound + 1 : window.lowerBound
        let last = isCutBehind ? window.upperBound - 1 : window.upperBound
        let inside = clusters.indices.filter { clusters[$0].column >= first && columnBehind($0) <= last }
        if isCutBefore { bytes.append(contentsOf: "…".utf8) }
        if let from = inside.first, let to = inside.last {
            // Half of a wide character that the cut left over.
            bytes.append(spaces: clusters[from].column - first)
            let textEnd = to + 1 < clusters.count ? clusters[to + 1].textStart : text.count
            bytes.append(contentsOf: text[clusters[from].textStart..<textEnd])
        }
        if isCutBehind { bytes.append(contentsOf: "…".utf8) }
    }

    private func columnBehind(_ index: Int) -> Int {
        index + 1 < clusters.count ? clusters[index + 1].column : width
    }
}
