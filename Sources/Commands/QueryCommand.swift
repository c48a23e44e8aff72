import ArgumentParser
import Engine
import Output
import REPL

struct QueryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "query", _superCommandName: "clientele", abstract: "Answer one text.",
        usage: "clientele query -s STORE 'TEXT' [options]\nclientele query -s STORE - < script.cq",
        discussion: """
            Examples:
              clientele query -s shop.db 'segment where recency < 30 and monetary > 5000'
              clientele query -s shop.db --as-of 2026-06-30 'from customers | take 5'
              clientele query -s shop.db --format json --param city=Berlin - < city.cq

            On a terminal, a table of what fits; in a pipe, CSV and every row. Exit codes: 0 done, 1 failed, \
            2 not understood, 130 interrupted.
            """)

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
        commandName: "run", _superCommandName: "clientele", abstract: "Run script files, in order; stops at the first error.",
        usage: "clientele run -s STORE FILE.cq ... [options]",
        discussion: """
            Examples:
              clientele run -s shop.db metrics.cq audience.cq -o audience.csv
              clientele run -s shop.db --check audience.cq

            What a file defines, the next ones can name. A file with an error runs none of its statements. \
            A script that starts with `#!/usr/bin/env -S clientele run -s shop.db` can be run by its name.
            """)

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
        let file = checkOnly ? nil : try outputOptions.output.map { try OutputFile(path: $0) }
        let runner = ScriptRunner(session: session, presenter: outputOptions.presenter(writingTo: file), reporter: storeOptions.reporter,
                                  showsSummary: outputOptions.writesToTerminal)
        for script in scripts {
            let status = try Interruption.whileRunning(session.interrupter, secondTimeEnds: true) {
                try runner.run(name: script.name, bytes: script.bytes, arguments: arguments, checkOnly: checkOnly) { WallClock.monotonicSeconds }
            }
            try CommandExit.check(status)
        }
        try file?.commit()
    }
}
