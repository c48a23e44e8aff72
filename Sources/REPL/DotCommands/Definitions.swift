import Engine
import EditLine
import Semantics

extension DotCommand {
    static let metrics = DotCommand(
        name: ".metrics", summary: "metrics, ready-made and your own", group: .names,
        examples: [(".metrics", "each with its label, its aliases and what it means")]
    ) { session, _ in session.listDefinitions(.metric) }

    static let segments = DotCommand(
        name: ".segments", summary: "segments, ready-made and your own", group: .names,
        examples: [(".segments", "each with its label, its aliases and what it means")]
    ) { session, _ in session.listDefinitions(.segment) }
}

extension DotCommand {
    static let measures = DotCommand(
        name: ".measures", summary: "figures over many rows, ready-made and your own", group: .names,
        examples: [(".measures", "each with its label, its aliases and what it means")]
    ) { session, _ in session.listDefinitions(.measure) }
}

extension PromptSession {
    /// Names of definitions, for completion.
    func names(of kind: DefinitionKind) -> [Completion] {
        let environment = session.environment
        let own = environment.names.compactMap { environment.declaration(named: $0) }.map {
            (name: $0.name, declaration: $0)
        }
        return (own + environment.importedDeclarations).filter { $0.declaration.kind == kind }.map {
            Completion(insertText: $0.name, label: $0.name, detail: $0.declaration.label ?? "")
        }
    }

    fileprivate func listDefinitions(_ kind: DefinitionKind) {
        let environment = session.environment
        let own = environment.names.compactMap { environment.declaration(named: $0) }.map {
            (name: $0.name, declaration: $0)
        }
        show(
            ["name", "label", "alias", "meaning"],
            (own + environment.importedDeclarations).filter { $0.declaration.kind == kind }.map { name, declaration in
                [
                    name, declaration.label ?? "", declaration.aliases.joined(separator: ", "),
                    declaration.documentation?.split(separator: "\n").joined(separator: " ") ?? ""
                ]
            })
    }
}
