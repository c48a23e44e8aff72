import Model
import Semantics
import Syntax

extension Lint {
    /// `take 10 by monetary`: ten of each amount, where the ten with the largest were meant.
    static let takeByAmount: Lint = Lint(
        DiagnosticCode(
            "L0206", "the first of each amount",
            explanation:
                "`take 10 by city` keeps ten rows of each city. Of an amount, or of another number with fractions, hardly two rows have the same: nearly all of them are kept. The ten largest are `sort monetary desc | take 10`; the first ten of each range are `take 10 by bucket(monetary, 100, 1000)`.",
            wrong: "from customers | sort id | take 10 by monetary",
            right: "from customers | sort monetary desc | take 10")
    ) { script, code in
        let stages = script.parsed.tree.root.descendants.filter { $0.kind == .takeStage && $0.nodes.count == 1 }
        return script.partitions.compactMap { key -> Diagnostic? in
            guard key.type.isMoney || key.type.kind == .number || key.type.kind == .duration,
                let stage = stages.first(where: { $0.nodes.first?.span == key.span }),
                let count = stage.tokens.dropFirst().first
            else { return nil }
            let value = script.source.text(key.span)
            let meant = "sort \(value) desc | take \(count.text)"
            return code.finding(
                "`take \(count.text) by` keeps so many of each value of `\(value)`, of which there are many",
                at: stage.span, label: "nearly all rows",
                fixIts: [.init("write `\(meant)`", replace: stage.span, with: meant)])
        }
    }
}

extension LintedScript {
    /// The values that functions of rows take the rows of the script's questions apart by.
    fileprivate var partitions: [BoundExpression] {
        script.statements.flatMap { statement -> [BoundStage] in
            switch statement {
            case .definition: []
            case .query(let query): query.stages
            case .analysis(let analysis): analysis.query.stages
            }
        }.flatMap { stage -> [BoundExpression] in
            if case .window(let functions) = stage { functions.flatMap(\.partition) } else { [] }
        }
    }
}
