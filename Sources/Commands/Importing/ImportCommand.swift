import Engine
import Glibc
import Importing
import Model
import Output
import REPL
import Semantics
import Store
import Syntax

struct ImportCommand: Command {
    static let declaration = CommandDeclaration(
        name: "import", summary: "Take the records of files into a store",
        usage: ["clientele import -s STORE FILE ... [--into ENTITY] [OPTIONS]"],
        operand: .init(name: "FILE ...", help: "files, or - for standard input", counts: 1...Int.max),
        options: [
            OptionDeclaration(name: "into", value: "ENTITY", help: "what the records are: customers, orders, …",
                              otherwise: "found out"),
            OptionDeclaration(name: "map", value: "FIELD=COLUMN,…", help: "columns whose names are not the fields'"),
            OptionDeclaration(name: "mapping", value: "FILE",
                              help: "what the columns are, as --save-mapping writes it"),
            OptionDeclaration(name: "save-mapping", value: "FILE",
                              help: "write what was found to a file that does not exist yet"),
            OptionDeclaration(name: "dry-run", help: "say what would happen, and write nothing"),
            OptionDeclaration(name: "format", value: "FORMAT", help: "how the file is written",
                              choices: ImportFormat.allCases.map(\.rawValue), otherwise: "by its name"),
            OptionDeclaration(name: "sheet", value: "SHEET", help: "of a workbook, its name or its number",
                              otherwise: "the first"),
            OptionDeclaration(name: "encoding", value: "ENCODING",
                              help: "how its bytes stand for characters: gb18030, big5, …", otherwise: "found out"),
            OptionDeclaration(name: "separator", value: "CHARACTER",
                              help: "what separates the cells of a line, or tab", otherwise: "found out"),
            OptionDeclaration(name: "skip", value: "N", help: "lines above the one that names the columns",
                              otherwise: "found out"),
            OptionDeclaration(name: "decimal", value: "SIGN", help: "the decimal sign, . or ,",
                              choices: [".", ","], otherwise: "found out"),
            OptionDeclaration(name: "date-format", value: "[FIELD=]FORM",
                              help: "how dates are written: dmy, mdy, ymd, or a pattern as in dd/MM/yyyy HH:mm",
                              otherwise: "found out"),
            OptionDeclaration(name: "null", value: "WORD", help: "what stands for no value, beside nothing"),
            OptionDeclaration(name: "create-customers",
                              help: "add customers whom the records name and the store lacks"),
            OptionDeclaration(name: "on-error", value: "ACTION", help: "what becomes of rows that can't be imported",
                              choices: ImportOptions.OnError.allCases.map(\.rawValue), otherwise: "reject"),
            OptionDeclaration(name: "max-rejects", value: "N|N%",
                              help: "give up where more rows than that can't be imported"),
            OptionDeclaration(name: "repeated", value: "WHICH",
                              help: "what holds where rows of a file have the same key",
                              choices: ImportOptions.OnRepeat.allCases.map(\.rawValue), otherwise: "reject"),
            OptionDeclaration(name: "clear-empty", help: "empty cells take away what the store has"),
            OptionDeclaration(name: "generate-keys", help: "make keys for a file that has none"),
            OptionDeclaration(name: "made-keys", help: "keys of the file may be those that the store has made"),
            OptionDeclaration(name: "rejects", value: "FILE", help: "where rejected rows go",
                              otherwise: "FILE.rejects.csv"),
            OptionDeclaration(name: "again",
                              help: "take rows without keys for new records, even where equal ones came in before"),
        ] + StoreOptions.declarations.filter { !["as-of", "model", "currency"].contains($0.name) },
        remarks: """
            Each file is one transaction: it is imported whole, less the rows that were
            rejected, or not at all. Records with a key that the store knows are updated.
            Rejected rows are no failure: they are counted, kept in a file with the
            reasons, and the exit code is 0, unless there is a file of which nothing came
            in. With --on-error abort the first one ends it all with exit code 1.

            Without --into, what the records are is found out from the columns and the name
            of the file: by the mappings of common programs, by those in
            ~/.config/clientele/mappings, and by the names of the fields.

            Examples:
              clientele import -s shop.db customers.csv orders.csv
              clientele import -s shop.db --into orders --map customer_id=Buyer a.tsv b.tsv
              clientele import -s shop.db --into orders --encoding gb18030 orders.csv.gz
            """)

