import Syntax

extension Lint {
    static let anyStatement: Lint = Lint(
        DiagnosticCode(
            "L0999", "a statement", explanation: "There is a statement.", wrong: "segment where id = 1",
            right: "metric m = id"), fixesKeepAnswers: true
    ) { script, code in
        script.statements.filter { $0.kind == .segmentDeclaration }.map {
            code.finding("there is a statement", at: $0.span, label: "here")
        }
    }
}
