import Engine
import Importing
import Model
import Output
import REPL
import Semantics
import Store
import Syntax

/// `clientele imports`: what came into a store, and taking it back.
struct ImportsCommand: Command {
    static let declaration = CommandDeclaration(
        name: "imports", summary: "List what came into a store, or take it back",
        usage: ["clientele imports -s STORE [--format FORMAT]", "clientele imports undo [N] -s STORE [--force]"],
        operand: .init(
            name: "undo [N]", help: "take back import N and all that came after it; the last one without N",
            counts: 0...2),
        options: [
            OptionDeclaration(
                name: "force", help: "with undo: also where somebody else has written to the store since"),
        ] + OutputOptions.declarations.filter { $0.name == "format" }
            + StoreOptions.declarations.filter { ["store", "time-zone", "error-format"].contains($0.name) },
        remarks: """
            Undo takes imports back as one transaction: rows that they brought go, rows that
            they changed are what they were, and every answer is what it was before. The
            store keeps what its last twenty imports have overwritten.

            Examples:
              clientele imports -s shop.db
              clientele imports undo -s shop.db
            """)

    private let undoes: Bool
    private let number: Int64?
    private let force: Bool
    private let output: OutputOptions
    private let storeOptions: StoreOptions

    init(_ arguments: ParsedArguments) throws(Failure) {
        func failure(_ text: String) -> Failure { ParsedArguments.failure(text, ImportsCommand.declaration) }
        let operands = arguments.operands
        if let first = operands.first, first != "undo" {
            throw failure("`\(first)` is nothing that can be done with imports")
        }
        undoes = !operands.isEmpty
        number = try operands.dropFirst().first.map { (text) throws(Failure) in
            guard let number = Int64(text) else { throw failure("`\(text)` is no number of an import") }
            return number
        }
        force = arguments.has("force")
        output = try OutputOptions(arguments)
        storeOptions = StoreOptions(arguments)
    }

    func run() throws {
        let path = try storeOptions.path()
        let session = try Session(path: path, settings: storeOptions.settings)
        guard undoes else { return try list(path, session) }
        session.store?.database.close()
        let undone = try withStore(path, .readWrite) { store in
            try Interruption.whileRunning(store.database.interrupter, alsoWhenKilled: true) {
                try ImportUndo(store, model: session.environment.model).run(from: number, force: force)
            }
        }
        for entry in undone {
            storeOptions.reporter.remark("took back import \(entry.number): \(entry.source) into \(entry.entity), "
                + "\(ImportsCommand.counts(entry))")
        }
    }

    private static func counts(_ entry: ImportEntry) -> String {
        var parts = ["\(grouped(entry.added)) added"]
        if entry.updated > 0 { parts.append("\(grouped(entry.updated)) updated") }
        if entry.customersCreated > 0 {
            parts.append("\(counted(entry.customersCreated, "customer", "customers")) created")
        }
        return parts.joined(separator: ", ")
    }

    private func withStore<Result>(
        _ path: String, _ mode: Database.Mode, _ body: (ManagedStore) throws -> Result
    ) throws -> Result {
        do {
            let store = try ManagedStore.open(path: path, mode: mode)
            defer { store.database.close() }
            return try body(store)
        } catch let error as StoreError { throw Failure(error) }
    }

    private func list(_ path: String, _ session: Session) throws {
        let entries = try withStore(path, .readOnly) { try ImportLog.entries(in: $0.database) }
        let presenter = output.presenter(writingTo: nil)
        var writer = presenter.format.writer(to: presenter.sink, format: session.valueFormat, table: presenter.style)
        try writer.begin([
            ResultColumn(name: "import", type: .int), ResultColumn(name: "time", type: .time),
            ResultColumn(name: "file", type: .text), ResultColumn(name: "entity", type: .text),
            ResultColumn(name: "added", type: .int), ResultColumn(name: "updated", type: .int),
            ResultColumn(name: "unchanged", type: .int), ResultColumn(name: "rejected", type: .int),
            ResultColumn(name: "customers_created", type: .int), ResultColumn(name: "state", type: .text),
        ])
        for entry in entries {
            let counts = [entry.added, entry.updated, entry.unchanged, entry.rejected, entry.customersCreated]
            let state = entry.isUndone ? "taken back" : entry.canBeUndone ? "can be taken back" : "kept"
            let second = Instant(
                microseconds: entry.time.microseconds / Instant.microsecondsPerSecond * Instant.microsecondsPerSecond)
            try writer.write([.int(entry.number), .time(second), .text(entry.source), .text(entry.entity)]
                + counts.map { .int(Int64($0)) } + [.text(state)])
        }
        try writer.end(ResultSummary())
    }
}
