import ArgumentParser
import Engine
import Output
import REPL

struct QueryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "query", abstract: "Answer one text.",
        usage: "clientele query -s STORE 'segment where recency < 30'\n       clientele query -s STORE - < script.cq")

    @OptionGroup var storeOptions: StoreOptions
    @OptionGroup var outputOptions: OutputOptions
    @OptionGroup var parameterOptions: ParameterOptions

    @Argument(help: "What to ask, or - for standard input.")
    var text: String

    func run() throws {
        let isInput = text == "-"
        try Script.run([(name: isInput ? "<stdin>" : "<query>", bytes: isInput ? InputFile.readStandardInput() : Array(text.utf8))],
                       storeOptions, outputOptions, parameterOptions)
    }
}

struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run script files, in order; stops at the first error.")

    @OptionGroup var storeOptions: StoreOptions
    @OptionGroup var outputOptions: OutputOptions
    @OptionGroup var parameterOptions: ParameterOptions

    @Flag(name: .long, help: "Compile only; run nothing.")
    var check = false

    @Argument(help: "The scripts.")
    var files: [String]

    func run() throws {
        let scripts = try files.map { (name: $0, bytes: try InputFile.read(path: $0)) }
        try Script.run(scripts, storeOptions, outputOptions, parameterOptions, checkOnly: check)
    }
}

/// What `query`, `run` and piped input have in common.
enum Script {
    static func run(_ scripts: [(name: String, bytes: [UInt8])], _ storeOptions: StoreOptions, _ outputOptions: OutputOptions,
                    _ parameterOptions: ParameterOptions, positional: String? = nil, checkOnly: Bool = false) throws {
        let session = try storeOptions.open(positional)
        let arguments = try parameterOptions.arguments()
        let runner = ScriptRunner(session: session, presenter: try outputOptions.presenter(), reporter: storeOptions.reporter,
                                  showsSummary: outputOptions.writesToTerminal)
        for script in scripts {
            let status = try Interruption.whileRunning(session.interrupter) {
                try runner.run(name: script.name, bytes: script.bytes, arguments: arguments, checkOnly: checkOnly) { WallClock.monotonicSeconds }
            }
            try CommandExit.check(status)
        }
    }
}
