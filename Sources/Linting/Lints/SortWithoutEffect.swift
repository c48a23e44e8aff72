import Syntax

extension Lint {
    /// An order that the next stage undoes.
    static let sortWithoutEffect: Lint = Lint(
        DiagnosticCode(
            "L0204", "`sort` without effect",
            explanation:
                "The stages behind this `sort` put the rows into another order, or make groups of them, without taking some first: it changes nothing. Take it out, or put it where the order counts.",
            wrong: "from customers | sort monetary desc | group by country { n = count() }",
            right: "from customers | group by country { n = count() } | sort n desc"), fixesKeepAnswers: true
    ) { script, code in
        script.statements.filter { $0.kind == .pipeline }.flatMap { pipeline -> [Diagnostic] in
            var waiting: SyntaxNode?
            var findings: [Diagnostic] = []
            for stage in pipeline.nodes.dropFirst() {
                guard let effect = StageForm.of(stage.kind)?.effect else { continue }
                if effect.losesOrder {
                    if let sort = waiting, let removal = pipeline.removal(of: sort) {
                        let word = stage.tokens.first?.span ?? stage.span
                        findings.append(
                            code.finding(
                                "this `sort` changes nothing", at: sort.span, label: "undone …",
                                secondary: [.init(word, "… here")],
                                fixIts: [.init("take it out", [removal])]))
                    }
                    waiting = effect == .orders ? stage : nil
                } else if effect == .cuts || !stage.callsOfRows.isEmpty {
                    waiting = nil
                }
            }
            return findings
        }
    }
}

private extension SyntaxNode {
    /// Takes a stage out of a pipeline, with the `|` before it and what is between them.
    func removal(of stage: SyntaxNode) -> Diagnostic.Edit? {
        guard let sign = tokens.last(where: { $0.kind == .pipe && $0.span.utf8Start < stage.span.utf8Start }) else {
            return nil
        }
        let before = tree.tokens[..<sign.index].last { $0.kind != .whitespace }
        return Diagnostic.Edit(
            SourceSpan(
                source: stage.span.source,
                utf8Start: Int(
                    before.map { $0.kind == .comment ? sign.span.utf8Start : $0.utf8End } ?? sign.span.utf8Start),
                utf8End: Int(stage.span.utf8End)), "")
    }
}
