import Engine
import Model
import Output

extension PromptSession {
    /// A list for a person, through the same table that shows results.
    func show(_ header: [String], _ rows: [[String]]) {
        var style = presenter.style
        style.maximumRows = nil
        var writer = OutputFormat.table.writer(to: presenter.sink, format: session.valueFormat, table: style)
        do {
            try writer.begin(header.enumerated().map { ResultColumn(name: $0.element, type: .text, priority: -$0.offset) })
            for row in rows { try writer.write(row.map { .text($0) }) }
            try writer.end(ResultSummary(totalRows: rows.count))
        } catch { couldNotWrite(error) }
    }

    /// The path that an argument names; nil where there is no argument.
    func path(_ argument: String) -> String? {
        ArgumentWords.all(argument).first.map { FileNames.expanded($0, home: surroundings.home) }
    }
}
