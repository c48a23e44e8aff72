import Semantics
import Syntax

extension Lint {
    /// Two names for one condition or value.
    static let sameDefinition: Lint = Lint(
        DiagnosticCode(
            "L0105", "definition equal to another",
            explanation:
                "Both definitions ask exactly the same, so that one of the names is enough; and when one is changed, the other is forgotten. Use one in place of the other, or define one by the other where both names are wanted.",
            wrong:
                "segment vip where monetary >= 5000\nsegment big_spenders where monetary >= 5000\nsegment where vip or big_spenders",
            right:
                "segment vip where monetary >= 5000\nsegment big_spenders where vip\nsegment where vip or big_spenders"),
        fixesKeepAnswers: true
    ) { script, code in
        let own = script.definitions.compactMap { node in script.definition(node).map { (node: node, meaning: $0) } }
        guard !own.isEmpty else { return [] }
        var firstByMeaning = script.readyMadeMeanings()
        var findings: [Diagnostic] = []
        for (node, meaning) in own {
            guard let name = node.first(.declaredName) else { continue }
            if let (first, span) = firstByMeaning[meaning], first != name.dottedName {
                let fix = node.definingExpression.map {
                    Diagnostic.FixIt("define it by `\(first)`", replace: $0.span, with: first)
                }
                let earlier = span.map { Diagnostic.Label($0, "this one comes first") }
                findings.append(
                    code.finding(
                        "`\(name.dottedName)` asks the same as `\(first)`", at: name.span,
                        label: "the same under another name",
                        secondary: earlier.map { [$0] } ?? [],
                        notes: earlier == nil ? ["`\(first)` is ready-made"] : [], fixIts: fix.map { [$0] } ?? []))
            } else {
                firstByMeaning[meaning] = (name.spelling, name.span)
            }
        }
        return findings
    }
}

private extension SyntaxNode {
    /// The expression after `where` or `=`; nil for classes.
    var definingExpression: SyntaxNode? { kind == .classDeclaration ? nil : nodes.last }

    /// As it stands in the text, backticks and all.
    var spelling: String { tokens.map(\.text).joined() }
}

/// Meaning of a definition, with its parameters: their values may change what it computes.
private struct Meaning: Hashable {
    var text: String
    var parameters: [String]
}

private extension LintedScript {
    /// nil for a definition that is but another name, or is bound anew at each use.
    func definition(_ node: SyntaxNode) -> Meaning? {
        guard let name = node.first(.declaredName)?.dottedName,
            let definition = script.definitions.first(where: {
                $0.name == name && isHere($0.expression.span) && contains(node, $0.expression.span)
            })
        else { return nil }
        return meaning(definition, of: script, node)
    }

    private func contains(_ node: SyntaxNode, _ span: SourceSpan) -> Bool {
        node.span.utf8Start <= span.utf8Start && span.utf8End <= node.span.utf8End
    }

    private func meaning(_ definition: BoundDefinition, of script: BoundScript, _ node: SyntaxNode) -> Meaning? {
        switch definition.expression.kind {
        case .definition, .field, .literal: return nil
        default:
            return Meaning(text: script.comparableText(definition.expression, model: model),
                           parameters: node.descendantTokens.filter { $0.kind == .parameter }.map(\.contents))
        }
    }

    /// Meanings of the ready-made definitions, bound in the environment of this script.
    func readyMadeMeanings() -> [Meaning: (name: String, span: SourceSpan?)] {
        let names = environment.names.filter { environment.declaration(exactly: $0)?.origin == .prelude }
        let text = names.map { "from customers | select v = \($0)\n" }.joined()
        let parsed = Parser.parse(SourceText(id: SourceID(-1), name: "ready-made", text: text), analyses: [])
        let bound = Binder.bind(parsed, in: environment).script
        var meanings: [Meaning: (name: String, span: SourceSpan?)] = [:]
        for definition in bound.definitions {
            guard let declaration = environment.declaration(exactly: definition.name),
                declaration.origin == .prelude,
                let meaning = meaning(definition, of: bound, declaration.syntax), meanings[meaning] == nil
            else { continue }
            meanings[meaning] = (definition.name, nil)
        }
        return meanings
    }
}
