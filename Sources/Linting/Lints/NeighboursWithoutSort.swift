import Model
import Semantics
import Syntax

extension Lint {
    /// The rows before and behind, in an order that nobody chose.
    static let neighboursWithoutSort: Lint = Lint(
        DiagnosticCode(
            "L0205", "rows around a row without `sort`",
            explanation:
                "`previous`, `next`, `running_sum`, `moving_avg` and `row_number` look at rows in the order in which they come. Where nothing else is said, customers come in the order of their keys, and records in that of their customers and times: the row before is often somebody else's. Say by what to sort. Groups come in the order of their keys.",
            wrong: "from customers | derive before = previous(monetary)",
            right: "from customers | sort joined_at | derive before = previous(monetary)")
    ) { script, code in
        script.statements.filter { $0.kind == .pipeline }.flatMap { pipeline -> [Diagnostic] in
            var findings: [Diagnostic] = []
            for stage in pipeline.nodes.dropFirst() {
                if let effect = StageForm.of(stage.kind)?.effect, effect.losesOrder { return findings }
                guard stage.kind == .deriveStage, let call = stage.callsOfRows.first(where: { $0.1.looksAtOrder })
                else { continue }
                findings.append(
                    code.finding(
                        "`\(call.1.name)` looks at rows in an order that nobody chose", at: call.0.span,
                        label: "nothing before it sorts",
                        notes: ["put `sort` and what to sort by before `derive`"]))
            }
            return findings
        }
    }
}

extension SyntaxNode {
    /// Functions of rows that are called in a `derive`, with what they are.
    var callsOfRows: [(SyntaxNode, RowFunction)] {
        guard kind == .deriveStage else { return [] }
        return descendants.compactMap { node in
            guard node.kind == .call, let name = node.tokens.first?.contents else { return nil }
            return RowFunction.named(name).map { (node, $0) }
        }
    }
}
