extension DotCommand {
    static let hello = DotCommand(
        name: ".hello", argument: "", summary: "says hello", group: .answers, details: "Says hello, and nothing else.",
        examples: [(".hello", "now")], candidates: { _, _ in .none }
    ) { session, _ in try session.show("hello\n") }
}
