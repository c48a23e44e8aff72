import Output

/// The text of `--help`, in lines of 80 columns at most.
enum HelpPage {
    private static let columns = 80
    /// Where the explanations start.
    private static let indent = 28

    static func page(of declaration: CommandDeclaration) -> String {
        var text = declaration.summary + ".\n\n"
        text += usage(declaration.usage)
        if declaration.operand.counts.upperBound > 0 {
            text += "\n" + row("  \(declaration.operand.name)", declaration.operand.help)
        }
        text += "\nOptions:\n"
        for option in declaration.options {
            let head = "  " + (option.letter.map { "-\($0), " } ?? "    ") + option.form
            text += row(head, meaning(of: option))
        }
        text += row("  -h, --help", "this page")
        return declaration.remarks.isEmpty ? text : text + "\n" + declaration.remarks + "\n"
    }

    private static func meaning(of option: OptionDeclaration) -> String {
        let choices = option.choices.isEmpty ? "" : ": \(listed(option.choices))"
        return option.help() + choices + (option.otherwise.map { " (default: \($0))" } ?? "")
    }

    /// The page of the program: what it is, and its commands.
    static func overview(of commands: [CommandDeclaration]) -> String {
        var text = "Ask which customers did what, how often and when.\n\n"
        text += usage(["clientele STORE", "clientele COMMAND ..."])
        text += "\n" + row("  STORE", "a prompt, or standard input as a script")
        for command in commands {
            guard let name = command.name else { continue }
            text += row("  \(name)", command.summary.prefix(1).lowercased() + command.summary.dropFirst())
        }
        text += row("  -h, --help", "this page; behind a command, its own")
        text += row("  --version", "the version")
        text += """

            To try it:
              clientele generate shop.db
              clientele query -s shop.db 'segment where recency < 30 and monetary > 500'
              clientele shop.db

            """
        return text
    }

    private static func usage(_ forms: [String]) -> String {
        forms.enumerated().map { ($0.offset == 0 ? "Usage: " : "       ") + $0.element + "\n" }.joined()
    }

    /// A head and what it means, in as many lines as it takes.
    private static func row(_ head: String, _ meaning: some StringProtocol) -> String {
        var lines: [String] = []
        var line = head + String(repeating: " ", count: max(0, indent - head.count))
        if head.count > indent - 2 {
            lines.append(head)
            line = String(repeating: " ", count: indent)
        }
        var isFirst = true
        for word in meaning.split(separator: " ") {
            if !isFirst, line.count + 1 + word.count > columns {
                lines.append(line)
                line = String(repeating: " ", count: indent)
                isFirst = true
            }
            line += (isFirst ? "" : " ") + word
            isFirst = false
        }
        return (lines + [line]).joined(separator: "\n") + "\n"
    }
}
