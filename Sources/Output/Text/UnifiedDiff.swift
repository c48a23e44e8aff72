package import Syntax

/// Edits to a text, in the format of `diff -u`.
package struct UnifiedDiff {
    private static let context = 3

    /// Lines that give way to others.
    private struct Change {
        var old: Range<Int>
        var new: [ArraySlice<UInt8>]
    }

    private let source: SourceText
    /// With their line ends.
    private let lines: [ArraySlice<UInt8>]
    private var changes: [Change] = []

    /// - Parameter edits: in order, none within another.
    package init(_ source: SourceText, _ edits: [Diagnostic.Edit]) {
        self.source = source
        lines = UnifiedDiff.lines(source.bytes[...])
        var pending: [Diagnostic.Edit] = []
        var range = 0..<0
        for edit in edits {
            let touched = linesTouched(edit)
            // Edits of one line, or of lines that touch, are one change.
            if !pending.isEmpty, touched.lowerBound <= range.upperBound {
                range = range.lowerBound..<max(range.upperBound, touched.upperBound)
            } else {
                add(range, pending)
                pending = []
                range = touched
            }
            pending.append(edit)
        }
        add(range, pending)
    }

    private func linesTouched(_ edit: Diagnostic.Edit) -> Range<Int> {
        let first = source.line(atUTF8Offset: Int(edit.span.utf8Start))
        let last = source.line(atUTF8Offset: Int(edit.span.utf8End))
        return min(first, lines.count)..<min(last + 1, lines.count)
    }

    private mutating func add(_ range: Range<Int>, _ edits: [Diagnostic.Edit]) {
        guard let first = edits.first, let last = edits.last else { return }
        let start = range.isEmpty ? Int(first.span.utf8Start) : lines[range.lowerBound].startIndex
        let end = range.isEmpty ? Int(last.span.utf8End) : lines[range.upperBound - 1].endIndex
        var change = Change(old: range, new: UnifiedDiff.lines(source.bytes(start..<end, applying: edits)[...]))
        while let line = change.new.first, !change.old.isEmpty, line.elementsEqual(lines[change.old.lowerBound]) {
            change.new.removeFirst()
            change.old = (change.old.lowerBound + 1)..<change.old.upperBound
        }
        while let line = change.new.last, !change.old.isEmpty, line.elementsEqual(lines[change.old.upperBound - 1]) {
            change.new.removeLast()
            change.old = change.old.lowerBound..<(change.old.upperBound - 1)
        }
        if !change.old.isEmpty || !change.new.isEmpty { changes.append(change) }
    }

    private static func lines(_ bytes: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var start = bytes.startIndex
        while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
            lines.append(bytes[start...end])
            start = end + 1
        }
        if start < bytes.endIndex { lines.append(bytes[start...]) }
        return lines
    }

    // MARK: Writing

    /// Empty where nothing changes.
    package func bytes(old oldName: String, new newName: String) -> [UInt8] {
        guard !changes.isEmpty else { return [] }
        var bytes = Array("--- \(oldName)\n+++ \(newName)\n".utf8)
        var start = 0
        var offset = 0
        while start < changes.count {
            var end = start + 1
            while end < changes.count,
                changes[end].old.lowerBound - changes[end - 1].old.upperBound <= 2 * UnifiedDiff.context
            { end += 1 }
            offset += append(hunk: changes[start..<end], offset: offset, to: &bytes)
            start = end
        }
        return bytes
    }

    /// - Parameter offset: by how many lines the hunks before it made the text longer.
    /// - Returns: by how many this one does.
    private func append(hunk: ArraySlice<Change>, offset: Int, to bytes: inout [UInt8]) -> Int {
        guard let first = hunk.first, let last = hunk.last else { return 0 }
        let range =
            max(
                0, first.old.lowerBound - UnifiedDiff.context)..<min(
                lines.count, last.old.upperBound + UnifiedDiff.context)
        let growth = hunk.reduce(0) { $0 + $1.new.count - $1.old.count }
        bytes +=
            "@@ -\(UnifiedDiff.place(range.lowerBound, range.count)) +\(UnifiedDiff.place(range.lowerBound + offset, range.count + growth)) @@\n"
            .utf8
        var position = range.lowerBound
        for change in hunk {
            for line in lines[position..<change.old.lowerBound] { UnifiedDiff.append(" ", line, to: &bytes) }
            for line in lines[change.old] { UnifiedDiff.append("-", line, to: &bytes) }
            for line in change.new { UnifiedDiff.append("+", line, to: &bytes) }
            position = change.old.upperBound
        }
        for line in lines[position..<range.upperBound] { UnifiedDiff.append(" ", line, to: &bytes) }
        return growth
    }

    private static func place(_ start: Int, _ count: Int) -> String {
        count == 1 ? "\(start + 1)" : "\(count == 0 ? start : start + 1),\(count)"
    }

    private static func append(_ sign: String, _ line: ArraySlice<UInt8>, to bytes: inout [UInt8]) {
        bytes += sign.utf8
        bytes += line
        if line.last != UInt8(ascii: "\n") { bytes += "\n\\ No newline at end of file\n".utf8 }
    }
}
