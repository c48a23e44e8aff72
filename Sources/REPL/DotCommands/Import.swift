import EditLine
import Engine
import Model
import Output
import Semantics

extension DotCommand {
    static let importRecords = DotCommand(
        name: ".import", argument: "FILE … [--into ENTITY] [OPTIONS]", summary: "take the records of files into the store", group: .session,
        details: """
            As `clientele import` does, with its options; `clientele import --help` lists them. Without --into the name of
            the file says what the records are, where it is that of an entity. Questions see the records at once.
            """,
        examples: [(".import orders.csv", "into orders"), (".import sales.csv --into orders --map customer_id=Client --create-customers", "other names")],
        candidates: { session, words in
            switch words.last {
            case "--into": .these(session.session.environment.model.entities.map { Completion(insertText: $0.name, label: $0.name, detail: $0.label ?? "") })
            case "--map", "--date-format", "--on-error", "--format": .none
            default: .files
            }
        }
    ) { session, argument in
        guard session.session.store != nil, let path = session.session.storePath else {
            throw Refusal("this database is only read: records are imported into stores that `clientele init` made")
        }
        var words = ArgumentWords.all(argument)
        guard let first = words.first, !words.contains("-") else {
            throw Refusal(words.isEmpty ? "which file? write `.import FILE --into ENTITY`" : "standard input is the prompt's: name a file")
        }
        if !words.contains(where: { $0 == "--into" || $0.hasPrefix("--into=") }), let entity = session.entity(namedLike: first) { words += ["--into", entity] }
        try session.surroundings.importRecords(words.map { FileNames.expanded($0, home: session.surroundings.home) }, path)
    }
}

extension PromptSession {
    /// The entity that a file is called after: `data/orders-2026.csv` is none, `data/orders.csv` one.
    fileprivate func entity(namedLike path: String) -> String? {
        let file = path.split(separator: "/").last ?? ""
        let name = file.prefix { $0 != "." }
        return session.environment.model.entityIndex(named: String(name)).map { session.environment.model.entities[$0].name }
    }
}
