import EditLine
import Engine
import LanguageService
import Model
import Semantics

extension DotCommand {
    static let describe = DotCommand(
        name: ".describe", argument: "NAME", summary: "what a name means, and what values it has", group: .names,
        details: """
            Of a metric, segment, measure, field, kind of record, function or word: its type, its definition, an example;
            of what can be asked of the store, how much of it there is, and the extremes or the most frequent values. A
            name that means several things is described for each.
            """,
        examples: [
            (".describe recency", "a metric"), (".describe orders.amount", "a field"),
            (".describe quantile", "a function"),
        ],
        candidates: { session, words in
            guard words.isEmpty else { return .none }
            let kinds: [DefinitionKind] = [.metric, .segment, .measure]
            return .these(kinds.flatMap { session.names(of: $0) })
        }
    ) { session, name in
        guard !name.isEmpty else { throw CommandError("of what? write `.describe recency`") }
        let found = session.descriptions(of: name)
        guard !found.isEmpty else {
            let names = session.session.environment.names + session.session.environment.model.entities.map(\.name)
            let closest = EditDistance.closest(to: name, in: names).map { "; did you mean `\($0)`?" } ?? ""
            throw CommandError("nothing is called `\(name)`\(closest)")
        }
        try session.show(found.joined(separator: "\n\n") + "\n")
    }
}

extension PromptSession {
    /// Each meaning of a name, with what the store tells of it.
    fileprivate func descriptions(of name: String) -> [String] {
        let script = ScriptAnalysis(name: "prompt", bytes: [], in: LanguageContext(session))
        let knowledge = session.storePath == nil ? nil : StoreKnowledge(session)
        return script.descriptions(of: name).map { description in
            let facts = description.subject.flatMap { subject in
                knowledge?.facts(about: subject, within: StoreKnowledge.Budget(seconds: 10, Interruption.token))
            }
            return description.plainText(facts: facts ?? [])
        }
    }
}
