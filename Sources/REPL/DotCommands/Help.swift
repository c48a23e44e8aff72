import EditLine
import Output

extension DotCommand {
    static let help = DotCommand(
        name: ".help", argument: "[COMMAND]", summary: "this list, or a command's page", group: .session,
        examples: [(".help", "all commands"), (".help fields", "the page of one")],
        candidates: { _, words in
            words.isEmpty ? .these(all.map { Completion(insertText: String($0.name.dropFirst()), label: $0.name, detail: $0.summary) }) : .none
        }
    ) { session, name in
        if name.isEmpty {
            session.reporter.say(overview)
        } else if let command = named(name) {
            session.reporter.say(command.page)
        } else {
            session.reporter.remark("there is no command `\(name)`" + suggestion(for: name.hasPrefix(".") ? name : "." + name))
        }
    }

    private static var overview: String {
        var lines = [
            "segment where recency < 30 and monetary > 5000  who bought lately and a lot",
            "segment vip where monetary > 5000               names it, for this session",
            "from vip | group by city { n = count() }        reports on it",
        ]
        let width = all.map { $0.heading.utf8.count }.max() ?? 0
        for group in Group.allCases {
            lines += ["", group.rawValue]
            for command in all where command.group == group {
                lines.append("  " + command.heading + String(repeating: " ", count: width - command.heading.utf8.count + 2) + command.summary)
            }
        }
        lines += ["", "`.help COMMAND` says more. Tab completes. Enter runs a whole statement; otherwise it goes on in the next row.",
                  "Ctrl-C stops a question that is running, or drops what is being typed."]
        return lines.joined(separator: "\n") + "\n"
    }

    private var heading: String { argument.isEmpty ? name : name + " " + argument }

    private var page: String {
        let width = examples.map { $0.line.count }.max() ?? 0
        let shown = examples.map { "  " + $0.line + String(repeating: " ", count: width - $0.line.count + 2) + $0.meaning }
        return ([heading, "  " + summary] + (details.isEmpty ? [] : ["", details]) + [""] + shown).joined(separator: "\n") + "\n"
    }
}
