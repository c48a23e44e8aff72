import Engine
import Glibc
import Output
import REPL

/// What `clientele STORE` does: a prompt on a terminal; otherwise standard input is a script.
struct PromptCommand: Command {
    static let declaration = CommandDeclaration(
        name: nil, summary: "Open a prompt; without a terminal, run standard input as a script",
        usage: ["clientele STORE [OPTIONS]", "clientele query -s STORE 'TEXT'"],
        operand: .init(name: "STORE", help: "the store to ask", counts: 0...1),
        options: StoreOptions.declarations + OutputOptions.declarations + ParameterOptions.declarations)

    private let path: String?
    private let arguments: ParsedArguments

    init(_ arguments: ParsedArguments) throws(Failure) {
        path = arguments.operands.first
        self.arguments = arguments
    }

    func run() throws {
        let storeOptions = StoreOptions(arguments)
        guard isatty(STDIN_FILENO) == 1 else {
            // Open first: a store that is not there should not wait for the end of the input.
            _ = try storeOptions.open(path)
            return try Script(arguments).run([Script.Text(name: "<stdin>", bytes: InputFile.readStandardInput())], store: path)
        }
        let session = try storeOptions.open(path)
        let outputOptions = OutputOptions(arguments)
        let file = try outputOptions.output.map { try OutputFile(path: $0) }
        let surroundings = PromptSurroundings(
            historyPath: PromptCommand.historyPath, home: Environment.variable("HOME"), clock: { WallClock.monotonicSeconds },
            style: { file == nil ? OutputOptions.style(Terminal(fileDescriptor: STDOUT_FILENO)) : .plain },
            open: { try Session(path: $0, settings: $1) })
        let prompt = PromptSession(session: session, presenter: outputOptions.presenter(writingTo: file), reporter: storeOptions.reporter,
                                   surroundings: surroundings)
        try CommandExit.check(prompt.run())
        try file?.commit()
    }

    /// In the XDG state directory; nil where there is no home.
    private static var historyPath: String? {
        if let state = Environment.variable("XDG_STATE_HOME"), state.hasPrefix("/") { return state + "/clientele/history" }
        return Environment.variable("HOME").map { $0 + "/.local/state/clientele/history" }
    }
}
