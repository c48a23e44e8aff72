import ArgumentParser
import Engine
import Glibc
import Output
import Store
import Syntax

struct ModelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model", abstract: "Models of databases that are there already.", subcommands: [ModelInferCommand.self])
}

struct ModelInferCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "infer", abstract: "Draft a model of an SQLite database from its tables, keys, names and values.",
        discussion: "The draft says in comments what it guessed. The database is only read. Ask it with -s DATABASE --model MODEL.cq.")

    @Argument(help: "The database.")
    var path: String

    @Option(name: .shortAndLong, help: ArgumentHelp("Where the draft goes, a file that does not exist yet (default: standard output).", valueName: "file"))
    var output: String?

    @Option(name: .long, help: "How errors are written: text or json.")
    var errorFormat = Reporter.Format.text

    func run() throws {
        let reporter = Reporter(format: errorFormat)
        let draft: String
        do { draft = try ModelInference.draft(of: path, named: String(path.split(separator: "/").last ?? "")) } catch { throw Failure(error) }
        var descriptor = STDOUT_FILENO
        if let output {
            // A draft that someone has edited is not to be lost.
            descriptor = open(output, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
            guard descriptor >= 0 else { throw Failure(.unreadableScript, "can't write \(output): \(String(cString: strerror(errno)))") }
        }
        let sink = ByteSink(fileDescriptor: descriptor)
        try sink.write(draft)
        try sink.flush()
        let attachment = try Attachment(path: path, modelName: output ?? "draft", modelText: Array(draft.utf8), settings: Session.Settings(now: WallClock.now))
        reporter.report(attachment.diagnostics, sources: attachment.sources)
        if let output, !attachment.hasErrors { reporter.remark("drafted \(output); ask with -s \(path) --model \(output)") }
    }
}
