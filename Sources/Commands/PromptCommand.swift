import ArgumentParser
import Engine
import Glibc
import Output
import REPL

struct PromptCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prompt", _superCommandName: "clientele", abstract: "Open a prompt (the default); without a terminal, run standard input as a script.",
        usage: "clientele [STORE] [options]", shouldDisplay: false)

    @OptionGroup var storeOptions: StoreOptions
    @OptionGroup var outputOptions: OutputOptions
    @OptionGroup var parameterOptions: ParameterOptions

    @Argument(help: "The store to ask.")
    var path: String?

    func run() throws {
        guard isatty(STDIN_FILENO) == 1 else {
            // Open first: a store that is not there should not wait for the end of the input.
            _ = try storeOptions.path(path)
            return try Script.run([(name: "<stdin>", bytes: InputFile.readStandardInput())], storeOptions, outputOptions, parameterOptions, positional: path)
        }
        let session = try storeOptions.open(path)
        let settings = storeOptions.settings
        let file = try outputOptions.output.map { try OutputFile(path: $0) }
        let prompt = PromptSession(session: session, presenter: outputOptions.presenter(writingTo: file), reporter: storeOptions.reporter,
                                   historyPath: PromptCommand.historyPath, clock: { WallClock.monotonicSeconds },
                                   style: { file == nil ? OutputOptions.style(Terminal(fileDescriptor: STDOUT_FILENO)) : .plain },
                                   open: { try Session(path: $0, settings: settings) })
        try CommandExit.check(prompt.run())
        try file?.commit()
    }

    /// In the XDG state directory; nil where there is no home.
    private static var historyPath: String? {
        if let state = Environment.variable("XDG_STATE_HOME"), state.hasPrefix("/") { return state + "/clientele/history" }
        return Environment.variable("HOME").map { $0 + "/.local/state/clientele/history" }
    }
}
