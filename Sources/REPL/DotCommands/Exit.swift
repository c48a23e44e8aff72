extension DotCommand {
    static let exit = DotCommand(
        name: ".exit", summary: "leave (so does Ctrl-D)", group: .session,
        details: "What was defined is forgotten unless `.save` has put it into a script. The history stays.",
        examples: [(".exit", "back to the shell")],
        leaves: true
    ) { _, _ in }
}
