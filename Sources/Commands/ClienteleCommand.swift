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
        abstract: "Ask customers questions: segment where recency < 30 and monetary > 5000",
        discussion: "`clientele STORE` opens a prompt on a terminal; otherwise it runs standard input as a script.",
        version: "0.1.0",
        subcommands: [PromptCommand.self, QueryCommand.self, RunCommand.self, ExplainCommand.self, InitCommand.self, ImportCommand.self, GenerateCommand.self, ModelCommand.self],
        defaultSubcommand: PromptCommand.self)

    package init() {}

    /// Parses the arguments, runs what they say, and gives the exit code.
    package static func exitCode(of arguments: [String]) -> Int32 {
        ByteSink.ignoreBrokenPipeSignal()
        do {
            var command = try parseAsRoot(arguments)
            try command.run()
            return ExitStatus.success.rawValue
        } catch let status as CommandExit {
            return status.status.rawValue
        } catch let failure as Failure {
            Reporter(format: ErrorFormat.current).report(failure)
            return ExitStatus(failure).rawValue
        } catch is ClosedPipe {
            // Whoever read has read enough.
            return ExitStatus.success.rawValue
        } catch let error as WriteError {
            Reporter(format: ErrorFormat.current).remark("the result could not be written: \(error.description)")
            return ExitStatus.failure.rawValue
        } catch {
            let code = self.exitCode(for: error)
            let message = fullMessage(for: error)
            guard code.isSuccess else {
                Reporter().say(message + "\n")
                return ExitStatus.misuse.rawValue
            }
            // --help and --version are what was asked for.
            print(message)
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
