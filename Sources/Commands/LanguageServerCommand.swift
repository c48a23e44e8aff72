import Running
import Engine
import Glibc
import LanguageServer
import Output
import REPL

/// The command `clientele lsp`: an editor's language server on standard input and output.
struct LanguageServerCommand: Command {
    static let declaration = CommandDeclaration(
        name: "lsp", summary: "Serve an editor by the Language Server Protocol",
        usage: ["clientele lsp [-s STORE] [OPTIONS]"],
        operand: .init(name: "", help: "", counts: 0...0),
        options: StoreOptions.declarations.filter {
            ["store", "model", "currency", "as-of", "time-zone"].contains($0.name)
        } + [
            OptionDeclaration(name: "no-data", help: "look nothing up in the store: no values, distributions or sizes")
        ],
        remarks: """
            Editors start this by themselves; docs/editors.md says how to set them up.
            Without a store, scripts are held against the standard model. An editor's
            settings (store, model, currency, asOf, timeZone, data) go before options.
            Exit codes: 0 the editor said good-bye, 1 it left without.
            """)

    private let arguments: ParsedArguments
    private let options: StoreOptions

    init(_ arguments: ParsedArguments) throws(Failure) {
        self.arguments = arguments
        options = StoreOptions(arguments)
    }

    func run() throws {
        var configuration = ServerConfiguration()
        configuration.store = options.store ?? ProcessEnvironment.variable("CLIENTELE_STORE")
        configuration.model = options.model
        configuration.currency = arguments["currency"]
        configuration.asOf = arguments["as-of"]
        configuration.timeZone = arguments["time-zone"]
        configuration.usesData = !arguments.has("no-data")
        let settings = ServerSettings(
            configuration: configuration, open: opener, now: { WallClock.now }, disk: DiskImports(),
            cacheDirectory: LanguageServerCommand.cacheDirectory,
            version: ClienteleCommand.version)
        let code = try LanguageServer.run(input: STDIN_FILENO, output: STDOUT_FILENO, settings)
        try CommandExit.check(code == 0 ? .success : .failure)
    }

    /// Opens stores as other commands do; each time as of that moment, where no day is configured.
    private var opener: @Sendable (ServerConfiguration) throws(Failure) -> Session {
        let shared = options.settings
        return { configuration throws(Failure) in
            var settings = shared
            settings.asOf = configuration.asOf
            settings.timeZone = configuration.timeZone
            settings.currency = configuration.currency
            settings.now = WallClock.now
            settings.buildProgress = nil
            guard let path = configuration.store else { return try Session(settings: settings) }
            guard let model = configuration.model else {
                settings.currency = nil
                return try Session(path: path, settings: settings)
            }
            let text: [UInt8]
            do throws(InputFile.Refusal) { text = try InputFile.bytes(path: model) } catch {
                throw Failure(.unreadableScript, "can't read \(model): \(error.reason)")
            }
            return try Session(
                try Attachment(path: path, modelName: model, modelText: text, settings: settings), settings: settings)
        }
    }

    private static var cacheDirectory: String? {
        if let cache = ProcessEnvironment.variable("XDG_CACHE_HOME"), cache.hasPrefix("/") {
            return cache + "/clientele/definitions"
        }
        return ProcessEnvironment.variable("HOME").map { $0 + "/.cache/clientele/definitions" }
    }
}
