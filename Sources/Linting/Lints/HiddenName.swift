import Model
import Semantics
import Syntax

extension Lint {
    /// A definition by a name that means something else elsewhere.
    static let hiddenName: Lint = Lint(
        DiagnosticCode(
            "L0104", "name that hides another",
            explanation:
                "The name is that of a ready-made definition or of records, which mean something else in this file from here on; what is built on the ready-made one follows. Where that is what you want, say so in a comment above the definition: `-- lint: allow L0104`. Else choose another name.",
            wrong: "segment active where recency < 30", right: "segment lately_active where recency < 30")
    ) { script, code in
        script.definitions.flatMap { statement in
            let names = [statement.first(.declaredName)].compactMap(\.self).map { (text: $0.dottedName, span: $0.span) }
                + statement.all(.aliasClause).compactMap { $0.tokens.last }.map { (text: $0.contents, span: $0.span) }
            // A name and its aliases may all hide the same thing.
            var told: Set<String> = []
            return names.compactMap { name -> Diagnostic? in
                guard let hidden = script.hidden(by: name.text), told.insert(hidden.name).inserted else { return nil }
                return code.finding(
                    "`\(name.text)` hides \(hidden.description)", at: name.span,
                    label: "means something else here than elsewhere",
                    notes: ["where that is meant, write `-- lint: allow L0104` above it"])
            }
        }
    }
}

private extension LintedScript {
    /// Meaning of the name outside this file; nil if it has none.
    func hidden(by name: String) -> (name: String, description: String)? {
        if let declaration = builtin.declaration(named: name), declaration.origin == .prelude {
            let kind = declaration.kind.rawValue, isAlias = declaration.name != name
            return (
                declaration.name,
                isAlias
                    ? "the ready-made \(kind) `\(declaration.name)`, whose alias it is"
                    : "the ready-made \(kind) of that name"
            )
        }
        return model.entityIndex(named: name).map {
            (model.entities[$0].name, "the records `\(model.entities[$0].name)`")
        }
    }
}
