import Analyses
import Engine
import Fixtures
import Glibc
import Importing
import Model
import Semantics
import Store
import Synchronization
import Syntax

/// The hand-made stores of Tests/Scripts/stores: a CSV file per entity, imported once per run by the product's own
/// importer.
///
/// A folder may hold `model.cq`, a model of its own, and `settings` with lines `currency: CNY` and `time-zone:
/// Asia/Shanghai`.
enum FixtureStore {
    struct Unusable: Error, CustomStringConvertible { let description: String }

    /// Store files by the name of their folder. The directory that holds them goes when the process ends.
    private static let paths = Mutex<[String: String]>([:])

    static func path(_ name: String) throws -> String {
        try paths.withLock { paths in
            if let path = paths[name] { return path }
            let path = try "\(directory())/\(name).db"
            try make(folder: Files.scripts + "/stores/" + name, path: path)
            paths[name] = path
            return path
        }
    }

    /// Where stores that several tests share are put.
    static func directory() throws -> String {
        guard isDirectoryMade else { throw Unusable(description: "cannot make \(directoryPath)") }
        return directoryPath
    }

    private static let directoryPath = "/tmp/clientele-stores-\(getpid())"
    private static let isDirectoryMade: Bool = {
        atexit { Scratch.remove("/tmp/clientele-stores-\(getpid())") }
        return mkdir(directoryPath, 0o700) == 0
    }()

    private static func make(folder: String, path: String) throws {
        let files = Files.names(in: folder)
        guard !files.isEmpty else { throw Unusable(description: "there is no store \(folder)") }
        let modelText = files.contains("model.cq") ? try Files.read(folder + "/model.cq") : StandardLibrary.model
        let (bound, diagnostics) = ModelBinder.bind(
            Parser.parse(SourceText(id: SourceID(0), name: "model", bytes: modelText), analyses: Analyses.forms))
        guard let model = bound else {
            throw Unusable(description: "\(folder)/model.cq: \(diagnostics.map(\.message))")
        }
        var settings: [String: String] = [:]
        if files.contains("settings") {
            for line in String(decoding: try Files.read(folder + "/settings"), as: UTF8.self).split(separator: "\n") {
                let parts = line.split(separator: ": ", maxSplits: 1)
                if parts.count == 2 { settings[String(parts[0])] = String(parts[1]) }
            }
        }
        let zone = settings["time-zone"] ?? "UTC"
        let store = try ManagedStore.create(
            path: path, modelText: String(decoding: modelText, as: UTF8.self), model: model,
            currency: Currency(code: settings["currency"] ?? "USD") ?? .usd, timeZoneName: zone)
        defer { store.database.close() }
        // In the model's order: owners come before what belongs to them.
        for entity in model.entities where files.contains(entity.name + ".csv") {
            var options = ImportOptions(entity: entity.name, timeZone: try TimeZoneRules.load(named: zone))
            options.onError = .abort
            _ = try Importer(
                store, model: model, source: ImportSource(.file("\(folder)/\(entity.name).csv")), options: options
            ).run()
        }
    }
}
