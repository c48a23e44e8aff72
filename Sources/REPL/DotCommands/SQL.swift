import Engine
import Output
import Syntax

extension DotCommand {
    static let sql = DotCommand(
        name: ".sql", argument: "[STATEMENT]", summary: "the SQL of the last question", group: .answers,
        details: """
            What the engine `sqlite` asks the store, with the values of its parameters below: something to take
            elsewhere. The store is an ordinary SQLite file.
            """,
        examples: [(".sql", "of the last question"), (".sql from customers | take 3", "of this one")],
        candidates: { _, _ in .statement }
    ) { session, argument in
        let compilation = try session.compiled(argument)
        try session.show(session.session.explain(compilation, stage: .sql))
    }
}

extension PromptSession {
    /// A text that stands behind a command, or the last statement, without a trace in the session.
    ///
    /// - Throws: `CommandError`: there is none, or it is a text with errors, which have been reported.
    func compiled(_ argument: String) throws(CommandError) -> Compilation {
        let text: String
        if !argument.isEmpty {
            text = argument
        } else if let statement = memory.statement {
            // A definition is asked about as the segment that it names.
            text =
                statement.node.kind == .segmentDeclaration
                ? statement.definedName.map { "from \($0)" } ?? statement.text : statement.text
        } else {
            throw CommandError("nothing has been asked yet")
        }
        let compilation = session.compile(name: "prompt", bytes: Array(text.utf8))
        if !compilation.diagnostics.isEmpty { reporter.report(compilation.diagnostics, sources: session.sources) }
        guard !compilation.hasErrors else { throw CommandError("") }
        guard compilation.asksSomething else { throw CommandError("that defines something and asks nothing") }
        return compilation
    }
}
