package import Model

/// A format for results, as `--format` and `.format` spell it.
package enum OutputFormat: String, Sendable, CaseIterable {
    case table, csv, tsv, json, jsonl, markdown

    /// Without the dot.
    package var fileExtension: String {
        switch self {
        case .table: "txt"
        case .csv: "csv"
        case .tsv: "tsv"
        case .json: "json"
        case .jsonl: "jsonl"
        case .markdown: "md"
        }
    }

    /// The format of a file by the end of its name; nil where that says nothing. `.ndjson` is JSON Lines.
    package init?(fileName: String) {
        guard let dot = fileName.utf8.lastIndex(of: UInt8(ascii: ".")) else { return nil }
        let ending = fileName[fileName.index(after: dot)...].lowercased()
        let found = ending == "ndjson" ? .jsonl : OutputFormat.allCases.first { $0.fileExtension == ending }
        guard let found else { return nil }
        self = found
    }

    /// A writer for one result. `table` concerns the table alone.
    package func writer(to sink: ByteSink, format: ValueFormat, table: TableStyle = .plain) -> any ResultWriter {
        switch self {
        case .table: TableWriter(sink: sink, format: format, style: table)
        case .csv: CSVWriter(sink: sink, format: format)
        case .tsv: TSVWriter(sink: sink, format: format)
        case .json: JSONWriter(sink: sink, format: format)
        case .jsonl: JSONLinesWriter(sink: sink, format: format)
        case .markdown: MarkdownWriter(sink: sink, format: format)
        }
    }
}
