import ArgumentParser
import Engine
import Model
import Output
import Semantics
import Store
import Syntax

struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", _superCommandName: "clientele", abstract: "Make an empty store.",
        usage: "clientele init STORE [options]",
        discussion: """
            Example:
              clientele init shop.db --currency EUR --time-zone Europe/Berlin
            """)

    @Argument(help: "Where: a file that does not exist yet.")
    var path: String

    @Option(name: .long, help: ArgumentHelp("ISO 4217 code of the currency that all money is in.", valueName: "code"))
    var currency = "USD"

    @Option(name: .long, help: ArgumentHelp("IANA name: what a day is in this store.", valueName: "zone"))
    var timeZone = "UTC"

    @Option(name: .long, help: ArgumentHelp("The entities of the store (default: the standard model).", valueName: "file"))
    var model: String?

    @Option(name: .long, help: ArgumentHelp("How errors are written (default: text).", valueName: "format"))
    var errorFormat: Reporter.Format?

    func run() throws {
        let reporter = Reporter(format: errorFormat ?? .text)
        let store = try NewStore.make(path: path, currency: currency, timeZone: timeZone, modelPath: model, reporter: reporter)
        reporter.remark("made \(path): \(currency.uppercased()), \(store.timeZoneName)")
    }
}

/// What `init` and `generate` have in common.
enum NewStore {
    static func make(path: String, currency code: String, timeZone: String, modelPath: String?, reporter: Reporter) throws -> ManagedStore {
        guard let currency = Currency(code: code) else {
            throw Failure(.badArgument, "`\(code)` is no currency code", notes: ["codes have three letters, as in CNY, EUR, JPY"])
        }
        do { _ = try TimeZoneRules.load(named: timeZone) } catch {
            throw Failure(.badTimeZone, "there is no time zone `\(timeZone)`", notes: ["names look like Asia/Shanghai, Europe/Berlin or UTC, offsets like +08:00"])
        }
        let bytes = try modelPath.map { try InputFile.read(path: $0) } ?? StandardLibrary.model
        let model = try bind(bytes, name: modelPath ?? "model", reporter)
        do {
            return try ManagedStore.create(path: path, modelText: String(decoding: bytes, as: UTF8.self), model: model, currency: currency, timeZoneName: timeZone)
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
