import Semantics
import Syntax

extension Lint {
    /// A parameter that no statement asks for.
    static let unusedParameter: Lint = Lint(
        DiagnosticCode(
            "L0101", "unused parameter",
            explanation:
                "No statement of the file uses the parameter, and no other file can. Who gives it a value with --param changes nothing. Take it out, or use it.",
            wrong: "param min: money = 5000\nsegment where monetary > 1000",
            right: "param min: money = 5000\nsegment where monetary > $min"), fixesKeepAnswers: true
    ) { script, code in
        let used = Set(script.parsed.tree.root.descendantTokens.filter { $0.kind == .parameter }.map(\.contents))
        return script.statements.compactMap { statement in
            guard statement.kind == .parameterDeclaration, let name = statement.tokens.dropFirst().first,
                !used.contains(name.contents),
                  // One that is ready-made gets another value here.
                  script.builtin.parameters[name.contents] == nil else { return nil }
            return code.finding(
                "the parameter `\(name.contents)` is not used", at: name.span,
                label: "no `$\(name.contents)` in this file",
                fixIts: [.init("take it out", [script.removal(of: statement)])])
        }
    }
}
