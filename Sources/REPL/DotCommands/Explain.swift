import Engine
import Output
import Syntax

extension DotCommand {
    static let explain = DotCommand(
        name: ".explain", argument: "[STATEMENT | CODE]",
        summary: "how the last question is answered, or what an error code means", group: .answers,
        details: """
            The plan, which engine answers and what it reads. `explain SEGMENT`, without the dot, is a statement of the
            language: it counts how many customers pass each clause.
            """,
        examples: [
            (".explain", "the plan of the last question"), (".explain from vip | take 3", "of this one"),
            (".explain E0301", "what the code means")
        ],
        candidates: { _, _ in .statement }
    ) { session, argument in
        if argument.utf8.count == 5, let code = DiagnosticCatalogue.code(argument) {
            return try session.show(code.page)
        }
        let compilation = try session.compiled(argument)
        try session.show(
            session.session.explainPlan(compilation) + "\n" + session.session.explain(compilation, stage: .engine))
    }
}
