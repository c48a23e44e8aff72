import Running
import Engine
import Output
import REPL

struct QueryCommand: Command {
    static let declaration = CommandDeclaration(
        name: "query", summary: "Answer one text",
        usage: ["clientele query -s STORE 'TEXT' [OPTIONS]", "clientele query -s STORE - < script.cq"],
        operand: .init(name: "TEXT", help: "what to ask, or - for standard input", counts: 1...1),
        options: StoreOptions.declarations + OutputOptions.declarations + ParameterOptions.declarations,
        remarks: """
            On a terminal, a table of what fits; in a pipe, CSV and every row.
            Exit codes: 0 done, 1 failed, 2 not understood, 130 interrupted.

            Examples:
              clientele query -s shop.db 'segment where recency < 30 and monetary > 5000'
              clientele query -s shop.db --as-of 2026-06-30 'from customers | take 5'
              clientele query -s shop.db --format json --param city=Berlin - < city.cq
            """)

    private let text: String
    private let script: Script

    init(_ arguments: ParsedArguments) throws(Failure) {
        text = arguments.operands[0]
        script = try Script(arguments)
    }

    func run() throws {
        let isInput = text == "-"
        try script.run([
            Script.Text(
                name: isInput ? "<stdin>" : "<query>", bytes: isInput ? InputFile.readStandardInput() : Array(text.utf8)
            )
        ])
    }
}

struct RunCommand: Command {
    static let declaration = CommandDeclaration(
        name: "run", summary: "Run script files, in order; stop at the first error",
        usage: ["clientele run -s STORE FILE.cq ... [OPTIONS]"],
        operand: .init(
            name: "FILE.cq ...", help: "the scripts; what a file defines, the next ones can name", counts: 1...Int.max),
        options: StoreOptions.declarations + OutputOptions.declarations + ParameterOptions.declarations + [
            OptionDeclaration(name: "check", help: "compile only; run nothing")
        ],
        remarks: """
            A file with an error runs none of its statements. A script whose first line is
              #!/usr/bin/env -S clientele run -s shop.db
            can be run by its name.

            Examples:
              clientele run -s shop.db metrics.cq audience.cq -o audience.csv
              clientele run -s shop.db --check audience.cq
            """)

    private let files: [String]
    private let checkOnly: Bool
    private let script: Script

    init(_ arguments: ParsedArguments) throws(Failure) {
        files = arguments.operands
        checkOnly = arguments.has("check")
        script = try Script(arguments)
    }

    func run() throws {
        try script.run(
            try files.map { Script.Text(name: $0, bytes: try InputFile.read(path: $0), path: $0) }, checkOnly: checkOnly
        )
    }
}

/// The common parts of `query`, `run` and piped input.
struct Script {
    struct Text {
        var name: String
        var bytes: [UInt8]
        /// Where it is a file: what it imports is relative to that.
        var path: String?
    }

    private let storeOptions: StoreOptions
    private let outputOptions: OutputOptions
    private let parameters: [String: String]

    init(_ arguments: ParsedArguments) throws(Failure) {
        storeOptions = StoreOptions(arguments)
        outputOptions = try OutputOptions(arguments)
        parameters = try ParameterOptions.values(arguments)
    }

    func run(_ scripts: [Text], store: String? = nil, checkOnly: Bool = false) throws {
        let session = try storeOptions.open(store)
        let output = checkOnly ? nil : outputOptions.output
        let folder = try outputOptions.writesFolder ? output.map { try OutputFolder(path: $0) } : nil
        let file = try folder == nil ? output.map { try OutputFile(path: $0, .results) } : nil
        var presenter = outputOptions.presenter(writingTo: file)
        presenter.folder = folder
        var runner = ScriptRunner(
            session: session, presenter: presenter, reporter: storeOptions.reporter,
            showsSummary: outputOptions.writesToTerminal)
        runner.isBesideTexts = scripts.count > 1
        for (script, arguments) in zip(scripts, arguments(of: scripts)) {
            defer { runner.followsText = true }
            let status = try Interruption.ends(saying: storeOptions.lastWords) {
                try runner.run(
                    name: script.name, bytes: script.bytes, path: script.path, arguments: arguments,
                    checkOnly: checkOnly, clock: { WallClock.monotonicSeconds })
            }
            try CommandExit.check(status)
        }
        try file?.commit()
        try folder?.commit()
        session.waitForFiles()
        // The process ends behind this, and its memory with it: giving it back piece by piece would take a twentieth of
        // the time of a small question.
        _ = Unmanaged.passRetained(session)
    }

    /// For each file the values of the parameters that it declares; those that no file declares are the first one's to
    /// report.
    private func arguments(of scripts: [Text]) -> [[String: String]] {
        if parameters.isEmpty || scripts.count == 1 { return scripts.map { _ in parameters } }
        let declared = scripts.map { DeclaredParameters(of: $0.bytes) }
        return declared.enumerated().map { index, own in
            parameters.filter { argument, _ in
                own.take(argument) || (index == 0 && !declared.contains { $0.take(argument) })
            }
        }
    }
}
