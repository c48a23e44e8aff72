import Output

extension DotCommand {
    static let format = DotCommand(
        name: ".format", argument: "[FORMAT]", summary: OutputFormat.allCases.map(\.rawValue).joined(separator: ", "), group: .settings,
        details: "How answers are written from now on. Formats other than table show every row.",
        examples: [(".format", "says which it is"), (".format markdown", "tables for a report")],
        candidates: { _, words in words.isEmpty ? .words(OutputFormat.allCases.map(\.rawValue)) : .none }
    ) { session, name in
        if name.isEmpty {
            session.reporter.remark(session.presenter.format.rawValue)
        } else if let format = OutputFormat(rawValue: name) {
            session.presenter.format = format
        } else {
            session.reporter.remark("there is no format `\(name)`: \(OutputFormat.allCases.map(\.rawValue).joined(separator: ", "))")
        }
    }
}
