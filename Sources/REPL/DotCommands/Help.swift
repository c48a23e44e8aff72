import EditLine
import Output

extension DotCommand {
    static let help = DotCommand(
        name: ".help", argument: "[COMMAND]", summary: "this list, or a command's page", group: .session,
        examples: [(".help", "all commands"), (".help last", "the page of one")],
        candidates: { _, words in
            words.isEmpty
                ? .these(
                    all.map { Completion(insertText: String($0.name.dropFirst()), label: $0.name, detail: $0.summary) })
                : .none
        }
    ) { session, name in
        let columns = session.reporter.terminal.columns ?? 100
        if name.isEmpty {
            try session.advise(overview(columns))
        } else if let command = named(name) {
            try session.advise(command.page(columns))
        } else {
            throw CommandError("there is no command `\(name)`" + suggestion(for: name.hasPrefix(".") ? name : "." + name))
        }
    }

    private static func overview(_ columns: Int) -> String {
        var text = HelpText(columns: columns)
        text.table([
            ("segment where recency < 30 and monetary > 5000", "who bought lately and a lot"),
            ("segment vip where monetary > 5000", "names it, for this session"),
            ("from vip | group by city { n = count() }", "reports on it"),
        ])
        let width = all.map(\.heading.count).max() ?? 0
        for group in Group.allCases {
            text.paragraph("")
            text.paragraph(group.rawValue)
            text.table(all.filter { $0.group == group }.map { ("  " + $0.heading, $0.summary) }, headWidth: width + 2)
        }
        text.paragraph("")
        text.paragraph(
            "`.help COMMAND` says more. Tab completes. Enter runs a whole statement; otherwise it goes on in the next row. "
                + "Ctrl-C stops a question that is running, or drops what is being typed.")
        return text.text
    }

    private var heading: String { argument.isEmpty ? name : name + " " + argument }

    private func page(_ columns: Int) -> String {
        var text = HelpText(columns: columns)
        text.paragraph(heading)
        text.paragraph("  " + summary)
        if !details.isEmpty {
            text.paragraph("")
            text.paragraph(details.split(separator: "\n").joined(separator: " "))
        }
        text.paragraph("")
        text.table(examples.map { ("  " + $0.line, $0.meaning) })
        return text.text
    }
}
