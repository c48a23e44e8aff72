import Engine
import Output

extension DotCommand {
    static let open = DotCommand(
        name: ".open", argument: "[STORE]", summary: "ask another store", group: .session,
        details: "Questions go to that store from now on, as of the same instant. What this session has defined is forgotten: the other store may have another model.",
        examples: [(".open", "says which store it is"), (".open other.db", "asks that one")],
        candidates: { _, words in words.isEmpty ? .files : .none }
    ) { session, argument in
        guard let path = session.path(argument) else {
            session.reporter.remark(session.session.storePath ?? "no store is open")
            return
        }
        session.session = try session.surroundings.open(path, session.session.settings)
        session.memory.forgetStore()
        session.reporter.remark("\(path), as of \(session.session.asOfDescription)")
    }
}