    private let files: [String]
    private let arguments: ParsedArguments
    private let storeOptions: StoreOptions

    init(_ arguments: ParsedArguments) throws(Failure) {
        self.arguments = arguments
        files = arguments.operands
        storeOptions = StoreOptions(arguments)
        _ = try ImportArguments.options(arguments, timeZone: .utc)
        if files.count > 1, arguments.has("save-mapping") {
            throw ParsedArguments.failure("`--save-mapping` is for one file", ImportCommand.declaration)
        }
    }

    func run() throws { try run(secondInterruptionEnds: true) }

    /// - Parameter secondInterruptionEnds: a second Ctrl-C ends the process, which a prompt would not want.
    func run(secondInterruptionEnds: Bool) throws {
        let path = try storeOptions.path()
        // The session tells the model and the time zone that local times in the file are in.
        let session = try Session(path: path, settings: storeOptions.settings)
        session.store?.database.close()
        let mappings = try MappingFiles.load(arguments["mapping"], storeOptions.reporter)
        var options = try ImportArguments.options(arguments, timeZone: session.valueFormat.timeZone)
        options.cancellation = Interruption.token
        options.inputs = files.filter { $0 != "-" }
        let store: ManagedStore
        do { store = try ManagedStore.open(path: path, mode: .readWrite) } catch { throw Failure(error) }
        defer { store.database.close() }
        let runs = files.map { file in
            FileImport(
                file: file, storePath: path, model: session.environment.model, options: options, mappings: mappings,
                arguments: arguments, reporter: storeOptions.reporter)
        }
        func barren() throws -> [String] {
            var store = store
            return try runs.compactMap { run in
                let isBarren = try run.run(into: &store, secondInterruptionEnds: secondInterruptionEnds)
                return isBarren ? run.source.name : nil
            }
        }
        let failed: [String]
        do { failed = options.isDryRun ? try Importer.rehearse(in: store, barren) : try barren() } catch {
            throw (error as? StoreError).map(Failure.init) ?? error
        }
        if !failed.isEmpty {
            let files = failed.joined(separator: ", ")
            throw Failure(.nothingImported, "nothing came in from \(files): every row was rejected",
                          notes: ["the reasons are in the rejects file, row by row"])
        }
    }
}

/// One file of the command.
private struct FileImport {
    let source: ImportSource
    private let path: String
    private let model: DataModel
    private let options: ImportOptions
    private let mappings: [SourceMapping]
    private let arguments: ParsedArguments
    private let reporter: Reporter

    init(file: String, storePath: String, model: DataModel, options: ImportOptions, mappings: [SourceMapping],
         arguments: ParsedArguments, reporter: Reporter) {
        let format = arguments["format"].flatMap { ImportFormat(rawValue: $0) }
        source = ImportSource(file == "-" ? .descriptor(STDIN_FILENO) : .file(file), format: format)
        path = storePath
        (self.model, self.options, self.mappings) = (model, options, mappings)
        (self.arguments, self.reporter) = (arguments, reporter)
    }

    /// - Returns: whether there were rows, and none of them came in.
    func run(into store: inout ManagedStore, secondInterruptionEnds: Bool) throws -> Bool {
        let speech = ImportSpeech(
            reporter, of: source, into: path, isDryRun: options.isDryRun,
            showsProgress: !arguments.has("no-progress"))
        defer { speech.end() }
        var found: [SourceMapping] = []
        let observer = speech.observer { account, options in found.append(account.mapping(named: sourceName, options)) }
        let importer = Importer(store, model: model, source: source, options: options, mappings: mappings)
        do {
            let reports = try Interruption.whileRunning(
                store.database.interrupter, alsoWhenKilled: true, secondTimeEnds: secondInterruptionEnds
            ) {
                try importer.run(observer)
            }
            store = try store.reread()
            if let target = arguments["save-mapping"] {
                try MappingFiles.save(found, to: target, of: source.name, model)
                reporter.remark("\(target) has what was found: --mapping \(target)")
            }
            return reports.allSatisfy { $0.rowsRead > 0 && $0.rejected == $0.rowsRead }
        } catch let error as StoreError {
            throw Failure(error)
        }
    }

    /// The name of such files in a mapping.
    private var sourceName: String {
        let name = source.name.split(separator: "/").last.map(String.init) ?? source.name
        return String(name.prefix { $0 != "." })
    }
}
