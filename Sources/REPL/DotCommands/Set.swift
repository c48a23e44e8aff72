import EditLine
import Output
import Semantics

extension DotCommand {
    static let set = DotCommand(
        name: ".set", argument: "[SETTING [VALUE]]",
        summary: "settings: \(Setting.all.map(\.name).joined(separator: ", "))", group: .settings,
        details: """
            Without a value it shows one, without a name all. A setting holds for this session; those that you always want
            belong into the init file. `as-of` and `time-zone` say what the questions are asked as of, `engine` what works
            them out, `format` how answers are written, `pager` what shows those that are taller than the screen.
            """,
        examples: [
            (".set", "all settings"), (".set as-of", "one of them"),
            (".set as-of 2026-03", "asks as of the end of March")
        ],
        candidates: { session, words in
            if words.isEmpty {
                return .these(
                    Setting.all.map { Completion(insertText: $0.name, label: $0.name, detail: $0.value(session)) })
            }
            return words.count == 1 ? Setting.named(words[0])?.candidates ?? .none : .none
        }
    ) { session, argument in
        let (name, value) = split(argument)
        guard !argument.isEmpty else {
            var text = HelpText(columns: session.reporter.terminal.columns ?? 100)
            text.table(Setting.all.map { ("\($0.name): \($0.value(session))", $0.meaning) })
            return try session.advise(text.text)
        }
        guard let setting = Setting.named(name) else {
            let closest =
                EditDistance.closest(to: name, in: Setting.all.map(\.name)).map { "; did you mean `\($0)`?" }
                ?? ": \(Setting.all.map(\.name).joined(separator: ", "))"
            throw CommandError("there is no setting `\(name)`\(closest)")
        }
        try setting.showOrChange(value, in: session)
    }
}
