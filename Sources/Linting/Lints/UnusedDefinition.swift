import Model
import Semantics
import Syntax

extension Lint {
    /// A definition in a script with questions, none of which needs it.
    static let unusedDefinition: Lint = Lint(
        DiagnosticCode(
            "L0103", "unused definition",
            explanation:
                "The file asks questions, and neither they nor other definitions use this one. Ask something of it, take it out, or move it into a file without questions, which is a library: all it defines is there for others. Files that are linted together count as users of each other.",
            wrong:
                "segment vip where monetary >= 5000\nsegment lapsed where recency > 365\nfrom lapsed | aggregate { n = count() }",
            right: "segment lapsed where recency > 365\nfrom lapsed | aggregate { n = count() }")
    ) { script, code in
        guard script.asksSomething else { return [] }
        let named = script.namedDefinitions
        return script.definitions.compactMap { statement in
            guard let name = statement.first(.declaredName), !named.contains(name.span),
                !script.isUsedUnseen(statement, name)
            else { return nil }
            return code.finding(
                "`\(name.dottedName)` is not used", at: name.span, label: "no statement of this file names it",
                fixIts: [.init("take it out", [script.removal(of: statement)])])
        }
    }
}

private extension LintedScript {
    /// The places at which the script's own definitions that it names are declared.
    var namedDefinitions: Set<SourceSpan> {
        var spans: Set<SourceSpan> = []
        for use in names.uses {
            // To ask a ready-made one for its place would parse it.
            guard case .definition(let declaration, nil) = use.meaning, declaration.origin != .prelude else { continue }
            let place = declaration.nameSpan
            if use.span != place { spans.insert(place) }
        }
        return spans
    }

    /// Whether something else needs it, though no statement of the script names it.
    func isUsedUnseen(_ statement: SyntaxNode, _ name: SyntaxNode) -> Bool {
        let names = [name.dottedName] + statement.all(.aliasClause).compactMap { $0.tokens.last?.contents }
        return names.contains { namesUsedElsewhere.contains($0) }
            // Ready-made definitions that use this name follow this definition.
            || names.contains { builtin.declaration(named: $0) != nil }
            || isValueOfRecords(name)
    }

    /// Values of records are named in so many ways that only the last word tells.
    private func isValueOfRecords(_ name: SyntaxNode) -> Bool {
        let words = name.pathTokens
        guard words.count == 2, let owner = words.first, let last = words.last,
            model.entityIndex(named: owner.contents) != nil
        else { return false }
        return parsed.tree.root.descendantTokens.contains {
            $0.contents == last.contents && $0.index != last.index && $0.kind == last.kind
        }
    }
}
