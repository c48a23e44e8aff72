import Model
import Semantics
import Syntax

extension Lint {
    /// The first rows of an order that nobody chose.
    static let takeWithoutSort: Lint = Lint(
        DiagnosticCode(
            "L0203", "`take` without `sort`",
            explanation:
                "Where nothing else is said, customers come in the order of their keys, records in that of their customers and times. The first of them are hardly what was asked for. Say by what to sort; where any will do, sort by the key.",
            wrong: "from customers | where recency < 30 | take 10",
            right: "from customers | where recency < 30 | sort monetary desc | take 10"), fixesKeepAnswers: true
    ) { script, code in
        script.statements.filter { $0.kind == .pipeline }.flatMap { pipeline -> [Diagnostic] in
            // The name of the default sort key; nil where it has no name here, or there is only one row.
            var order = script.keyName(of: pipeline)
            var isSorted = false
            var findings: [Diagnostic] = []
            for stage in pipeline.nodes.dropFirst() {
                switch StageForm.of(stage.kind)?.effect {
                case .orders, .aggregates: isSorted = true
                case .groups:
                    isSorted = false
                    order = stage.keyName
                case .projects: if order.map({ !stage.makesColumn($0) }) ?? false { order = nil }
                case .cuts where !isSorted:
                    isSorted = true
                    let fix = order.map {
                        Diagnostic.FixIt("say so: `sort \($0)`", replace: stage.span.start, with: "sort \($0) | ")
                    }
                    findings.append(
                        code.finding(
                            "`take` keeps the first rows in an order that nobody chose", at: stage.span,
                            label: "nothing before it sorts",
                            notes: fix == nil ? ["put `sort` and what to sort by before it"] : [],
                            fixIts: fix.map { [$0] } ?? []))
                case .filters, .cuts, .extends, nil: break
                }
            }
            return findings
        }
    }
}

private extension LintedScript {
    /// The name of the key by which the rows of a pipeline come; nil for records of customers, which come by customer
    /// and time.
    func keyName(of pipeline: SyntaxNode) -> String? {
        guard let path = pipeline.first(.records)?.descendants.first(where: { $0.kind == .path }) else { return nil }
        var entity = model.customer
        for word in path.pathTokens { entity = model.entityIndex(named: word.contents) ?? entity }
        guard entity == model.customer || model.entities[entity].owner == nil else { return nil }
        return model.entities[entity].keyField.name
    }
}

private extension SyntaxNode {
    /// The first column of a `group by`.
    var keyName: String? {
        guard let first = first(.namedExpression) else { return nil }
        if first.token(.equal) != nil { return first.tokens.first?.text }
        guard let expression = first.nodes.first else { return nil }
        return expression.kind == .path ? expression.text : nil
    }

    /// Whether a `select` makes a column of that name.
    func makesColumn(_ name: String) -> Bool {
        all(.namedExpression).contains {
            $0.token(.equal) != nil ? $0.tokens.first?.contents == name : $0.nodes.first?.text == name
        }
    }
}
