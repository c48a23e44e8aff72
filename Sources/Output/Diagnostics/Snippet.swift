internal import Syntax

/// The lines of one source text that a diagnostic speaks of, with its labels drawn under them.
///
///      3 | segment vip where foo and bar
///        |         ---       ^^^ not a field
///        |         |
///        |         defined here
///
/// `^` marks the primary span, `-` the others. A span of several lines is marked on its first and its last; lines
/// between that no label touches are left out as `...`.
struct Snippet {
    private struct Mark {
        var utf8Range: Range<Int>
        var text: String
        var isPrimary: Bool
    }

    private let source: SourceText
    /// By line, in order of appearance.
    private var marks: [Int: [Mark]] = [:]

    init(_ source: SourceText) {
        self.source = source
    }

    /// The largest number printed, for the width of the gutter.
    var lastLineNumber: Int { (marks.keys.max() ?? 0) + 1 }

    mutating func add(_ label: Diagnostic.Label, isPrimary: Bool) {
        let size = source.bytes.count
        let start = min(max(0, Int(label.span.utf8Start)), size)
        let end = min(max(start, Int(label.span.utf8End)), size)
        let firstLine = source.line(atUTF8Offset: start)
        // A span that takes its line's break with it ends on that line.
        let lastLine = source.line(atUTF8Offset: end > start ? end - 1 : end)
        if firstLine == lastLine {
            marks[firstLine, default: []].append(Mark(utf8Range: start..<end, text: label.text, isPrimary: isPrimary))
            return
        }
        let firstEnd = max(start, source.utf8Range(ofLine: firstLine).upperBound)
        marks[firstLine, default: []].append(Mark(utf8Range: start..<firstEnd, text: "", isPrimary: isPrimary))
        let last = source.utf8Range(ofLine: lastLine)
        let indent = source.bytes[last].prefix { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }.count
        let lastStart = min(last.lowerBound + indent, end)
        marks[lastLine, default: []].append(Mark(utf8Range: lastStart..<end, text: label.text, isPrimary: isPrimary))
    }

    /// - Parameter maximumWidth: columns for the text of a line, without the gutter.
    func append(to bytes: inout [UInt8], gutter: Gutter, maximumWidth: Int, primaryStyle: ANSIStyle?) {
        var previous: Int?
        for line in marks.keys.sorted() {
            if let previous, line == previous + 2 {
                let between = SourceLine(source, line: previous + 1, focus: 0, maximumWidth: maximumWidth)
                appendText(of: between, number: line, to: &bytes, gutter)
            } else if let previous, line > previous + 2 {
                bytes.append("...\n", in: gutter.style)
            }
            previous = line
            append(line: line, to: &bytes, gutter: gutter, maximumWidth: maximumWidth, primaryStyle: primaryStyle)
        }
    }

    private func appendText(of line: SourceLine, number: Int, to bytes: inout [UInt8], _ gutter: Gutter) {
        gutter.append(number: number, to: &bytes)
        var text: [UInt8] = []
        line.append(to: &text)
        if !text.isEmpty { bytes.append(UInt8(ascii: " ")) }
        bytes.append(contentsOf: text)
        bytes.append(UInt8(ascii: "\n"))
    }

    /// A mark with its place in the line as it is shown.
    private struct PlacedMark {
        var columns: Range<Int>
        var text: String
        var isPrimary: Bool
    }

