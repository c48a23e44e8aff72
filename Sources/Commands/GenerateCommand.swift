import ArgumentParser
import Engine
import Generation
import Glibc
import Model
import Output
import REPL
import Semantics
import Store
import Syntax

struct GenerateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate", _superCommandName: "clientele", abstract: "Make a store full of realistic customers, the same for a seed on any machine.",
        usage: "clientele generate STORE [options]",
        discussion: """
            Example:
              clientele generate shop.db --customers 10000 --seed 7

            An existing file is never replaced; interrupted, it leaves none.
            """)

    @Argument(help: "Where: a file that does not exist yet.")
    var path: String

    @Option(name: .long, help: "How many customers.")
    var customers = 1_000

    @Option(name: .long, help: "Another seed, other customers.")
    var seed: UInt64 = 1

    @Option(name: .long, help: ArgumentHelp("The last day on which anything happens.", valueName: "date"))
    var endDate = StoreGenerator.defaultEndDate.description

    @Option(name: .long, help: ArgumentHelp("ISO 4217 code of a currency with hundredths.", valueName: "code"))
    var currency = "USD"

    @Option(name: .long, help: ArgumentHelp("IANA name: what a day is in this store.", valueName: "zone"))
    var timeZone = "UTC"

    @Flag(name: .long, help: "No progress bar.")
    var noProgress = false

    @Option(name: .long, help: ArgumentHelp("How errors are written (default: text).", valueName: "format"))
    var errorFormat: Reporter.Format?

    func run() throws {
        let reporter = Reporter(format: errorFormat ?? .text)
        guard customers >= 0 else { throw Failure(.badArgument, "--customers takes a number of customers, 0 or more") }
        let parts = endDate.split(separator: "-").compactMap { Int($0) }
        guard parts.count == 3, let end = CivilDate(year: parts[0], month: parts[1], day: parts[2]) else {
            throw Failure(.badArgument, "`--end-date \(endDate)` is no day", notes: ["write --end-date 2026-06-30"])
        }
        let start = WallClock.monotonicSeconds
        let store = try NewStore.make(path: path, currency: currency, timeZone: timeZone, modelPath: nil, reporter: reporter)
        defer { store.database.close() }
        let session = try Session(settings: Session.Settings(now: WallClock.now))
        let model = session.environment.model
        let generator: StoreGenerator
        do { generator = try StoreGenerator(model: model, customers: customers, seed: seed, endDate: end) } catch {
            throw Failure(.badArgument, "\(error)")
        }
        let bar = ProgressBar(isShown: !noProgress, title: path)
        let rows: Int
        do {
            rows = try Interruption.whileRunning(store.database.interrupter, alsoWhenKilled: true) {
                try fill(store, of: model, from: generator, bar)
            }
        } catch {
            // A store that is not whole is none.
            bar.clear()
            store.database.close()
            unlink(path)
            guard let error = error as? StoreError else { throw error }
            throw Failure(error)
        }
        bar.clear()
        let seconds = WallClock.monotonicSeconds - start
        reporter.remark("made \(path): \(counted(customers, "customer", "customers")), \(counted(rows, "record", "records")) in all, up to \(end), in \(Double(Int(seconds * 10)) / 10) s")
    }

    /// Everything in one transaction; the number of records.
    private func fill(_ store: ManagedStore, of model: DataModel, from generator: StoreGenerator, _ bar: ProgressBar) throws -> Int {
        var rows = 0, made = 0
        try store.database.execute("BEGIN IMMEDIATE")
        let writers = try model.entities.map { try RecordWriter(store, entity: $0) }
        try generator.generate { entity, row in
            try writers[entity].append(row)
            rows += 1
            guard entity == model.customer else { return }
            made += 1
            if Interruption.isRequested { throw StoreError(.interrupted, "interrupted") }
            if made % 1_000 == 0 { bar.show(done: Int64(made), of: Int64(customers), "\(grouped(rows)) records") }
        }
        bar.show(done: 1, of: 1, "making indexes")
        for writer in writers { try writer.finish() }
        try store.database.execute("COMMIT")
        return rows
    }
}
