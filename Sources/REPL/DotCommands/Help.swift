import EditLine
import Output

extension DotCommand {
    static let help = DotCommand(
        name: ".help", argument: "[COMMAND]", summary: "this list, or a command's page", group: .session,
        examples: [(".help", "all commands"), (".help last", "the page of one")],
        candidates: { _, words in
            words.isEmpty ? .these(all.map { Completion(insertText: String($0.name.dropFirst()), label: $0.name, detail: $0.summary) }) : .none
        }
    ) { session, name in
        let columns = session.reporter.terminal.columns ?? 100
        if name.isEmpty {
            try session.advise(overview(columns))
        } else if let command = named(name) {
            try session.advise(command.page(columns))
        } else {
            throw Refusal("there is no command `\(name)`" + suggestion(for: name.hasPrefix(".") ? name : "." + name))
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
        text.paragraph("`.help COMMAND` says more. Tab completes. Enter runs a whole statement; otherwise it goes on in the next row. "
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
            for line in details.split(separator: "\n") { text.paragraph(String(line)) }
        }
        text.paragraph("")
        text.table(examples.map { ("  " + $0.line, $0.meaning) })
        return text.text
    }
}

extension PromptSession {
    /// A text about the prompt itself: on the screen like a result, else for a person on standard error.
    fileprivate func advise(_ text: String) throws {
        if surroundings.isOnScreen { try show(text) } else { reporter.say(text) }
    }
}

/// Text for a person, in lines of so many columns.
struct HelpText {
    let columns: Int
    private(set) var text = ""

    init(columns: Int) { self.columns = columns }

    mutating func paragraph(_ line: String) {
        let indent = String(line.prefix { $0 == " " })
        text += HelpText.wrapped(String(line.dropFirst(indent.count)), indent, indent, columns) + "\n"
    }

    /// Heads and what they mean, beside each other where there is room, else below.
    mutating func table(_ rows: [(head: String, meaning: String)], headWidth: Int? = nil) {
        let width = headWidth ?? rows.map(\.head.count).max() ?? 0
        let isWide = width + 2 + 30 <= columns
        for (head, meaning) in rows {
            if isWide {
                let start = head + String(repeating: " ", count: max(0, width - head.count) + 2)
                text += HelpText.wrapped(meaning, start, String(repeating: " ", count: width + 2), columns) + "\n"
            } else {
                let indent = String(head.prefix { $0 == " " })
                text += HelpText.wrapped(head.trimmingBlanks, indent, indent, columns) + "\n" + HelpText.wrapped(meaning, indent + "    ", indent + "    ", columns) + "\n"
            }
        }
    }

    private static func wrapped(_ text: String, _ start: String, _ indent: String, _ columns: Int) -> String {
        var lines: [String] = [], line = start, isEmpty = true
        for word in text.split(separator: " ") {
            if !isEmpty, line.count + 1 + word.count > columns {
                lines.append(line)
                (line, isEmpty) = (indent, true)
            }
            line += (isEmpty ? "" : " ") + word
            isEmpty = false
        }
        return (lines + [line]).joined(separator: "\n")
    }
}
