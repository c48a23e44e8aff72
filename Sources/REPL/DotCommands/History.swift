import EditLine
import Output

extension DotCommand {
    static let history = DotCommand(
        name: ".history", argument: "[N]", summary: "the last statements of all sessions", group: .session,
        details: "Twenty of them, or as many as you say, the latest last. Up and Ctrl-R bring one back to the prompt.",
        examples: [(".history", "the last twenty"), (".history 100", "more of them")]
    ) { session, argument in
        guard let path = session.historyPath else { throw CommandError("no history is kept") }
        guard let count = argument.isEmpty ? 20 : Int(argument), count > 0 else {
            throw CommandError("how many? `\(argument)` is no number")
        }
        do {
            let entries = try HistoryFile(path: path).entries(limit: count)
            try session.show(entries.map { $0 + "\n" }.joined())
        } catch let error as HistoryError { throw CommandError("\(error.description)") }
    }
}
