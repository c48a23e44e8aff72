import Output

extension DotCommand {
    static let format = DotCommand(
        name: ".format", argument: "[FORMAT]", summary: OutputFormat.allCases.map(\.rawValue).joined(separator: ", "),
        group: .settings,
        details: "How answers are written from now on. Formats other than table show every row and column.",
        examples: [(".format", "says which it is"), (".format markdown", "tables for a report")],
        candidates: { _, words in words.isEmpty ? .words(OutputFormat.allCases.map(\.rawValue)) : .none }
    ) { session, argument in try Setting.format.showOrChange(argument, in: session) }
}
