import Engine
import Glibc
import Output
import REPL

/// The command `clientele STORE`: a prompt on a terminal; otherwise standard input is a script.
struct PromptCommand: Command {
    static let declaration = CommandDeclaration(
        name: nil, summary: "Open a prompt; without a terminal, run standard input as a script",
        usage: ["clientele STORE [OPTIONS]", "clientele query -s STORE 'TEXT'"],
        operand: .init(name: "STORE", help: "the store to ask", counts: 0...1),
        options: StoreOptions.declarations + OutputOptions.declarations + ParameterOptions.declarations + [
            OptionDeclaration(
                name: "no-init",
                help: "do not read $XDG_CONFIG_HOME/clientele/init.cq (or that in ~/.config) before the first prompt"),
            OptionDeclaration(
                name: "allow", value: "WHAT",
                help: "what a script on standard input may do besides: `shell`, start programs by `.last | COMMAND`",
                choices: ["shell"])
        ])

    private let path: String?
    private let arguments: ParsedArguments

    init(_ arguments: ParsedArguments) throws(Failure) {
        path = arguments.operands.first
        self.arguments = arguments
    }

    func run() throws {
        let storeOptions = StoreOptions(arguments)
        // Open first: a store that is not there should not wait for the end of the input.
        let session = try storeOptions.open(path)
        let isTyped = isatty(STDIN_FILENO) == 1
        let input = isTyped ? [] : try InputFile.readStandardInput()
        let text = String(decoding: input, as: UTF8.self)
        guard isTyped || PromptSession.hasCommands(text) else {
            return try Script(arguments).run([Script.Text(name: "<stdin>", bytes: input)], store: path)
        }
        let outputOptions = try OutputOptions(arguments)
        let file = try outputOptions.output.map { try OutputFile(path: $0, .results) }
        let prompt = try PromptSession(
            session: session, presenter: outputOptions.presenter(writingTo: file), reporter: storeOptions.reporter,
            promptEnvironment: promptEnvironment(storeOptions, writesFile: file != nil))
        try CommandExit.check(isTyped ? prompt.run() : prompt.run(text, name: "<stdin>"))
        try file?.commit()
    }

    private func promptEnvironment(_ options: StoreOptions, writesFile: Bool) throws -> PromptEnvironment {
        let path = path
        var promptEnvironment = PromptEnvironment(
            clock: { WallClock.monotonicSeconds }, now: { WallClock.now },
            style: { writesFile ? .plain : OutputOptions.style(Terminal(fileDescriptor: STDOUT_FILENO)) },
            open: { path, model, settings in try options.open(path, model: model, settings: settings) },
            importRecords: { words, store in
                try ImportCommand(ParsedArguments(words + ["--store", store], for: ImportCommand.declaration)).run(
                    secondInterruptionEnds: false)
            })
        if let model = options.model { promptEnvironment.models[try options.path(path)] = model }
        promptEnvironment.home = ProcessEnvironment.variable("HOME")
        promptEnvironment.historyPath = PromptCommand.folder("XDG_STATE_HOME", ".local/state").map {
            $0 + "/clientele/history"
        }
        promptEnvironment.startupPath =
            arguments.has("no-init")
            ? nil
            : PromptCommand.folder("XDG_CONFIG_HOME", ".config").map { $0 + "/clientele/init.cq" }
            .flatMap { access($0, F_OK) == 0 ? $0 : nil }
        promptEnvironment.allowsShell = arguments["allow"] == "shell"
        promptEnvironment.temporaryFolder = ProcessEnvironment.variable("TMPDIR") ?? "/tmp"
        let isCapable = !["", "dumb"].contains(ProcessEnvironment.variable("TERM") ?? "")
        promptEnvironment.writesToTerminal = !writesFile && Terminal.standardOutput.isTerminal
        promptEnvironment.isOnScreen = promptEnvironment.writesToTerminal && isatty(STDIN_FILENO) == 1 && isCapable
        promptEnvironment.pager = PromptCommand.pager
        promptEnvironment.editor = ProcessEnvironment.variable("VISUAL") ?? ProcessEnvironment.variable("EDITOR")
            ?? ["sensible-editor", "editor", "nano", "vi"].first(where: ProcessEnvironment.hasProgram)
        promptEnvironment.arguments = try ParameterOptions.values(arguments)
        return promptEnvironment
    }

    /// A folder that XDG names, or the one in the home directory; nil where there is no home.
    static func folder(_ variable: String, _ otherwise: String) -> String? {
        if let folder = ProcessEnvironment.variable(variable), folder.hasPrefix("/") { return folder }
        return ProcessEnvironment.variable("HOME").map { $0 + "/" + otherwise }
    }

    /// nil where the user wants none: a variable that is empty, or `cat`.
    private static var pager: String? {
        for name in ["CLIENTELE_PAGER", "PAGER"] {
            guard let value = getenv(name).map({ String(cString: $0) }) else { continue }
            return ["", "cat"].contains(value) ? nil : value
        }
        return ProcessEnvironment.hasProgram("less") ? "less" : nil
    }
}
