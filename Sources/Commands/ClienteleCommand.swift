package import ArgumentParser
import Engine
import Glibc
import Output

/// The command line: `clientele` and its subcommands.
///
/// Enters: arguments, files, standard input. Leaves: results on standard output, everything else on standard error, an exit
/// code. This is the one place where the clock, the environment and the terminal are read; what is below gets them told.
package struct ClienteleCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "clientele",
        abstract: "Ask which customers did what, how often and when.",
        usage: "clientele STORE\nclientele COMMAND ...",
        discussion: """
            With a store alone: a prompt, or, where standard input is no terminal, that as a script. To try it:

              clientele generate shop.db
              clientele query -s shop.db 'segment where recency < 30 and monetary > 500'
              clientele shop.db
            """,
        version: "0.1.0",
        subcommands: [PromptCommand.self, QueryCommand.self, RunCommand.self, ExplainCommand.self, InitCommand.self, ImportCommand.self, GenerateCommand.self],
        defaultSubcommand: PromptCommand.self)

    package init() {}

    /// Parses the arguments, runs what they say, and gives the exit code.
    package static func exitCode(of arguments: [String]) -> Int32 {
        ByteSink.ignoreBrokenPipeSignal()
        let invocation = Invocation(arguments)
        let reporter = Reporter(format: invocation.errorFormat)
        do {
            var command = try invocation.parse()
            try command.run()
            return ExitStatus.success.rawValue
        } catch let status as CommandExit {
            return status.status.rawValue
        } catch let failure as Failure {
            reporter.report(failure)
            return ExitStatus(failure).rawValue
        } catch is ClosedPipe {
            // Whoever read has read enough.
            return ExitStatus.success.rawValue
        } catch let error as WriteError {
            reporter.report(Failure(.unwritableOutput, "the result could not be written: \(error.reason)"))
            return ExitStatus.failure.rawValue
        } catch {
            guard self.exitCode(for: error).isSuccess else {
                reporter.report(invocation.misuse(error))
                return ExitStatus.misuse.rawValue
            }
            // --help and --version are what was asked for.
            print(fullMessage(for: error))
            return ExitStatus.success.rawValue
        }
    }
}

/// Ends a command with a status; what there was to say has been said.
struct CommandExit: Error {
    let status: ExitStatus

    /// Returns where the status is success.
    static func check(_ status: ExitStatus) throws {
        if status != .success { throw CommandExit(status: status) }
    }
}
