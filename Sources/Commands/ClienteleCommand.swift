import Running
import Engine
import Glibc
import Output
import Semantics
import Store
import Syntax

/// One of the program's commands.
protocol Command: SendableMetatype {
    static var declaration: CommandDeclaration { get }

    /// - Throws: `Failure` E0805 for values that can't be understood.
    init(_ arguments: ParsedArguments) throws(Failure)

    /// - Throws: `Failure`; `CommandExit`; what a `ByteSink` throws.
    func run() throws
}

/// Ends a command with a status; what there was to say has been said.
struct CommandExit: Error {
    let status: ExitStatus

    /// Returns where the status is success.
    static func check(_ status: ExitStatus) throws {
        if status != .success { throw CommandExit(status: status) }
    }
}

/// The command line: `clientele` and its commands.
///
/// Enters: arguments, files, standard input. Leaves: results on standard output, everything else on standard error, an
/// exit code. This is the one place where the clock, the environment and the terminal are read; what is below gets them
/// told.
package enum ClienteleCommand {
    static let version = "0.1.0"

    /// As help lists them.
    private static let commands: [any Command.Type] = [
        QueryCommand.self, RunCommand.self, ExplainCommand.self, InitCommand.self, ImportCommand.self,
        ImportsCommand.self, GenerateCommand.self,
        ModelCommand.self, FormatCommand.self, LintCommand.self, LanguageServerCommand.self,
    ]

    /// Understands the arguments, does what they say, and gives the exit code.
    package static func exitCode(of arguments: [String]) -> Int32 {
        ByteSink.ignoreSignalsOfWriting()
        let reporter = Reporter(format: errorFormat(arguments))
        do {
            try run(arguments)
            return ExitStatus.success.rawValue
        } catch let exit as CommandExit {
            return exit.status.rawValue
        } catch let failure as Failure {
            reporter.report(failure)
            return ExitStatus(failure).rawValue
        } catch is ClosedPipe {
            // The reader has read enough.
            return ExitStatus.success.rawValue
        } catch let error as WriteError {
            reporter.report(Failure(.unwritableOutput, "the result could not be written: \(error.reason)"))
            return ExitStatus.failure.rawValue
        } catch {
            reporter.report(Failure(.storeFailure, "\(error)"))
            return ExitStatus.failure.rawValue
        }
    }

    private static func run(_ arguments: [String]) throws {
        let first = arguments.first
        // `clientele help query` is what some would try first.
        let isHelp = first == "help"
        let named = arguments.dropFirst(isHelp ? 1 : 0).first
        let command = commands.first { $0.declaration.name == named }
        let own = Array(arguments.dropFirst(command == nil ? 0 : 1))
        if isHelp || own.prefix(while: { $0 != "--" }).contains(where: { $0 == "--help" || $0 == "-h" }) {
            // A store opens a prompt, which has a page as well.
            let prompt = !isHelp && first.map { !$0.hasPrefix("-") } ?? false ? PromptCommand.declaration : nil
            return try show((command?.declaration ?? prompt).map { HelpPage.page(of: $0) } ?? overview)
        }
        if first == "--version" { return try show("clientele \(version)\n") }
        if command == nil, let first { try checkStore(first) }
        let type = command ?? PromptCommand.self
        try type.init(ParsedArguments(own, for: type.declaration)).run()
    }

    private static var overview: String {
        HelpPage.overview(of: commands.map { $0.declaration })
    }

    private static func show(_ text: String) throws {
        let sink = ByteSink(fileDescriptor: STDOUT_FILENO)
        try sink.write(text)
        try sink.flush()
    }

    /// The first argument is a store unless it names a command, so a misspelt command would be a store that is not
    /// there.
    private static func checkStore(_ path: String) throws(Failure) {
        guard !path.hasPrefix("-"), access(path, F_OK) != 0 else { return }
        let names = commands.compactMap { $0.declaration.name }
        let closest = EditDistance.closest(to: path, in: names)
        throw Failure(.noSuchStore, "there is no file \(path)", notes: [
            closest.map { "did you mean the command `\($0)`?" }
                ?? "`clientele generate \(path)` makes a store to try, `clientele init \(path)` an empty one",
            "the commands are \(names.joined(separator: ", ")); `clientele --help` says more",
        ])
    }

    /// How errors are written; known before the options are understood, for errors in them.
    private static func errorFormat(_ arguments: [String]) -> Reporter.Format {
        let isJSON = arguments.contains("--error-format=json")
            || zip(arguments, arguments.dropFirst()).contains { $0 == "--error-format" && $1 == "json" }
        return isJSON ? .json : .text
    }
}
