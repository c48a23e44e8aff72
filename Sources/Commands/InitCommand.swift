import Engine
import Model
import Output
import REPL
import Semantics
import Store
import Syntax

struct InitCommand: Command {
    static let declaration = CommandDeclaration(
        name: "init", summary: "Make an empty store",
        usage: ["clientele init STORE [OPTIONS]", "clientele init STORE --from FILE ... [OPTIONS]"],
        operand: .init(name: "STORE", help: "where: a file that does not exist yet", counts: 1...Int.max),
        options: [
            OptionDeclaration(
                name: "currency", value: "CODE", help: "ISO 4217 code of the currency that all money is in",
                otherwise: "USD"),
            OptionDeclaration(
                name: "time-zone", value: "ZONE", help: "what a day is in this store: an IANA time zone",
                otherwise: "UTC"),
            OptionDeclaration(
                name: "model", value: "FILE", help: "the entities of the store", otherwise: "the standard model"),
            OptionDeclaration(
                name: "from", value: "FILE ...",
                help: "files to import into it, which also say what it has to hold"),
            StoreOptions.noProgress,
            StoreOptions.errorFormat
        ],
        remarks: """
            With --from, the files are imported, those of customers first, and the store
            appears with them or not at all. Where the standard model has no place for
            them, a model is drafted from their columns and values.

            Examples:
              clientele init shop.db --currency EUR --time-zone Europe/Berlin
              clientele init shop.db --from customers.csv orders.csv items.csv
            """)

    private let path: String
    private let currency: String
    private let timeZone: String
    private let modelPath: String?
    private let files: [String]
    private let showsProgress: Bool
    private let reporter: Reporter

    init(_ arguments: ParsedArguments) throws(Failure) {
        path = arguments.operands[0]
        let more = Array(arguments.operands.dropFirst())
        files = (arguments["from"].map { [$0] } ?? []) + more
        if arguments["from"] == nil, let file = more.first {
            throw ParsedArguments.failure(
                "`\(file)` is one operand too many; `--from` stands before files", InitCommand.declaration)
        }
        showsProgress = !arguments.has("no-progress")
        currency = arguments["currency"] ?? "USD"
        timeZone = arguments["time-zone"] ?? "UTC"
        modelPath = arguments["model"]
        reporter = Reporter(arguments)
    }

    func run() throws {
        guard files.isEmpty else {
            let store = StoreFromFiles(
                path: path, currency: currency, timeZone: timeZone, modelPath: modelPath, files: files,
                showsProgress: showsProgress, reporter: reporter)
            return try store.make()
        }
        let store = try NewStore.make(
            path: path, currency: currency, timeZone: timeZone, model: NewStore.text(modelPath), reporter: reporter)
        reporter.remark("made \(path): \(currency.uppercased()), \(store.timeZoneName)")
    }
}

/// The common parts of `init` and `generate`.
enum NewStore {
    /// A model in the language, and what messages call it.
    typealias ModelText = (name: String, bytes: [UInt8])

    /// - Parameter path: nil for the standard model.
    static func text(_ path: String?) throws -> ModelText {
        try path.map { ($0, try InputFile.read(path: $0)) } ?? ("model", StandardLibrary.model)
    }

    /// - Parameter path: where there is no file yet; one appears with all that `addRecords` has added, or not at all.
    static func make(
        path: String, currency code: String, timeZone: String, model text: ModelText, reporter: Reporter,
        addRecords: (ManagedStore) throws(StoreError) -> Void = { _ in }
    ) throws -> ManagedStore {
        let currency = try currency(code)
        _ = try self.timeZone(timeZone)
        let model = try bind(text.bytes, name: text.name, reporter)
        do {
            return try ManagedStore.create(
                path: path, modelText: String(decoding: text.bytes, as: UTF8.self), model: model, currency: currency,
                timeZoneName: timeZone, addRecords: addRecords)
        } catch { throw Failure(error) }
    }

    static func currency(_ code: String) throws(Failure) -> Currency {
        if let currency = Currency(code: code) { return currency }
        throw Failure(
            .badArgument, "`\(code)` is no currency code", notes: ["codes have three letters, as in CNY, EUR, JPY"])
    }

    static func timeZone(_ name: String) throws(Failure) -> TimeZoneRules {
        do { return try TimeZoneRules.load(named: name) } catch {
            throw Failure(.badTimeZone, "there is no time zone `\(name)`",
                          notes: ["names look like Asia/Shanghai, Europe/Berlin or UTC, offsets like +08:00"])
        }
    }

    static func bind(_ bytes: [UInt8], name: String, _ reporter: Reporter) throws -> DataModel {
        var sources = SourceMap()
        let parsed = Parser.parse(sources.add(name: name, bytes: bytes), analyses: [])
        let (model, diagnostics) = ModelBinder.bind(parsed)
        let all = parsed.diagnostics.isEmpty ? diagnostics : parsed.diagnostics
        reporter.report(all, sources: sources)
        guard let model, all.isEmpty else {
            throw Failure(.modelRefused, "the model has \(counted(all.count, "error", "errors")); no store was made")
        }
        return model
    }
}
