import Planning
import Semantics
import Syntax
import Model
import SQLGeneration

/// The stages of a text on its way to an answer, each shown as text.
package enum Stage: String, Sendable, CaseIterable {
    case tokens, tree, bound, plan, optimized, sql
    /// The engine that answers, and the columns that it reads.
    case engine
}

extension Session {
    /// A stage of every question in a compilation that has no errors; tokens and tree are there in any case.
    ///
    /// - Throws: `Failure` where the store can't be read, which only the engine's stage does.
    package func explain(_ compilation: Compilation, stage: Stage) throws(Failure) -> String {
        switch stage {
        case .tokens: return tokenLines(compilation.parsed.tree)
        case .tree: return compilation.parsed.tree.root.outline
        case .bound: return compilation.script.outline(model: environment.model)
        case .plan:
            return try each(compilation) {
                Lowering.lower($0, of: compilation.script, model: environment.model, time: time).outline
            }
        case .optimized:
            return try each(compilation) { (query) throws(Failure) in
                let plan = Lowering.lower(query, of: compilation.script, model: environment.model, time: time)
                let steps = Optimizer.steps(from: plan).map {
                    "-- \($0.rule.name): \($0.rule.summary)\n\($0.plan.outline)"
                }
                return ([plan.outline] + steps).joined(separator: "\n")
            }
        case .engine:
            return try each(compilation) { (query) throws(Failure) in
                try executor.describe(plan(query, of: compilation))
            }
        case .sql:
            return try each(compilation) { (query) throws(Failure) in
                let sql = SQLGenerator.generate(plan(query, of: compilation), dialect: SQLiteDialect())
                let bindings = sql.bindings.enumerated().map { "-- ?\($0.offset + 1) = \($0.element.sqlDescription)" }
                return ([sql.text + ";"] + bindings).joined(separator: "\n") + "\n"
            }
        }
    }

    /// The plan as it is executed.
    package func explainPlan(_ compilation: Compilation) throws(Failure) -> String {
        try each(compilation) { plan($0, of: compilation).outline }
    }

    private func each(_ compilation: Compilation, _ text: (BoundQuery) throws(Failure) -> String) throws(Failure)
        -> String
    {
        var texts: [String] = []
        for statement in compilation.script.statements {
            switch statement {
            case .definition: continue
            case .query(let query): texts.append(try text(query))
            case .analysis(let analysis):
                for query in outlinedQuestions(of: analysis, compilation) { texts.append(try text(query)) }
            }
        }
        return texts.joined(separator: "\n")
    }

    private func tokenLines(_ tree: SyntaxTree) -> String {
        tree.tokens.filter { $0.kind != .whitespace && $0.kind != .endOfFile }.map { token in
            let position = tree.source.position(atUTF8Offset: token.utf8Range.lowerBound)
            let keyword = token.keyword.map { " (\($0.rawValue))" } ?? ""
            return
                "\(position.line + 1):\(position.scalarColumn + 1) \(token.kind)\(keyword) `\(tree.source.text(token.utf8Range))`\n"
        }.joined()
    }
}

extension Value {
    /// As a comment beside the SQL shows it.
    var sqlDescription: String {
        switch self {
        case .missing: "NULL"
        case .bool(let value): value ? "1" : "0"
        case .int(let value), .money(let value), .duration(let value): String(value)
        case .number(let value): String(value)
        case .text(let value):
            "'" + value.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
        case .date(let value): "\(value.daysSinceEpoch) (\(value))"
        case .time(let value): String(value.microseconds)
        }
    }
}
