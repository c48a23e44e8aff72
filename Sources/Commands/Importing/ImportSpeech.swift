import Importing
import Output
import REPL
import Syntax

/// The messages of an import: findings before it writes, progress, outcome.
struct ImportSpeech {
    private let reporter: Reporter
    private let origin: ImportSource
    private let store: String
    private let isDryRun: Bool
    private let bar: ProgressBar

    private var source: String { origin.name }

    /// - Parameter store: its path, as it was named.
    init(_ reporter: Reporter, of source: ImportSource, into store: String, isDryRun: Bool, showsProgress: Bool) {
        (self.reporter, origin, self.store, self.isDryRun) = (reporter, source, store, isDryRun)
        bar = ProgressBar(isShown: showsProgress, title: source.name)
    }

    /// - Parameter found: is handed each kind of records as well.
    func observer(found: @escaping (ImportAccount, ImportOptions) -> Void = { _, _ in }) -> Importer.Observer {
        var observer = Importer.Observer()
        var isAccountSaid = false
        observer.found = { account, options in
            bar.clear()
            isAccountSaid = isDryRun || !account.isStated
            if isAccountSaid { say(account, ImportArguments.spelling(account, options, store, origin)) }
            found(account, options)
        }
        observer.isDone = { report in
            bar.clear()
            say(report, isAccountSaid: isAccountSaid)
        }
        observer.progress = { progress in
            bar.show(done: progress.bytesRead, of: progress.totalBytes, "\(grouped(progress.rows)) rows")
            return !Interruption.isRequested
        }
        return observer
    }

    /// Nothing more is said of how far it is.
    func end() { bar.clear() }

    // MARK: Before

    /// - Parameter command: that says explicitly what was found; nil where none can.
    private func say(_ account: ImportAccount, _ command: String?) {
        reporter.remark("\(source) is taken for \(account.entity): \(ImportSpeech.form(account))")
        let rows = account.columns.map { column -> [String] in
            let samples = column.samples.map { DisplayText.excerpt($0, upTo: 24) }.joined(separator: ", ")
            return [
                column.field, column.type, column.columns.joined(separator: " + "),
                samples + (column.form.map { samples.isEmpty ? $0 : " (\($0))" } ?? ""),
            ]
        }
        for line in ImportSpeech.aligned(rows) { reporter.remark("  " + line) }
        if !account.hasKey { reporter.remark("  no column is a key: rows are known by what they say") }
        if !account.unused.isEmpty { reporter.remark("  not used: \(listed(account.unused))") }
        if let command { reporter.remark("  in full: \(command)") }
    }

    /// `Shopify orders, csv, gzip, windows-1252, ‘;’, decimal comma, 2 lines above the names of the columns`
    private static func form(_ account: ImportAccount) -> String {
        var parts = account.source.map { [$0] } ?? []
        parts.append(
            account.sheets.map {
                "sheet \($0.read)" + ($0.others.isEmpty ? "" : " (not \($0.others.joined(separator: ", ")))")
            } ?? account.format.rawValue)
        if let compression = account.compression { parts.append(compression) }
        if account.encoding != .utf8 { parts.append(account.encoding.name) }
        if let separator = account.separator, separator != UInt8(ascii: ",") {
            parts.append(separator == 0x09 ? "tabs" : "‘\(ImportAccount.name(separator))’")
        }
        if account.hasDecimalComma { parts.append("decimal comma") }
        if account.recordsAbove > 0 {
            parts.append("\(counted(account.recordsAbove, "line", "lines")) above the names of the columns")
        }
        return parts.joined(separator: ", ")
    }

    /// In columns, by how wide the characters are.
    private static func aligned(_ rows: [[String]]) -> [String] {
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in min(32, rows.map { DisplayWidth.of($0[column]) }.max() ?? 0) }
        return rows.map { row in
            var line = ""
            for (column, cell) in row.enumerated() {
                line += cell
                if column + 1 < row.count {
                    line += String(repeating: " ", count: max(0, widths[column] - DisplayWidth.of(cell)) + 2)
                }
            }
            while line.last == " " { line.removeLast() }
            return line
        }
    }

    // MARK: After

    /// - Parameter isAccountSaid: whether it is known already how the file is written.
    private func say(_ report: ImportReport, isAccountSaid: Bool) {
        var parts = ["\(grouped(report.inserted)) added"]
        if report.updated > 0 { parts.append("\(grouped(report.updated)) updated") }
        if report.unchanged > 0 { parts.append("\(grouped(report.unchanged)) unchanged") }
        if report.repeated > 0 { parts.append("\(grouped(report.repeated)) repeated") }
        if report.customersCreated > 0 {
            parts.append("\(counted(report.customersCreated, "customer", "customers")) created")
        }
        let rows = "\(source): \(counted(report.rowsRead, "row", "rows")) into \(report.entity)"
        reporter.remark("\(rows): \(parts.joined(separator: ", ")), in \(elapsedTime(report.seconds))")
        if !isAccountSaid { sayForm(report) }
        sayRows(report)
        for unknown in report.unknownValues { reporter.remark("  " + ImportSpeech.text(unknown)) }
        if let former = report.formerRejectsPath {
            reporter.remark("  rows rejected by an earlier import were there: \(former) has them now")
        }
        if let path = report.removedRejectsPath {
            reporter.remark("  nothing was rejected: \(path), of an earlier import, is gone")
        }
        if let path = report.rejectsPath {
            reporter.remark("  \(counted(report.rejected, "row", "rows")) rejected and not imported: "
                + "\(path) has them, with the reasons")
        }
        if report.ofUnknownCustomers > 0 {
            let rows = report.ofUnknownCustomers == 1
                ? "1 row is of a customer" : "\(grouped(report.ofUnknownCustomers)) rows are of customers"
            reporter.remark(
                "  \(rows) whom the store does not know: import customers first, or add `--create-customers`")
        }
        if isDryRun {
            if report.rejected > 0 { reporter.remark("  \(counted(report.rejected, "row", "rows")) would be rejected") }
            reporter.remark("  nothing was written: --dry-run")
        }
    }

    private func sayForm(_ report: ImportReport) {
        let form = [report.compression, report.encoding == .utf8 ? nil : report.encoding.name].compactMap { $0 }
        if !form.isEmpty { reporter.remark("  read as \(form.joined(separator: ", "))") }
        for (column, form) in report.columnForms { reporter.remark("  \(column): \(form)") }
        if !report.ignoredColumns.isEmpty {
            reporter.remark("  columns not used: \(listed(report.ignoredColumns))")
        }
    }

    /// The first of them: a file may have a hundred thousand.
    private func listed(_ names: [String]) -> String {
        let shown = 30
        let list = names.prefix(shown).map { DisplayText.excerpt($0, upTo: 80) }.joined(separator: ", ")
        return names.count > shown ? list + ", and \(grouped(names.count - shown)) more" : list
    }

    private func sayRows(_ report: ImportReport) {
        if report.totalRows > 0 { reporter.remark("  a line of totals at the end is no record") }
        if report.leftOut > 0 {
            reporter.remark("  \(counted(report.leftOut, "row", "rows")) left out, which are no \(report.entity)")
        }
        if report.recognised > 0 {
            let rows = report.recognised == 1
                ? "1 row without a key is equal to a row"
                : "\(grouped(report.recognised)) rows without keys are equal to rows"
            reporter.remark("  \(rows) imported before, and no new record (`--again` makes new ones)")
        }
        for domain in report.textKeys {
            reporter.remark("  keys of \(domain) are texts from now on: some are no whole numbers")
        }
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
}
