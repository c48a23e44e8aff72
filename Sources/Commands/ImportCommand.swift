import ArgumentParser
import Engine
import Glibc
import Model
import Output
import Semantics
import Store
import Syntax

extension ImportOptions.OnError: ExpressibleByArgument {}
extension ImportFormat: ExpressibleByArgument {}

struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Take the records of a file into a store.",
        discussion: "Each file is one transaction: it is imported whole, less the rows that were rejected, or not at all. Records with a key that the store knows are updated.")

    @OptionGroup var storeOptions: StoreOptions

    @Option(name: .long, help: ArgumentHelp("What the records are: orders, customers, …", valueName: "entity"))
    var into: String

    @Option(name: .long, help: ArgumentHelp("Columns whose names are not the fields'.", valueName: "field=Column,…"))
    var map: [String] = []

    @Option(name: .long, help: "csv, tsv or jsonl (default: by the file's name).")
    var format: ImportFormat?

    @Option(name: .long, help: "What to do with rows that can't be imported: reject them into a file, or abort.")
    var onError = ImportOptions.OnError.reject

    @Option(name: .long, help: ArgumentHelp("Where rejected rows go (default: FILE.rejects.csv).", valueName: "file"))
    var rejects: String?

    @Option(name: .long, help: ArgumentHelp("How the file writes dates, as in dd/MM/yyyy (default: ISO 8601).", valueName: "pattern"))
    var dateFormat: String?

    @Flag(name: .long, help: "Add customers whom the records name and the store lacks.")
    var createCustomers = false

    @Flag(name: .long, help: "Import a file without keys again.")
    var again = false

    @Flag(name: .long, help: "No progress bar.")
    var noProgress = false

    @Argument(help: "Files, or - for standard input.")
    var files: [String]

    func run() throws {
        let path = try storeOptions.path()
        guard storeOptions.model == nil else {
            throw Failure(.badArgument, "nothing is ever written to a database that is given with --model", notes: ["`clientele init` makes a store to import into"])
        }
        // The session tells the model and the time zone that local times in the file are in.
        let session = try Session(path: path, settings: storeOptions.settings)
        session.store?.database.close()
        let fieldMap = try fieldMap()
        for file in files {
            let store: ManagedStore
            do { store = try ManagedStore.open(path: path, mode: .readWrite) } catch { throw Failure(error) }
            defer { store.database.close() }
            var options = ImportOptions(entity: into, timeZone: session.valueFormat.timeZone)
            options.fieldMap = fieldMap
            options.createCustomers = createCustomers
            options.onError = onError
            options.dateFormat = dateFormat
            options.rejectsPath = rejects
            options.importAgain = again
            let source = ImportSource(file == "-" ? .descriptor(STDIN_FILENO) : .file(file), format: format)
            let bar = ProgressBar(isShown: !noProgress, title: source.name)
            let importer = Importer(store, model: session.environment.model, source: source, options: options)
            do {
                let report = try importer.run { progress in
                    bar.show(done: progress.bytesRead, of: progress.totalBytes, "\(grouped(progress.rows)) rows")
                    return true
                }
                bar.clear()
                say(report, source.name)
            } catch {
                bar.clear()
                throw Failure(error)
            }
        }
    }

    private func fieldMap() throws -> [String: String] {
        var result: [String: String] = [:]
        for pair in map.flatMap({ $0.split(separator: ",") }) {
            let parts = pair.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else {
                throw Failure(.badArgument, "`--map \(pair)` names no column", notes: ["write --map field=Column,other=Other"])
            }
            result[String(parts[0])] = String(parts[1])
        }
        return result
    }

    private func say(_ report: ImportReport, _ name: String) {
        let reporter = storeOptions.reporter
        if report.wasAlreadyImported {
            return reporter.remark("\(name): imported before, nothing to do (`--again` imports it once more)")
        }
        var parts = ["\(grouped(report.inserted)) added"]
        if report.updated > 0 { parts.append("\(grouped(report.updated)) updated") }
        if report.unchanged > 0 { parts.append("\(grouped(report.unchanged)) unchanged") }
        if report.customersCreated > 0 { parts.append("\(counted(report.customersCreated, "customer", "customers")) created") }
        reporter.remark("\(name): \(counted(report.rowsRead, "row", "rows")) into \(into): \(parts.joined(separator: ", ")), in \(Double(Int(report.seconds * 100)) / 100) s")
        if !report.ignoredColumns.isEmpty { reporter.remark("  columns not used: \(report.ignoredColumns.joined(separator: ", "))") }
        if let path = report.rejectsPath { reporter.remark("  \(counted(report.rejected, "row", "rows")) rejected: see \(path)") }
    }
}
