import Semantics
import Syntax

extension Lint {
    /// An import whose name stands nowhere.
    static let unusedImport: Lint = Lint(
        DiagnosticCode(
            "L0102", "unused import",
            explanation:
                "Nothing that the imported file defines is named here, so the file is read for nothing. Take the import out, or use what it defines behind its name and a dot.",
            wrong: "import \"lib/metrics.cq\" as m\nsegment where recency < 30",
            right: "import \"lib/metrics.cq\" as m\nsegment where m.aov > 200"), fixesKeepAnswers: true
    ) { script, code in
        let used = Set(script.names.uses.compactMap { use in
            if case .imported = use.meaning { script.source.text(use.span) } else { nil }
        })
        return script.statements.filter { $0.kind == .importDeclaration }.compactMap { statement in
            guard let name = statement.tokens.last, !used.contains(name.text) else { return nil }
            return code.finding(
                "nothing of the import `\(name.contents)` is used", at: name.span,
                label: "no `\(name.contents).…` in this file",
                fixIts: [.init("take it out", [script.removal(of: statement)])])
        }
    }
}
