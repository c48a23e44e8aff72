import Engine
import Formatting
import Glibc
import Output
import Store
import Syntax

/// `clientele model infer`: a draft of what an unknown database's tables mean.
struct ModelCommand: Command {
    static let declaration = CommandDeclaration(
        name: "model", summary: "Draft a model of an existing SQLite database",
        usage: ["clientele model infer DATABASE [-o FILE]"],
        operand: .init(name: "infer DATABASE", help: "the database; it is only read", counts: 2...2),
        options: [
            OptionDeclaration(
                name: "output", letter: "o", value: "FILE",
                help: "where the draft goes, a file that does not exist yet", otherwise: "standard output"),
            StoreOptions.errorFormat
        ],
        remarks: """
            The draft comes from tables, keys, names and values, and says in comments what
            it guessed and on what evidence. Read it over, then ask the database by it.

            Examples:
              clientele model infer crm.db -o crm.cq
              clientele query -s crm.db --model crm.cq 'segment where recency < 30'
            """)

    private let path: String
    private let output: String?
    private let reporter: Reporter

    init(_ arguments: ParsedArguments) throws(Failure) {
        guard arguments.operands[0] == "infer" else {
            throw ParsedArguments.failure(
                "`\(arguments.operands[0])` is nothing that can be done with a model", ModelCommand.declaration)
        }
        path = arguments.operands[1]
        output = arguments["output"]
        reporter = Reporter(arguments)
    }

    func run() throws {
        var draft: String
        do { draft = try ModelInference.draft(of: path, named: String(path.split(separator: "/").last ?? "")) } catch {
            throw Failure(error)
        }
        draft = Formatter.format(draft, analyses: []).script?.text ?? draft
        if let output { try NewTextFile.write(draft, to: output) } else {
            let sink = ByteSink(fileDescriptor: STDOUT_FILENO, isText: true)
            try sink.write(draft)
            try sink.flush()
        }
        let attachment = try Attachment(
            path: path, modelName: output ?? "draft", modelText: Array(draft.utf8),
            settings: Session.Settings(now: WallClock.now))
        reporter.report(attachment.diagnostics, sources: attachment.sources)
        if let output, !attachment.hasErrors {
            reporter.remark("drafted \(output); ask with -s \(path) --model \(output)")
        }
    }
}