    private func append(line: Int, to bytes: inout [UInt8], gutter: Gutter, maximumWidth: Int, primaryStyle: ANSIStyle?)
    {
        let marks = marks[line] ?? []
        let focus = (marks.first(where: \.isPrimary) ?? marks.first)?.utf8Range.lowerBound ?? 0
        let shown = SourceLine(source, line: line, focus: focus, maximumWidth: maximumWidth)
        appendText(of: shown, number: line + 1, to: &bytes, gutter)

        // Rightmost first, the primary before others at the same place: that one has room for its text behind the
        // marks. (The sort is stable.)
        let placed = marks
            .map { PlacedMark(columns: shown.columns(ofUTF8: $0.utf8Range), text: $0.text, isPrimary: $0.isPrimary) }
            .sorted { ($0.columns.lowerBound, $0.isPrimary ? 1 : 0) > ($1.columns.lowerBound, $1.isPrimary ? 1 : 0) }
        func style(_ isPrimary: Bool) -> ANSIStyle? { isPrimary ? primaryStyle : gutter.style }

        var row = MarkRow()
        for mark in placed where !mark.isPrimary { row.fill(mark.columns, with: UInt8(ascii: "-"), isPrimary: false) }
        for mark in placed where mark.isPrimary { row.fill(mark.columns, with: UInt8(ascii: "^"), isPrimary: true) }
        gutter.append(number: nil, to: &bytes)
        bytes.append(UInt8(ascii: " "))
        row.append(to: &bytes, style)
        if let beside = placed.first, !beside.text.isEmpty {
            bytes.append(" " + DisplayText.printable(beside.text), in: style(beside.isPrimary))
        }
        bytes.append(UInt8(ascii: "\n"))

        let below = placed.dropFirst().filter { !$0.text.isEmpty }
        for place in below.indices {
            var connectors = MarkRow()
            for mark in below[place...] {
                connectors.fill(mark.columns.prefix(1), with: UInt8(ascii: "|"), isPrimary: mark.isPrimary)
            }
            if place == 0 {
                gutter.append(number: nil, to: &bytes)
                bytes.append(UInt8(ascii: " "))
                connectors.append(to: &bytes, style)
                bytes.append(UInt8(ascii: "\n"))
            }
            let column = below[place].columns.lowerBound
            connectors.cut(to: column)
            gutter.append(number: nil, to: &bytes)
            bytes.append(UInt8(ascii: " "))
            connectors.append(to: &bytes, style)
            bytes.append(spaces: column - connectors.count)
            bytes.append(DisplayText.printable(below[place].text), in: style(below[place].isPrimary))
            bytes.append(UInt8(ascii: "\n"))
        }
    }
}

/// The margin with the line numbers.
struct Gutter {
    /// Digits of the largest number.
    var digits: Int
    var style: ANSIStyle?

    /// ` 3 |`, or `   |` without a number.
    func append(number: Int?, to bytes: inout [UInt8]) {
        let text = number.map { String($0) } ?? ""
        bytes.append(in: style) {
            $0.append(spaces: digits - text.utf8.count + 1)
            $0.append(contentsOf: "\(text) |".utf8)
        }
    }

    /// Spaces up to the column of the bar.
    func appendIndent(to bytes: inout [UInt8]) { bytes.append(spaces: digits + 2) }
}

/// One row of marks under a line.
private struct MarkRow {
    private var bytes: [UInt8] = []
    private var isPrimary: [Bool] = []

    var count: Int { bytes.count }

    mutating func fill(_ columns: Range<Int>, with mark: UInt8, isPrimary primary: Bool) {
        while bytes.count < columns.upperBound {
            bytes.append(UInt8(ascii: " "))
            isPrimary.append(false)
        }
        for column in columns {
            bytes[column] = mark
            isPrimary[column] = primary
        }
    }

    /// Drops what stands at `column` or behind it, and the spaces before that.
    mutating func cut(to column: Int) {
        bytes.removeLast(max(0, bytes.count - column))
        while bytes.last == UInt8(ascii: " ") { bytes.removeLast() }
        isPrimary.removeLast(isPrimary.count - bytes.count)
    }

    func append(to output: inout [UInt8], _ style: (Bool) -> ANSIStyle?) {
        var column = 0
        while column < bytes.count {
            let start = column
            let isSpace = bytes[start] == UInt8(ascii: " ")
            while column < bytes.count, (bytes[column] == UInt8(ascii: " ")) == isSpace,
                  isPrimary[column] == isPrimary[start] { column += 1 }
            output.append(in: isSpace ? nil : style(isPrimary[start])) { $0.append(contentsOf: bytes[start..<column]) }
        }
    }
}
