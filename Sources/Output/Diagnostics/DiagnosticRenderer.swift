package import Syntax

/// Diagnostics as a person reads them on a terminal or in a log:
///
///     error[E0301]: there is no field or metric named `recencey`
///       --> audience.cq:3:15
///        |
///      3 | segment where recencey < 30
///        |               ^^^^^^^^ not a field, metric or segment of customers
///        = help: did you mean `recency`?  → replace with `recency`
///
/// Lines and columns are 1-based; a column is a count of Unicode scalars, the marks stand by display width.
package struct DiagnosticRenderer: Sendable {
    private let sources: SourceMap
    private let isColored: Bool
    private let maximumWidth: Int

    /// Longer lines are shown in part, around what is marked. Where the width is unknown, lines have 120 columns.
    package init(sources: SourceMap, isColored: Bool = false, maximumWidth: Int? = nil) {
        self.sources = sources
        self.isColored = isColored
        self.maximumWidth = max(40, maximumWidth ?? 120)
    }

    /// Several lines, each with its line feed.
    package func render(_ diagnostic: Diagnostic) -> String {
        var bytes: [UInt8] = []
        append(diagnostic, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    package func append(_ diagnostic: Diagnostic, to bytes: inout [UInt8]) {
        appendHeading(diagnostic, to: &bytes)
        let snippets = snippets(of: diagnostic)
        let digits = snippets.map { String($0.snippet.lastLineNumber).utf8.count }.max() ?? 1
        let gutter = Gutter(digits: digits, style: colored(.blue))
        for (place, group) in snippets.enumerated() {
            let (line, column) = group.source.position(atUTF8Offset: group.utf8Offset)
            bytes.append(spaces: gutter.digits + 1)
            bytes.append(place == 0 ? "--> " : "::: ", in: gutter.style)
            bytes.append(contentsOf: "\(DisplayText.printable(group.source.name)):\(line + 1):\(column + 1)\n".utf8)
            gutter.append(number: nil, to: &bytes)
            bytes.append(UInt8(ascii: "\n"))
            group.snippet.append(to: &bytes, gutter: gutter, maximumWidth: maximumWidth - digits - 4,
                                 primaryStyle: style(of: diagnostic.severity))
        }
        for note in diagnostic.notes { append("note", note, gutter, to: &bytes) }
        for fix in diagnostic.fixIts { append("help", text(of: fix, in: diagnostic), gutter, to: &bytes) }
    }

    // MARK: - Parts

    private func appendHeading(_ diagnostic: Diagnostic, to bytes: inout [UInt8]) {
        bytes.append("\(diagnostic.severity.rawValue)[\(diagnostic.code.id)]", in: style(of: diagnostic.severity))
        bytes.append(": \(DisplayText.printable(diagnostic.message))", in: colored(.bold))
        bytes.append(UInt8(ascii: "\n"))
    }

    private struct SourceSnippet {
        var source: SourceText
        /// The target of the location line.
        var utf8Offset: Int
        var snippet: Snippet
    }

    /// A snippet for each text the labels lie in, the primary one's first. Labels in unknown texts are left out.
    private func snippets(of diagnostic: Diagnostic) -> [SourceSnippet] {
        var groups: [SourceSnippet] = []
        let labels = [(diagnostic.primary, true)] + diagnostic.secondary.map { ($0, false) }
        for (label, isPrimary) in labels {
            guard let source = sources[label.span.source] else { continue }
            let place = groups.firstIndex { $0.source.id == source.id } ?? groups.count
            if place == groups.count {
                groups.append(
                    SourceSnippet(source: source, utf8Offset: Int(label.span.utf8Start), snippet: Snippet(source)))
            }
            groups[place].snippet.add(label, isPrimary: isPrimary)
        }
        return groups
    }

    /// `= note: …`; further lines of the text stand under the first.
    private func append(_ kind: String, _ text: String, _ gutter: Gutter, to bytes: inout [UInt8]) {
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            gutter.appendIndent(to: &bytes)
            if number == 0 {
                bytes.append("= ", in: gutter.style)
                bytes.append("\(kind):", in: colored(.bold))
            } else {
                bytes.append(spaces: 2 + kind.utf8.count + 1)
            }
            bytes.append(contentsOf: " \(DisplayText.printable(String(line)))\n".utf8)
        }
    }

    /// The title, and behind an arrow what the edits do.
    private func text(of fix: Diagnostic.FixIt, in diagnostic: Diagnostic) -> String {
        if fix.edits.isEmpty { return fix.title }
        let edits = fix.edits.map { edit in
            let old = sources[edit.span.source].map { quoted($0.text(edit.span.utf8Range)) } ?? ""
            if edit.span.utf8Range.isEmpty { return "insert \(quoted(edit.replacement))" }
            if edit.replacement.isEmpty { return "remove \(old)" }
            let what = edit.span == diagnostic.primary.span ? "" : "\(old) "
            return "replace \(what)with \(quoted(edit.replacement))"
        }
        return "\(fix.title)  → \(edits.joined(separator: ", "))"
    }

    /// At most 60 columns of code in backquotes.
    private func quoted(_ code: String) -> String {
        let bytes = Array(DisplayText.printable(code).utf8)
        guard DisplayWidth.of(bytes, from: 0, to: bytes.count) > 60 else {
            return "`\(String(decoding: bytes, as: UTF8.self))`"
        }
        var short: [UInt8] = []
        DisplayText.appendShortened(bytes, from: 0, to: bytes.count, width: 60, into: &short)
        return "`\(String(decoding: short, as: UTF8.self))`"
    }

    private func colored(_ style: ANSIStyle) -> ANSIStyle? { isColored ? style : nil }

    private func style(of severity: Diagnostic.Severity) -> ANSIStyle? {
        switch severity {
        case .error: colored(.red)
        case .warning: colored(.yellow)
        case .note: colored(.cyan)
        }
    }
}
