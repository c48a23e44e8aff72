import EditLine
import Engine
import Model
import Output
import Semantics
import Store

extension DotCommand {
    static let importRecords = DotCommand(
        name: ".import", argument: "FILE … [OPTIONS]", summary: "take the records of files into the store",
        group: .session,
        details: """
            As `clientele import` does, with its options; `clientele import --help` lists them. What the records are is
            found out where --into does not say it. Questions see the records at once.
            """,
        examples: [
            (".import orders.csv", "into orders"),
            (".import sales.csv --into orders --map customer_id=Client --create-customers", "other names")
        ],
        candidates: { session, words in
            switch words.last {
            case "--into":
                .these(
                    session.session.environment.model.entities.map {
                        Completion(insertText: $0.name, label: $0.name, detail: $0.label ?? "")
                    })
            case "--map", "--date-format", "--on-error", "--format": .none
            default: .files
            }
        }
    ) { session, argument in
        guard session.session.store != nil, let path = session.session.storePath else {
            throw CommandError("this database is only read: records are imported into stores that `clientele init` made")
        }
        let words = ArgumentWords.all(argument)
        guard !words.isEmpty, !words.contains("-") else {
            throw CommandError(
                words.isEmpty ? "which file? write `.import FILE`" : "standard input is the prompt's: name a file")
        }
        let keys = session.session.store?.textKeys
        try session.promptEnvironment.importRecords(
            words.map { FileNames.expanded($0, home: session.promptEnvironment.home) }, path)
        guard let store = session.session.store, (try? store.reread().textKeys) != keys else { return }
        // Keys have become texts: what a question means goes by that.
        session.session = try session.promptEnvironment.open(path, nil, session.session.settings)
        session.memory.forgetStore()
        session.reporter.remark("keys are texts now: what this session has defined is forgotten")
    }
}
