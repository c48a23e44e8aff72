import Engine
import Model
import Output

extension PromptSession {
    /// A list for a person, through the same table that shows results.
    func show(_ header: [String], _ rows: [[String]]) {
        var style = presenter.style
        style.maximumRows = nil
        style.columnsHint = nil
        var writer = OutputFormat.table.writer(to: presenter.sink, format: session.valueFormat, table: style)
        do {
            _ = try presenter.delivering {
                try writer.begin(
                    header.enumerated().map { ResultColumn(name: $0.element, type: .text, priority: -$0.offset) })
                for row in rows { try writer.write(row.map { .text($0) }) }
                try writer.end(ResultSummary(totalRows: rows.count))
            }
        } catch { couldNotWrite(error) }
    }

    /// A text for a person, through the pager where it is taller than the screen.
    func show(_ text: String) throws {
        let sink = presenter.sink
        sink.isText = true
        defer { sink.isText = false }
        _ = try presenter.delivering {
            try sink.write(text)
            try sink.flush()
        }
    }

    /// A text about the prompt itself: on the screen like a result, else for a person on standard error.
    func advise(_ text: String) throws {
        if promptEnvironment.isOnScreen { try show(text) } else { reporter.say(DisplayText.lines(text)) }
    }

    /// The path that an argument names; nil where there is no argument.
    func path(_ argument: String) -> String? { paths(argument).first }

    /// Every word of an argument as a path.
    func paths(_ argument: String) -> [String] {
        ArgumentWords.all(argument).map { FileNames.expanded($0, home: promptEnvironment.home) }
    }
}
