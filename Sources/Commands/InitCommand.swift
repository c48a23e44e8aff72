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
        usage: ["clientele init STORE [OPTIONS]"],
        operand: .init(name: "STORE", help: "where: a file that does not exist yet", counts: 1...1),
        options: [
            OptionDeclaration(name: "currency", value: "CODE", help: "ISO 4217 code of the currency that all money is in", otherwise: "USD"),
            OptionDeclaration(name: "time-zone", value: "ZONE", help: "what a day is in this store: an IANA time zone", otherwise: "UTC"),
            OptionDeclaration(name: "model", value: "FILE", help: "the entities of the store", otherwise: "the standard model"),
            StoreOptions.errorFormat,
        ],
        remarks: """
            Example:
              clientele init shop.db --currency EUR --time-zone Europe/Berlin
            """)

    private let path: String
    private let currency: String
    private let timeZone: String
    private let modelPath: String?
    private let reporter: Reporter

    init(_ arguments: ParsedArguments) throws(Failure) {
        path = arguments.operands[0]
        currency = arguments["currency"] ?? "USD"
        timeZone = arguments["time-zone"] ?? "UTC"
        modelPath = arguments["model"]
        reporter = Reporter(arguments)
    }

    func run() throws {
        let store = try NewStore.make(path: path, currency: currency, timeZone: timeZone, modelPath: modelPath, reporter: reporter)
        reporter.remark("made \(path): \(currency.uppercased()), \(store.timeZoneName)")
    }
}

/// What `init` and `generate` have in common.
enum NewStore {
    /// - Parameters:
    ///   - path: where there is no file yet; one appears with all that `addRecords` has added, or not at all.
    ///   - modelPath: nil for the standard model.
    static func make(
        path: String, currency code: String, timeZone: String, modelPath: String?, reporter: Reporter,
        addRecords: (ManagedStore) throws(StoreError) -> Void = { _ in }
    ) throws -> ManagedStore {
        guard let currency = Currency(code: code) else {
            throw Failure(
                .badArgument, "`\(code)` is no currency code",
                notes: ["codes have three letters, as in CNY, EUR, JPY"])
        }
        do { _ = try TimeZoneRules.load(named: timeZone) } catch {
            throw Failure(
                .badTimeZone, "there is no time zone `\(timeZone)`",
                notes: ["names look like Asia/Shanghai, Europe/Berlin or UTC, offsets like +08:00"])
        }
        let bytes = try modelPath.map { try InputFile.read(path: $0) } ?? StandardLibrary.model
        let model = try bind(bytes, name: modelPath ?? "model", reporter)
        do {
            return try ManagedStore.create(
                path: path, modelText: String(decoding: bytes, as: UTF8.self), model: model, currency: currency,
                timeZoneName: timeZone, addRecords: addRecords)
        } catch { throw Failure(error) }
    }

    private static func bind(_ bytes: [UInt8], name: String, _ reporter: Reporter) throws -> DataModel {
        var sources = SourceMap()
        let parsed = Parser.parse(sources.add(name: name, bytes: bytes))
        let (model, diagnostics) = ModelBinder.bind(parsed)
        let all = parsed.diagnostics.isEmpty ? diagnostics : parsed.diagnostics
        reporter.report(all, sources: sources)
        guard let model, all.isEmpty else {
            throw Failure(.modelRefused, "the model has \(counted(all.count, "error", "errors")); no store was made")
        }
        return model
    }
}
