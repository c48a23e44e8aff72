import Engine
import Output
import Store
import Syntax

extension DotCommand {
    static let open = DotCommand(
        name: ".open", argument: "[STORE [MODEL]]", summary: "ask another store", group: .session,
        details:
            "Questions go to that store from now on, as of the same instant. What this session has defined is forgotten: the other store may have another model. A database that is no store needs a model: the file that says what its tables mean.",
        examples: [
            (".open", "says which store it is"), (".open other.db", "asks that one"),
            (".open erp.sqlite erp.cq", "asks an existing database")
        ],
        candidates: { _, words in words.count < 2 ? .files : .none }
    ) { session, argument in
        let paths = session.paths(argument)
        guard let path = paths.first else {
            session.reporter.remark(session.session.storePath ?? "no store is open")
            return
        }
        guard paths.count < 3 else {
            throw CommandError("`.open` takes a store and a model; a path with blanks goes into quotes")
        }
        let model = paths.dropFirst().first ?? session.models[path]
        do {
            session.session = try session.promptEnvironment.open(path, model, session.session.settings)
        } catch let failure as Failure where failure.code == .notAStore {
            throw Failure(
                failure.code, failure.message,
                notes: [
                    "say what its tables mean: `.open \(path) MODEL.cq`",
                    "`clientele model infer \(path)` drafts a model"
                ])
        }
        session.models[path] = model
        session.memory.forgetStore()
        session.reporter.remark("\(path), as of \(session.session.asOfDescription)")
    }
}
