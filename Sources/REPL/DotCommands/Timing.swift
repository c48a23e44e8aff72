extension DotCommand {
    static let timing = DotCommand(
        name: ".timing", argument: "[on | off]", summary: "whether answers say how long they took", group: .settings,
        examples: [(".timing off", "leaves it out"), (".timing", "says how it is")],
        candidates: { _, words in words.isEmpty ? .words(["on", "off"]) : .none }
    ) { session, argument in try Setting.timing.showOrChange(argument, in: session) }
}
