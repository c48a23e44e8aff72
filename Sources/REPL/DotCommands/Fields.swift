import EditLine
import Engine
import Model
import Output
import Semantics

extension DotCommand {
    static let fields = DotCommand(
        name: ".fields", argument: "[ENTITY]", summary: "fields, with type, label and aliases", group: .names,
        examples: [(".fields", "those of every kind of record"), (".fields orders", "those of orders")],
        candidates: { session, words in
            guard words.isEmpty else { return .none }
            return .these(
                session.session.environment.model.entities.map {
                    Completion(insertText: $0.name, label: $0.name, detail: $0.label ?? "")
                })
        }
    ) { session, name in
        let model = session.session.environment.model
        guard name.isEmpty || model.entityIndex(named: name) != nil else {
            let closest =
                EditDistance.closest(to: name, in: model.entities.map(\.name)).map { "; did you mean `\($0)`?" } ?? ""
            throw CommandError("there is no entity `\(name)`\(closest)")
        }
        let entities =
            name.isEmpty ? model.entities.indices.map { $0 } : [model.entityIndex(named: name) ?? model.customer]
        session.show(
            ["entity", "field", "type", "label", "alias"],
            entities.flatMap { index in
                model.entities[index].fields.map { field in
                    [
                        model.entities[index].name, field.name, field.reference ?? field.type.name, field.label ?? "",
                        field.aliases.joined(separator: ", ")
                    ]
                }
            })
    }
}
