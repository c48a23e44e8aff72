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
        usage: ["clientele import -s STORE --into ENTITY FILE ... [OPTIONS]"],
        operand: .init(name: "FILE ...", help: "files, or - for standard input", counts: 1...Int.max),
        options: [
            OptionDeclaration(name: "into", value: "ENTITY", help: "what the records are: customers, orders, …"),
            OptionDeclaration(name: "map", value: "FIELD=COLUMN,…", help: "columns whose names are not the fields'"),
            OptionDeclaration(name: "format", value: "FORMAT", help: "how the file is written",
                              choices: ImportFormat.allCases.map(\.rawValue), otherwise: "by its name"),
            OptionDeclaration(name: "encoding", value: "ENCODING", help: "how its bytes stand for characters: gb18030, big5, …", otherwise: "found out"),
            OptionDeclaration(name: "separator", value: "CHARACTER", help: "what separates the cells of a line, or tab", otherwise: "found out"),
            OptionDeclaration(name: "skip", value: "N", help: "lines above the one that names the columns", otherwise: "found out"),
            OptionDeclaration(name: "decimal", value: "SIGN", help: "the decimal sign, . or ,", choices: [".", ","], otherwise: "found out"),
            OptionDeclaration(name: "date-format", value: "[FIELD=]PATTERN", help: "how dates are written, as in dd/MM/yyyy", otherwise: "found out"),
            OptionDeclaration(name: "null", value: "WORD", help: "what stands for no value, beside nothing"),
            OptionDeclaration(name: "create-customers", help: "add customers whom the records name and the store lacks"),
            OptionDeclaration(name: "on-error", value: "ACTION", help: "what becomes of rows that can't be imported",
                              choices: ImportOptions.OnError.allCases.map(\.rawValue), otherwise: "reject"),
            OptionDeclaration(name: "repeated", value: "WHICH", help: "what holds where rows of a file have the same key",
                              choices: ImportOptions.OnRepeat.allCases.map(\.rawValue), otherwise: "reject"),
            OptionDeclaration(name: "clear-empty", help: "empty cells take away what the store has"),
            OptionDeclaration(name: "generate-keys", help: "make keys for a file that has none"),
            OptionDeclaration(name: "rejects", value: "FILE", help: "where rejected rows go", otherwise: "FILE.rejects.csv"),
            OptionDeclaration(name: "again", help: "import a file without keys once more"),
        ] + StoreOptions.declarations.filter { !["as-of", "model", "currency"].contains($0.name) },
        remarks: """
            Each file is one transaction: it is imported whole, less the rows that were
            rejected, or not at all. Records with a key that the store knows are updated.
            Rejected rows are no failure: they are counted, kept in a file with the
            reasons, and the exit code is 0, unless there is a file of which nothing came
            in. With --on-error abort the first one ends it all with exit code 1.

            Examples:
              clientele import -s shop.db --into customers customers.csv
              clientele import -s shop.db --into orders --map customer_id=Buyer a.tsv b.tsv
              clientele import -s shop.db --into orders --encoding gb18030 orders.csv.gz
            """)

    private let files: [String]
    private let into: String
    private let fieldMap: [String: String]
    private let arguments: ParsedArguments
    private let storeOptions: StoreOptions

    init(_ arguments: ParsedArguments) throws(Failure) {
        guard let into = arguments["into"] else {
            throw ParsedArguments.failure("`--into` is missing: it says what the records are", ImportCommand.declaration)
        }
        self.into = into
        self.arguments = arguments
        files = arguments.operands
        fieldMap = try ImportCommand.fieldMap(arguments.all("map"))
        storeOptions = StoreOptions(arguments)
    }

    func run() throws { try run(secondInterruptionEnds: true) }

    /// - Parameter secondInterruptionEnds: a second Ctrl-C ends the process, which a prompt would not want.
    func run(secondInterruptionEnds: Bool) throws {
        let path = try storeOptions.path()
        // The session tells the model and the time zone that local times in the file are in.
        let session = try Session(path: path, settings: storeOptions.settings)
        session.store?.database.close()
        var barren: [String] = []
        for file in files {
            let store: ManagedStore
            do { store = try ManagedStore.open(path: path, mode: .readWrite) } catch { throw Failure(error) }
            defer { store.database.close() }
            var options = ImportOptions(entity: into, timeZone: session.valueFormat.timeZone)
            options.fieldMap = fieldMap
            options.createCustomers = arguments.has("create-customers")
            options.onError = arguments["on-error"].flatMap { ImportOptions.OnError(rawValue: $0) } ?? .reject
            options.encoding = try ImportCommand.encoding(arguments["encoding"])
            try ImportCommand.read(arguments, into: &options)
            options.onRepeat = arguments["repeated"].flatMap { ImportOptions.OnRepeat(rawValue: $0) } ?? .reject
            options.clearEmpty = arguments.has("clear-empty")
            options.generateKeys = arguments.has("generate-keys")
            options.rejectsPath = arguments["rejects"]
            options.inputs = files.filter { $0 != "-" }
            options.importAgain = arguments.has("again")
            let format = arguments["format"].flatMap { ImportFormat(rawValue: $0) }
            let source = ImportSource(file == "-" ? .descriptor(STDIN_FILENO) : .file(file), format: format)
            let bar = ProgressBar(isShown: !arguments.has("no-progress"), title: source.name)
            let importer = Importer(store, model: session.environment.model, source: source, options: options)
            do {
                let report = try Interruption.whileRunning(store.database.interrupter, alsoWhenKilled: true, secondTimeEnds: secondInterruptionEnds) {
                    try importer.run { progress in
                        bar.show(done: progress.bytesRead, of: progress.totalBytes, "\(grouped(progress.rows)) rows")
                        return !Interruption.isRequested
                    }
                }
                bar.clear()
                say(report, source.name)
                if report.rowsRead > 0, report.rejected == report.rowsRead { barren.append(source.name) }
            } catch {
                bar.clear()
                guard let error = error as? StoreError else { throw error }
                throw Failure(error)
            }
        }
        if !barren.isEmpty {
            let files = barren.joined(separator: ", ")
            throw Failure(.nothingImported, "nothing came in from \(files): every row was rejected",
                          notes: ["the reasons are in the rejects file, row by row"])
        }
    }

    /// How the file is written, as far as somebody has said so.
    private static func read(_ arguments: ParsedArguments, into options: inout ImportOptions) throws(Failure) {
        for text in arguments.all("date-format") {
            if let sign = text.firstIndex(of: "=") {
                options.fieldDateFormats[String(text[..<sign])] = String(text[text.index(after: sign)...])
            } else {
                options.dateFormat = text
            }
        }
        options.decimal = arguments["decimal"].map { $0 == "," ? .comma : .point }
        options.missing = Set(arguments.all("null").map { Array($0.utf8) })
        options.separator = try arguments["separator"].map { (text) throws(Failure) in try separator(text) }
        options.recordsAbove = try arguments["skip"].map { (text) throws(Failure) in
            guard let count = Int(text), count >= 0 else {
                throw Failure(.badArgument, "`--skip \(text)` is no number of lines")
            }
            return count
        }
    }

    private static func separator(_ text: String) throws(Failure) -> UInt8 {
        if ["tab", "\\t", "\t"].contains(text) { return UInt8(ascii: "\t") }
        guard text.utf8.count == 1, let byte = text.utf8.first, byte >= 0x20, byte < 0x7F, !"\"\n\r".utf8.contains(byte) else {
            throw Failure(.badArgument, "`--separator \(text)` is no single character", notes: ["for example --separator ';', or tab"])
        }
        return byte
    }

    private static func encoding(_ name: String?) throws(Failure) -> TextEncoding? {
        guard let name else { return nil }
        guard let encoding = TextEncoding(named: name) else {
            throw Failure(.badArgument, "`--encoding \(name)` is no encoding that is known here",
                          notes: ["known are \(TextEncoding.allCases.map(\.rawValue).joined(separator: ", "))"])
        }
        return encoding
    }

    private static func fieldMap(_ texts: [String]) throws(Failure) -> [String: String] {
        var result: [String: String] = [:]
        for pair in texts.flatMap({ $0.split(separator: ",") }) {
            let parts = pair.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else {
                throw Failure(.badArgument, "`--map \(pair)` names no column", notes: ["write --map field=Column,other=Other"])
            }
            result[String(parts[0])] = String(parts[1])
        }
        return result
    }

    /// `status: 3 values not known to the model: “xyz” (2 rows), …`
    private static func text(_ unknown: ImportReport.UnknownValues) -> String {
        let count = (unknown.hasMore ? "more than " : "") + counted(unknown.values.count, "value", "values")
        let shown = unknown.values.prefix(5).compactMap { value in
            value.text.map { "“\(DisplayText.excerpt($0, upTo: 40))” (\(counted(value.rows, "row", "rows")))" }
        }
        let rest = unknown.values.count > shown.count ? ", …" : ""
        let rows = counted(unknown.rows, "row", "rows")
        let list = shown.isEmpty ? "" : ": " + shown.joined(separator: ", ") + rest
        return "\(unknown.field): \(count) not known to the model, in \(rows)\(list)"
    }

    private func say(_ report: ImportReport, _ name: String) {
        let reporter = storeOptions.reporter
        if report.wasAlreadyImported {
            return reporter.remark("\(name): imported before, nothing to do (`--again` imports it once more)")
        }
        var parts = ["\(grouped(report.inserted)) added"]
        if report.updated > 0 { parts.append("\(grouped(report.updated)) updated") }
        if report.unchanged > 0 { parts.append("\(grouped(report.unchanged)) unchanged") }
        if report.repeated > 0 { parts.append("\(grouped(report.repeated)) repeated") }
        if report.customersCreated > 0 { parts.append("\(counted(report.customersCreated, "customer", "customers")) created") }
        reporter.remark("\(name): \(counted(report.rowsRead, "row", "rows")) into \(into): \(parts.joined(separator: ", ")), in \(elapsedTime(report.seconds))")
        let form = [report.compression, report.encoding == .utf8 ? nil : report.encoding.name].compactMap { $0 }
        if !form.isEmpty { reporter.remark("  read as \(form.joined(separator: ", "))") }
        for (column, form) in report.columnForms { reporter.remark("  \(column): \(form)") }
        if report.totalRows > 0 { reporter.remark("  a line of totals at the end is no record") }
        if !report.ignoredColumns.isEmpty { reporter.remark("  columns not used: \(report.ignoredColumns.joined(separator: ", "))") }
        for unknown in report.unknownValues { reporter.remark("  " + ImportCommand.text(unknown)) }
        if let former = report.formerRejectsPath { reporter.remark("  rows rejected by an earlier import were there: \(former) has them now") }
        if let path = report.rejectsPath { reporter.remark("  \(counted(report.rejected, "row", "rows")) rejected and not imported: \(path) has them, with the reasons") }
    }
}
