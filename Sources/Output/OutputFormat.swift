package import Engine
package import Model

/// A format for results, as `--format` and `.format` spell it.
package enum OutputFormat: String, Sendable, CaseIterable {
    case table, vertical, csv, tsv, json, jsonl, markdown

    /// Endings of files, without the dot.
    package var fileExtensions: [String] {
        switch self {
        case .table: ["txt"]
        case .vertical: []
        case .csv: ["csv"]
        case .tsv: ["tsv", "tab"]
        case .json: ["json"]
        case .jsonl: ["jsonl", "ndjson"]
        case .markdown: ["md", "markdown"]
        }
    }

    /// The format of a file by the end of its name; nil where it has none, as `out` and `/dev/null` have none.
    ///
    /// - Throws: E0809 for an ending that is no format's: results would stand under a name that says something else.
    package static func ofFile(named path: String) throws(Failure) -> OutputFormat? {
        let name = path.split(separator: "/").last ?? ""
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return nil }
        let ending = name[name.index(after: dot)...].lowercased()
        if ending.isEmpty { return nil }
        if let format = allCases.first(where: { $0.fileExtensions.contains(ending) }) { return format }
        let known = allCases.flatMap(\.fileExtensions).map { "." + $0 }.joined(separator: ", ")
        throw Failure(.unknownEnding, "there is no format for files that end in `.\(ending)`",
                      notes: ["those that there are: \(known)", "with a format named, the file may have any name"])
    }

    /// Whether one result can follow another in a file, which a second header would spoil. In JSON those of one text
    /// are members of one object.
    package var holdsSeveralResults: Bool {
        switch self {
        case .table, .vertical, .json, .jsonl, .markdown: true
        case .csv, .tsv: false
        }
    }

    /// Whether its writer makes values fit for a terminal itself, and may have colours.
    package var isOfTerminal: Bool { self == .table || self == .vertical }

    /// Whether people read it, who tell results apart by their titles.
    package var hasTitles: Bool { isOfTerminal || self == .markdown }

    /// Those whose files take one result.
    package static var ofOneResult: [String] { allCases.filter { !$0.holdsSeveralResults }.map(\.rawValue) }

    /// A writer for one result.
    ///
    /// - Parameters:
    ///   - table: concerns the formats of a terminal alone.
    ///   - isMember: whether the result is one of several, which stand in one JSON object.
    package func writer(
        to sink: ByteSink, format: ValueFormat, table: TableStyle = .plain, isMember: Bool = false
    ) -> any ResultWriter {
        switch self {
        case .table: TableWriter(sink: sink, format: format, style: table)
        case .vertical: VerticalWriter(sink: sink, format: format, style: table)
        case .csv: CSVWriter(sink: sink, format: format)
        case .tsv: TSVWriter(sink: sink, format: format)
        case .json: JSONWriter(sink: sink, format: format, isMember: isMember)
        case .jsonl: JSONLinesWriter(sink: sink, format: format)
        case .markdown: MarkdownWriter(sink: sink, format: format)
        }
    }
}
